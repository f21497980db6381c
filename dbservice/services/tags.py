"""Labels of resources, given by name or by id."""

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from dbservice.models import Tag
from dbservice.services import puts

BY_NAME = text("SELECT name, min(id) FROM tag WHERE name = ANY(:names) GROUP BY name")


def ids_of(session: Session, tags: Sequence[int | str]) -> list[int]:
    """The ids of tags, each once and in order; names that no tag has become tags.

    Of several tags with a name the oldest counts. Blank names are left out.
    """
    wanted = [tag for tag in tags if not isinstance(tag, str) or tag.strip()]
    names = {tag for tag in wanted if isinstance(tag, str)}
    known = _known(session, names)
    if names - known.keys():
        puts.hold(session, Tag.metadata.tables["tag"])
        known = _known(session, names)
        missing = [name for name in wanted if isinstance(name, str) and name not in known]
        new = puts.write(session, Tag, [(None, {"name": name}) for name in dict.fromkeys(missing)])
        known |= dict(zip(dict.fromkeys(missing), (put.id for put in new), strict=True))
    return list(dict.fromkeys(known[tag] if isinstance(tag, str) else tag for tag in wanted))


def _known(session: Session, names: Collection[str]) -> dict[str, int]:
    if not names:
        return {}
    return dict(session.execute(BY_NAME, {"names": sorted(names)}).all())
