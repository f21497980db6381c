"""Renaming batches; sessions list the batches they are for by code, and so change with them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.errors import Conflict, DomainError, Invalid
from dbservice.models import Batch
from dbservice.services import bulk, puts, references
from dbservice.services.bulk import NOW
from dbservice.services.groups import GroupKind

BATCHES = Batch.metadata.tables["batch"]
SEPARATOR = ","

FIND = text("""
    SELECT batch_id, id FROM batch WHERE batch_id = ANY(CAST(:codes AS varchar[]))
    ORDER BY id FOR UPDATE
""")
# Comparing each list with a thousand codes counts as a single step when a plan is made; so a plan
# that does it for every session, and takes ten times as long as the index, would seem cheap.
READ_WHOLE_TABLES = text("SELECT set_config('enable_seqscan', :allowed, true)")
# Whole entries only. The order of the list and the spaces in it stay.
RENAME_IN_SESSIONS = text(f"""
    UPDATE session AS s
    SET updated_at = {NOW}, meta_data = jsonb_set(s.meta_data, '{{batch_id}}', to_jsonb((
        SELECT string_agg(coalesce(
            left(e, length(e) - length(ltrim(e)))
                || (CAST(:renames AS jsonb) ->> btrim(e))
                || right(e, length(e) - length(rtrim(e))), e), ',' ORDER BY place)
        FROM unnest(string_to_array(s.meta_data ->> 'batch_id', ','))
             WITH ORDINALITY AS entry(e, place))))
    WHERE regexp_split_to_array(btrim(s.meta_data ->> 'batch_id'), ' *, *')
          && CAST(:codes AS text[])
      AND jsonb_typeof(s.meta_data -> 'batch_id') = 'string'
""")


class Rename(NamedTuple):
    """A code, and what it should have been."""

    old: str
    new: str


class Renamed(NamedTuple):
    """The batch that has the new code, and whether it had another before."""

    id: int
    changed: bool


def rename(session: Session, renames: Sequence[Rename]) -> list[Renamed | DomainError]:
    """Give batches other codes, as if one after the other.

    Seven statements for any number of renames; four more for each time that one depends on another.

    Returns:
        For each rename the batch, or why it cannot be, with the field `old` or `new`:
        BATCH_NOT_FOUND with the nearest codes, AMBIGUOUS, BATCH_ID_TAKEN, or INVALID_FIELDS for a
        code that no list could hold.
    """
    puts.hold(session, BATCHES)
    codes = {code for one in renames for code in one}
    owners: dict[str, list[int]] = {}
    for code, id_ in session.execute(FIND, {"codes": list(codes)}):
        owners.setdefault(code, []).append(id_)
    plan = _Plan(session, owners)
    verdicts = [plan.add(one) for one in renames]
    for wave in plan.waves:
        _write(session, wave)
    return verdicts


class _Plan:
    """The renames that can be done, each in a later wave than those that touch the same codes."""

    def __init__(self, session: Session, owners: Mapping[str, list[int]]) -> None:
        self._owners = dict(owners)
        self._codes = references.changing_codes(session, GroupKind.BATCH)
        self._touched: dict[str, int] = {}
        self.waves: list[dict[Rename, int]] = []

    def add(self, wanted: Rename) -> Renamed | DomainError:
        """Plan a rename, unless something speaks against it now that the earlier ones are done."""
        owners = self._owners.get(wanted.old, [])
        if not owners:
            return _about("old", self._codes.not_found(wanted.old))
        if len(owners) > 1:
            return _about("old", references.ambiguous(GroupKind.BATCH, wanted.old, len(owners)))
        if wanted.new == wanted.old:
            return Renamed(owners[0], changed=False)
        if self._owners.get(wanted.new):
            return _taken(wanted.new)
        if SEPARATOR in wanted.new:
            return _not_listable(wanted.new)
        self._owners[wanted.new] = self._owners.pop(wanted.old)
        self._codes.change(wanted.old, wanted.new)
        self._place(wanted, owners[0])
        return Renamed(owners[0], changed=True)

    def _place(self, wanted: Rename, id: int) -> None:
        wave = max(self._touched.get(code, -1) for code in wanted) + 1
        self._touched |= dict.fromkeys(wanted, wave)
        if wave == len(self.waves):
            self.waves.append({})
        self.waves[wave][wanted] = id


def _write(session: Session, wave: Mapping[Rename, int]) -> None:
    rows = [{"id": id_, "batch_id": one.new} for one, id_ in wave.items()]
    bulk.update_rows(session, BATCHES, rows)
    renames = {one.old: one.new for one in wave}
    session.execute(READ_WHOLE_TABLES, {"allowed": "off"})
    session.execute(
        RENAME_IN_SESSIONS, {"renames": orjson.dumps(renames).decode(), "codes": list(renames)}
    )
    session.execute(READ_WHOLE_TABLES, {"allowed": "on"})


def _about(field: str, refusal: DomainError) -> DomainError:
    refusal.field = field
    return refusal


def _taken(code: str) -> Conflict:
    return Conflict(
        f"Batch {code} exists already", field="new", code="BATCH_ID_TAKEN", data={"code": code}
    )


def _not_listable(code: str) -> Invalid:
    return Invalid(
        f"{code} has a comma, which separates the codes that a session lists",
        field="new",
        data={"value": code},
    )
