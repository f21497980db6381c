"""Resource Addition."""

from tests.engine.types.preparation import sent
from tests.engine.types.scenario import Bad, Cells, Scenario


def cells(number: int) -> Cells:
    return {"code": f"R{number}"}


SCENARIO = Scenario(
    type="resource_addition",
    cells=cells,
    again=("unchanged", None),
    twice=("unchanged", None),
    needed=dict.fromkeys(
        ("code", "resourceType", "resourceName", "resourceLink", "curriculum"), "VALUE_REQUIRED"
    ),
    sparse="created",
    bad=(
        Bad("CURRICULUM_NOT_FOUND", {"curriculum": "JE"}, "curriculum", "JE not found"),
        Bad("VALUE_REQUIRED", {"resourceType": ""}, "resourceType", "blank"),
        Bad(
            "AMBIGUOUS",
            {"code": "V1"},
            "code",
            "V1",
            sent("UPDATE resource SET code = 'V1'"),
        ),
    ),
    remarked=(
        Bad("PURPOSE_NOT_FOUND", {"resourcePurpose": "Fun"}, "resourcePurpose", "Fun not found"),
        Bad("GRADE_NOT_FOUND", {"grade": "13"}, "grade", "13 not found"),
        Bad("SUBJECT_NOT_FOUND", {"subject": "Phys"}, "subject", "Phys not found"),
        Bad("CHAPTER_NOT_FOUND", {"chapterCode": "11P"}, "chapterCode", "11P not found"),
        Bad("TOPIC_NOT_FOUND", {"topicCode": "11P"}, "topicCode", "11P not found"),
    ),
    variants=(
        {"topicCode": "", "chapterCode": "11M01", "subject": "MATHS"},
        {"curriculum": "JEE", "grade": "12", "resourceLink": "https://example.org/2"},
        {"code": "V1", "resourceSubType": "", "resourcePurpose": "Practice, none", "subject": ""},
    ),
)
