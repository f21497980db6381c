"""Rating and workplace of teachers."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._profiles import ChangeProfile, PutProfile
from dbservice.blueprints._resource import resource
from dbservice.blueprints.user_profile import USER_PROFILE
from dbservice.models import TeacherProfile
from dbservice.services.profiles import TEACHER_PROFILES

TEACHER_PROFILE = Entity(
    TeacherProfile,
    required=(TeacherProfile.teacher_fk,),
    embeds={TeacherProfile.user_profile: USER_PROFILE},
    along=(USER_PROFILE,),
    internal=(TeacherProfile.user_profile_id,),
)

blueprint = resource(
    TEACHER_PROFILE,
    tag="People",
    create=PutProfile(TEACHER_PROFILES),
    change=ChangeProfile(TEACHER_PROFILES),
)
