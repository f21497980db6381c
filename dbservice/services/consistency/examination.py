"""Everything there is to say of a database: contradictions, keys, gaps in the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from dbservice.services import history, integrity
from dbservice.services.consistency import register
from dbservice.services.consistency.check import Finding
from dbservice.services.integrity import Breach


@dataclass(frozen=True)
class Examination:
    """What there is to say of a database at one moment.

    Attributes:
        findings: of each check, whether it has exceptions or not.
        breaches: promises that the data breaks.
        addable: promises that are left out although the data would keep them.
        gaps: what escapes the history.
    """

    findings: Sequence[Finding]
    breaches: Sequence[Breach]
    addable: Sequence[str]
    gaps: Sequence[str]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to complain of."""
        exceptions = any(finding.count for finding in self.findings)
        return not (exceptions or self.breaches or self.addable or self.gaps)

    def as_json(self) -> dict[str, Any]:
        """All of it for programs."""
        return {
            "clean": self.is_clean,
            "checks": [finding.as_json() for finding in self.findings],
            "broken_keys": list(self.breaches),
            "addable_keys": list(self.addable),
            "history_gaps": list(self.gaps),
        }


def examine(connection: Connection, first: int) -> Examination:
    """Read the whole of the database; of each check the keys of the `first` exceptions are told."""
    breaches = integrity.breaches(connection)
    unkept = {promise.name for promise in integrity.unkept(connection)}
    return Examination(
        findings=list(register.findings(connection, first)),
        breaches=breaches,
        addable=sorted(unkept - {breach.promise.name for breach in breaches}),
        gaps=history.gaps(connection),
    )
