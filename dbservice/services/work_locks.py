"""Locks of the database that say of a piece of work that a live process is at it.

They go with the connection, so they tell of a process that was killed, and of a database that was
started anew.
"""

ID_BITS = 2**31 - 1
"""Half a lock's key is an id, or what of it fits."""


def held(work: int) -> str:
    """SELECT of those halves of the keys of the locks on this kind of work."""
    return f"""
        SELECT CAST(l.objid AS bigint) FROM pg_locks AS l
        WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.classid = {work:d}
    """
