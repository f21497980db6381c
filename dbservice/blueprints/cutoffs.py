"""Admission cutoffs: the ranks that a college took."""

from dbservice.blueprints._creating import Insert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.blueprints.branch import BRANCH
from dbservice.blueprints.college import COLLEGE
from dbservice.blueprints.demographic_profile import DEMOGRAPHIC_PROFILE
from dbservice.blueprints.exam_occurrence import EXAM_OCCURRENCE
from dbservice.models import Cutoff
from dbservice.services.rules import POSITIVE

CUTOFF = Entity(
    Cutoff,
    required=(
        Cutoff.cutoff_year,
        Cutoff.exam_occurrence_id,
        Cutoff.college_id,
        Cutoff.branch_id,
        Cutoff.demographic_profile_id,
    ),
    rules={Cutoff.opening_rank: POSITIVE, Cutoff.closing_rank: POSITIVE},
    embeds={
        Cutoff.exam_occurrence: EXAM_OCCURRENCE,
        Cutoff.college: COLLEGE,
        Cutoff.branch: BRANCH,
        Cutoff.demographic_profile: DEMOGRAPHIC_PROFILE,
    },
    unshown=(Cutoff.demographic_profile_id,),
)

blueprint = resource(
    CUTOFF,
    tag="Exams and colleges",
    slug="cutoffs",
    create=Insert(located=False),
    wrapper="cutoff",
)
