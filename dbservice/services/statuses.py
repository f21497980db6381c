"""The two statuses that enrolment itself sets."""

from sqlalchemy.orm import Session

from dbservice.errors import DomainError
from dbservice.services import references
from dbservice.services.groups import GroupKind
from dbservice.services.person import DROPOUT
from dbservice.services.references import References, Target

ENROLLED = "enrolled"


class Statuses:
    """`enrolled` and `dropout`, each refused where it is needed and not set up."""

    def __init__(self, found: References) -> None:
        self._found = found

    def enrolled(self) -> Target:
        """The status of students in class; raises DomainError (STATUS_ROW_MISSING)."""
        return self._target(ENROLLED)

    def dropout(self) -> Target:
        """The status of students who have dropped out; raises DomainError (STATUS_ROW_MISSING)."""
        return self._target(DROPOUT)

    def _target(self, title: str) -> Target:
        try:
            return self._found.target(GroupKind.STATUS, title)
        except DomainError as missing:
            raise DomainError(
                f"The status {title} is not set up: it needs a row and a group row",
                code="STATUS_ROW_MISSING",
                data={"status": title},
            ) from missing


def load(session: Session) -> Statuses:
    """Look both up."""
    return Statuses(references.resolve(session, {GroupKind.STATUS: (ENROLLED, DROPOUT)}))
