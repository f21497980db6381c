"""Test and attendance figures of students."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._profiles import ChangeProfile, PutProfile
from dbservice.blueprints._resource import resource
from dbservice.blueprints.user_profile import USER_PROFILE
from dbservice.models import StudentProfile
from dbservice.services.profiles import STUDENT_PROFILES

STUDENT_PROFILE = Entity(
    StudentProfile,
    required=(StudentProfile.student_fk,),
    embeds={StudentProfile.user_profile: USER_PROFILE},
    along=(USER_PROFILE,),
    unwritten=(StudentProfile.user_profile_id,),
)

blueprint = resource(
    STUDENT_PROFILE,
    tag="People",
    create=PutProfile(STUDENT_PROFILES),
    change=ChangeProfile(STUDENT_PROFILES),
)
