"""A database's schema as text: per table its columns, constraints and indexes, sorted."""

from collections import defaultdict

from sqlalchemy import Connection, text

FACTS = text("""
    SELECT relname, attname || ' ' || format_type(atttypid, atttypmod)
        || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
    FROM pg_class
         JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
         LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND NOT relispartition
    UNION ALL
    SELECT relname, conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE relnamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c', 'x')
          AND NOT relispartition
    UNION ALL
    SELECT relname, regexp_replace(
        pg_get_indexdef(indexrelid),
        'CREATE (UNIQUE )?INDEX (\\S+) ON (ONLY )?\\S+ USING btree ', '\\2 \\1index ')
        || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary AND NOT relispartition
""")
PLAINER = {
    "character varying": "varchar",
    " without time zone": "",
    "::regclass": "",
    "::varchar": "",
    "UNIQUE index": "unique index",
    '"': "",
}


def describe(connection: Connection) -> str:
    """The schema that the tests' database has, without Alembic's own table."""
    tables = defaultdict(list)
    for table, fact in connection.execute(FACTS):
        tables[table].append(f"    {plain(fact)}\n")
    tables.pop("alembic_version", None)
    return "\n".join("".join([f"{table}\n", *sorted(tables[table])]) for table in sorted(tables))


def plain(fact: str) -> str:
    """The fact without what PostgreSQL spells out."""
    for term, plainer in PLAINER.items():
        fact = fact.replace(term, plainer)
    return fact
