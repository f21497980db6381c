"""Branches of study, which may lie in one another."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Branch
from dbservice.services import row_keys
from dbservice.services.trees import BRANCHES

BRANCH = Entity(Branch, required=(Branch.branch_id, Branch.name), check=BRANCHES.refuse_cycle)

blueprint = resource(
    BRANCH,
    tag="Exams and colleges",
    create=Upsert(row_keys.of(Branch), located=False),
    wrapper="branch",
)
