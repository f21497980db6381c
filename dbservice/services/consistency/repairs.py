"""Every repair in its order, and performing them all."""

import time

from psycopg2.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dbservice.errors import Conflict
from dbservice.services import sweeps
from dbservice.services.consistency.enrollment_repairs import ENROLLMENT_REPAIRS
from dbservice.services.consistency.group_repairs import GROUP_REPAIRS
from dbservice.services.consistency.orphans import LINKS
from dbservice.services.consistency.relations import CODES
from dbservice.services.consistency.repair import Repair, Repaired, perform

# What an earlier one has put right, a later one builds on: a membership needs a group row.
REPAIRS: dict[str, Repair] = {one.name: one for one in (*GROUP_REPAIRS, *ENROLLMENT_REPAIRS)}

FIRST = "enrollment_record"
OTHERS = sorted({"group", "student", "dropout", *LINKS, *(table for table, _ in CODES.values())})
LOCK = 'LOCK TABLE "{}" IN SHARE ROW EXCLUSIVE MODE'
WAIT = "5s"  # for those who write at the moment; those who come later wait behind
ATTEMPTS = 5
BREATHER = 1.0  # seconds that writers have between two attempts


def perform_all(session: Session) -> list[Repaired]:
    """Change what leaves one right answer, and tell every change; writers wait until we commit.

    Raises:
        Conflict: the tables are too busy to be had alone.
    """
    sweeps.allow(session)
    _keep_writers_out(session)
    return [perform(session, repair) for repair in REPAIRS.values()]


def _keep_writers_out(session: Session) -> None:
    """Lock the tables that repairs read and write; reading them stays possible.

    We wait only while we hold nothing, so that nobody ends up waiting for us and we for them.
    """
    session.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": WAIT})
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(BREATHER)
        if _locked(session):
            return
    raise Conflict("The tables are in use, perhaps by an import; nothing was changed")


def _locked(session: Session) -> bool:
    others = '", "'.join(OTHERS)
    try:
        with session.begin_nested():
            session.execute(text(LOCK.format(FIRST)))
            session.execute(text(f"{LOCK.format(others)} NOWAIT"))
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        return False
    return True
