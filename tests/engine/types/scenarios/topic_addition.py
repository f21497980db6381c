"""Topic Addition."""

from tests.engine.types.preparation import sent
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"topicCode": f"T{number}", "code": "V1"}


SCENARIO = Scenario(
    type="topic_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed={"curriculum": "VALUE_REQUIRED"},
    known_by=("topicCode", "topicName"),
    sparse="created",
    bad=(
        Bad("CURRICULUM_NOT_FOUND", {"curriculum": "CBSE, CBS"}, "curriculum", "CBS not found"),
        Bad("VALUE_REQUIRED", {"curriculum": " "}, "curriculum", "blank"),
        Bad(
            "AMBIGUOUS",
            {"topicCode": "11P01.1"},
            "topicCode",
            "11P01.1",
            sent("UPDATE topic SET code = '11P01.1'"),
        ),
    ),
    remarked=(
        Bad("CHAPTER_NOT_FOUND", {"chapterCode": "11P"}, "chapterCode", "11P not found"),
        Bad("RESOURCE_NOT_FOUND", {"code": "V"}, "code", "V not found"),
    ),
    variants=(
        {"curriculum": "JEE", "chapterCode": "11M01", "code": "D1"},
        {"topicCode": "11M01.1", "curriculum": "CBSE", "chapterCode": "none"},
        {"topicName": ""},
    ),
)
