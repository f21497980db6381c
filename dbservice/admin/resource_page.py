"""What a resource's page shows beside the row: texts, problems, and names in place of ids."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dbservice.admin.registry import panel_of
from dbservice.models import ProblemLang
from dbservice.services import resource_contents


def context(session: Session, id: int) -> Mapping[str, Any]:
    """What the template of the page needs; three statements."""
    contents = resource_contents.read(session, id)
    return {
        "contents": contents,
        "told_above": {f"{kind.removesuffix('s')} IDs" for kind in contents.described},
        "texts_panel": panel_of(ProblemLang),
    }
