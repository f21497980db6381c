"""Candidates, each shown and written together with the user behind them."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._people import PutPerson, change_person
from dbservice.blueprints._resource import resource
from dbservice.blueprints.user import USER
from dbservice.models import Candidate

CANDIDATE = Entity(
    Candidate,
    required=(Candidate.candidate_id,),
    embeds={Candidate.user: USER},
    along=(USER,),
    unwritten=(Candidate.user_id,),
)

blueprint = resource(
    CANDIDATE,
    tag="People",
    create=PutPerson(Candidate, Candidate.candidate_id),
    change=change_person,
)
