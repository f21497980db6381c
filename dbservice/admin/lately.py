"""What was done lately: the work of people and programs, and the imports, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dbservice.admin import history_terms, images, list_page, lookup, registry, trail
from dbservice.admin.differences import panel_of_table
from dbservice.admin.filters import Arguments
from dbservice.admin.gone import counted
from dbservice.admin.history_terms import Terms
from dbservice.admin.panel import Panel
from dbservice.imports.registry import TYPES
from dbservice.models import ApiToken, Change, Import, StaffAccount, User
from dbservice.services import change_sets, import_history, person_history
from dbservice.services.change_sets import ChangeSet, Treated
from dbservice.services.deletions import GOING_ALONG
from dbservice.services.history import Wanted
from dbservice.services.nouns import noun

PAGE_ENTRIES = 25
IMPORTS = "import"
ORIGINS = {"admin": "At this site", "api": "Through the API", IMPORTS: "By imports"}
Labels = Mapping[tuple[Panel, int], str]


class Phrase(NamedTuple):
    """What was done to rows of a table, and the first of them by name.

    `named` are those that there are, `gone` those that are there no more.
    """

    verb: str
    rows: int
    noun: str
    panel: Panel | None
    named: Sequence[tuple[int, str]]
    gone: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """A line of the history: what was done at once, or an import."""

    at: datetime
    actor: str | None
    change_set: ChangeSet | None = None
    phrases: Sequence[Phrase] = ()
    along: str = ""
    run: Import | None = None
    label: str = ""


def context(session: Session, args: Arguments) -> dict[str, Any]:
    """Everything that the template of the history needs."""
    terms = history_terms.read(session, args)
    people = registry.panel_of(User)
    chosen = "" if terms.person is None else str(terms.person)
    values: dict[str, Any] = {
        "given": terms.given,
        "refusals": terms.refusals,
        "tables": tables(terms.wanted),
        "actors": actors(session),
        "origins": ORIGINS,
        "people": people,
        "person": chosen,
        "person_name": list_page.title_of(session, people, chosen),
        "run": chosen_import(session, terms.wanted),
        "is_first": terms.before is None,
        "is_narrowed": bool(terms.given.keys() - {"before"}),
        "entries": (),
        "told": (),
    }
    if terms.person is None and terms.wanted.import_id is None:
        values["entries"], values["next"] = entries(session, terms)
    else:
        values["told"], values["next"] = told(session, terms)
    return values


def chosen_import(session: Session, wanted: Wanted) -> Entry | None:
    """The import whose changes are wanted, if it is there still."""
    query = select(Import).options(joinedload(Import.file)).where(Import.id == wanted.import_id)
    run = None if wanted.import_id is None else session.scalar(query)
    return None if run is None else _import_entry(run)


def tables(wanted: Wanted) -> Mapping[str, str]:
    """The tables that can be chosen, each with what its rows are called."""
    shown = [one for one in registry.panels() if one.table not in wanted.hidden]
    return {one.table: one.many for one in sorted(shown, key=lambda one: one.many.casefold())}


def actors(session: Session) -> Sequence[str]:
    """Who may have changed something: staff and tokens; others can be written."""
    staff = select(StaffAccount.username)
    return sorted(session.scalars(staff.union(select(ApiToken.name))))


def told(session: Session, terms: Terms) -> tuple[Sequence[trail.Told], int | None]:
    """The changes of a person, or by an import: a page of them, and where the next one begins."""
    wanted, before, limit = terms.wanted, terms.before, PAGE_ENTRIES + 1
    found: Sequence[Change] = ()
    if terms.person is not None:
        found = person_history.of_person(session, terms.person, wanted, limit=limit, before=before)
    elif wanted.import_id is not None:
        found = import_history.of_import(
            session, wanted.import_id, wanted, limit=limit, before=before
        )
    shown = trail.tell(session, found[:PAGE_ENTRIES])
    return shown, found[PAGE_ENTRIES - 1].id if len(found) > PAGE_ENTRIES else None


def entries(session: Session, terms: Terms) -> tuple[Sequence[Entry], int | None]:
    """A page of the history, and where the next one begins."""
    wanted = terms.wanted
    if terms.before is not None:
        until = min(wanted.until, history_terms.moment_of(terms.before))
        wanted = Wanted(**{**vars(wanted), "until": until})
    found = [*_work(session, wanted), *_imports(session, wanted)]
    found.sort(key=lambda entry: entry.at, reverse=True)
    page = found[:PAGE_ENTRIES]
    # Whatever was at one moment is on one page.
    page += [one for one in found[PAGE_ENTRIES:] if one.at == page[-1].at]
    has_next = len(found) > len(page)
    return page, history_terms.number_of(page[-1].at) if has_next else None


def _work(session: Session, wanted: Wanted) -> list[Entry]:
    if wanted.origin == IMPORTS:
        return []
    found = change_sets.newest(session, wanted, limit=PAGE_ENTRIES + 1)
    there, gone = _names(session, found)
    return [_entry(one, there, gone) for one in found]


def _imports(session: Session, wanted: Wanted) -> list[Entry]:
    if wanted.origin not in ("", IMPORTS):
        return []
    query = select(Import).options(joinedload(Import.file))
    query = query.where(
        Import.inserted_at < wanted.until.replace(tzinfo=None),
        Import.inserted_at >= wanted.since.replace(tzinfo=None),
    )
    if wanted.actor:
        query = query.where(Import.created_by == wanted.actor)
    if wanted.table:
        query = query.where(change_sets.importing(wanted.table))
    newest = query.order_by(Import.inserted_at.desc(), Import.id.desc()).limit(PAGE_ENTRIES + 1)
    return [_import_entry(one) for one in session.scalars(newest)]


def _import_entry(run: Import) -> Entry:
    type_ = run.type or ""
    label = TYPES[type_].label if type_ in TYPES else type_
    return Entry(run.inserted_at.replace(tzinfo=UTC), run.created_by, run=run, label=label)


def _entry(one: ChangeSet, there: Labels, gone: Labels) -> Entry:
    """Rows that are only there for another are counted, and not named beside it."""
    main = [each for each in one.done if each.table not in GOING_ALONG]
    along: dict[str, int] = {}
    for each in one.done if main else ():
        if each.table in GOING_ALONG:
            along[each.table] = along.get(each.table, 0) + each.rows
    phrases = [_phrase(each, there, gone) for each in main or one.done]
    return Entry(one.at, one.actor, one, phrases, counted(along))


def _phrase(treated: Treated, there: Labels, gone: Labels) -> Phrase:
    panel = panel_of_table(treated.table)
    words = noun(treated.table)
    one, several = (words.one, words.several) if panel is None else (panel.one, panel.many_inside)
    keys = [] if panel is None else [(panel, id_) for id_ in treated.samples]
    return Phrase(
        verb=trail.VERBS.get(treated.operation, treated.operation),
        rows=treated.rows,
        noun=one if treated.rows == 1 else several,
        panel=panel,
        named=[(key[1], there[key]) for key in keys if key in there],
        gone=[gone[key] for key in keys if key in gone and key not in there],
    )


def _names(session: Session, found: Sequence[ChangeSet]) -> tuple[Labels, Labels]:
    """What the first rows of each phrase are called, and were; two statements for each table."""
    ids: dict[Panel, set[int]] = {}
    recorded: dict[Panel, dict[int, images.Image]] = {}
    for each in (each for one in found for each in one.done):
        if panel := panel_of_table(each.table):
            ids.setdefault(panel, set()).update(each.samples)
            known = zip(each.samples, each.images, strict=True)
            recorded.setdefault(panel, {}).update({id_: image for id_, image in known if image})
    there = {
        (panel, id_): text
        for panel, some in ids.items()
        for id_, text in lookup.labels(session, panel, some).items()
    }
    gone = {
        (panel, id_): text
        for panel, by_id in recorded.items()
        for id_, text in images.labels(session, panel, list(by_id.values())).items()
    }
    return there, gone
