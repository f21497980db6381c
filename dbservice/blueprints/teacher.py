"""Teachers, each shown and written together with the user behind them."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._people import PutPerson, change_person
from dbservice.blueprints._resource import resource
from dbservice.blueprints.user import USER
from dbservice.models import Teacher

TEACHER = Entity(
    Teacher,
    required=(Teacher.teacher_id,),
    embeds={Teacher.user: USER},
    along=(USER,),
    unwritten=(Teacher.user_id,),
)

blueprint = resource(
    TEACHER, tag="People", create=PutPerson(Teacher, Teacher.teacher_id), change=change_person
)
