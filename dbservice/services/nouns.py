"""What people call the rows of a table."""

from typing import NamedTuple

from dbservice.models import Base


class Noun(NamedTuple):
    """The word for one row, and that for several."""

    one: str
    several: str


# The name of another table makes the words for it.
IRREGULAR = {
    "alumni": Noun("alumni record", "alumni records"),
    "batch": Noun("batch", "batches"),
    "branch": Noun("branch", "branches"),
    "chapter_curriculum": Noun("place of chapters in curricula", "places of chapters in curricula"),
    "curriculum": Noun("curriculum", "curricula"),
    "enrollment_record": Noun("enrolment record", "enrolment records"),
    "group_session": Noun("link of sessions with groups", "links of sessions with groups"),
    "group_user": Noun("membership", "memberships"),
    "problem_lang": Noun("text of problems", "texts of problems"),
    "resource_chapter": Noun("link of resources with chapters", "links of resources with chapters"),
    "resource_concept": Noun("link of resources with concepts", "links of resources with concepts"),
    "resource_curriculum": Noun(
        "place of resources in curricula", "places of resources in curricula"
    ),
    "resource_topic": Noun("link of resources with topics", "links of resources with topics"),
    "school_batch": Noun("link of schools with batches", "links of schools with batches"),
    "status": Noun("status", "statuses"),
    "topic_curriculum": Noun("place of topics in curricula", "places of topics in curricula"),
    "user_session": Noun("record of people in sessions", "records of people in sessions"),
}


def noun(table: str) -> Noun:
    """The words for the rows of a table, tables of other applications included."""
    words = table.replace("_", " ")
    if table not in Base.metadata.tables:
        return Noun(f"row of {words}", f"rows of {words}")
    return IRREGULAR.get(table) or Noun(words.removesuffix("s"), f"{words.removesuffix('s')}s")
