"""How routes word what the domain refuses: the form of the body, the status and the text."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from dbservice.blueprints._errors import Failed, Refused, Unacceptable
from dbservice.errors import DomainError, Invalid
from dbservice.services.constraints import explain, is_refusal

Text = str | Callable[[DomainError], str]
"""A text in which {name} stands for a fact of the error's data, or what makes one."""


@dataclass(frozen=True)
class Faults:
    """How a route words fields that are not as they must be, where the general way is not its own.

    Args:
        form: the body.
        text: what it says; {faults} stands for the faults in words.
        detailed: whether the body has them by field, under `details`.
        fields: the fields whose faults are worded so; unless said, all are.
    """

    form: type[Refused]
    status: int
    text: str
    detailed: bool = False
    fields: Collection[str] = ()

    def reworded(self, faults: Unacceptable) -> Exception:
        """The answer."""
        if self.fields and not faults.errors.keys() <= set(self.fields):
            return faults
        details = {"details": faults.errors} if self.detailed else {}
        return self.form(self.status, self.text.replace("{faults}", faults.message), **details)


@dataclass(frozen=True)
class Wording:
    """How a route words refusals.

    Args:
        form: the body.
        status: the status, where `statuses` has no other for the error's code.
        texts: the texts, by the error's code; without one it is the error's own message.
        statuses: statuses by the error's code.
        faults: how it words faulty fields; unless said, as every other route does.
    """

    form: type[Refused] = Failed
    status: int = 422
    texts: Mapping[str, Text] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    faults: Faults | None = None

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Refusals inside come out in these words."""
        try:
            yield
        except (Unacceptable, DomainError) as refusal:
            raise self.reworded(refusal) from refusal
        except DBAPIError as error:
            if not is_refusal(error):
                raise
            raise self.reworded(explain(error)) from error

    def reworded(self, refusal: Unacceptable | DomainError) -> Exception:
        """The refusal in the words of the route."""
        if isinstance(refusal, DomainError):
            if not self._is_fault(refusal):
                return self.form(self.statuses.get(refusal.code, self.status), self.text(refusal))
            refusal = Unacceptable({refusal.field or "": [refusal.message]})
        return self.faults.reworded(refusal) if self.faults else refusal

    def _is_fault(self, refusal: DomainError) -> bool:
        known = refusal.code in self.texts or refusal.code in self.statuses
        return isinstance(refusal, Invalid) and bool(refusal.field) and not known

    def text(self, refusal: DomainError) -> str:
        """The text alone."""
        text = self.texts.get(refusal.code, refusal.message)
        if callable(text):
            return text(refusal)
        return text.format(**refusal.data) if refusal.code in self.texts else text

    def described(self) -> Mapping[int, set[str]]:
        """Each status, with the schemas of the bodies it can come with."""
        found: dict[int, set[str]] = {}
        for status in (self.status, *self.statuses.values()):
            found.setdefault(status, set()).add(self.form.schema)
        if self.faults:
            found.setdefault(self.faults.status, set()).add(self.faults.form.schema)
        return found
