"""What is the same at every school: languages, statuses, grades and subjects."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dbservice.services.choices import STATUS_TITLES

GRADES = range(6, 13)

LANGUAGES = {
    "en": "English",
    "hi": "Hindi",
    "ta": "Tamil",
    "gu": "Gujarati",
    "mr": "Marathi",
    "te": "Telugu",
    "kn": "Kannada",
    "ml": "Malayalam",
    "bn": "Bengali",
}

# Code, then the name in English, Hindi, Tamil and Gujarati.
SUBJECTS = (
    ("MAT", "Maths", "गणित", "கணிதம்", "ગણિત"),
    ("PHY", "Physics", "भौतिकी", "இயற்பியல்", "ભૌતિકશાસ્ત્ર"),
    ("CHE", "Chemistry", "रसायन विज्ञान", "வேதியியல்", "રસાયણશાસ્ત્ર"),
    ("BIO", "Biology", "जीव विज्ञान", "உயிரியல்", "જીવવિજ્ઞાન"),
    ("SCI", "Science", "विज्ञान", "அறிவியல்", "વિજ્ઞાન"),
    ("SST", "Social Science", "सामाजिक विज्ञान", "சமூக அறிவியல்", "સામાજિક વિજ્ઞાન"),
    ("ENG", "English", "अंग्रेज़ी", "ஆங்கிலம்", "અંગ્રેજી"),
    ("LRE", "Logical Reasoning", "तार्किक विवेचन", "தர்க்க அறிவு", "તાર્કિક ક્ષમતા"),
)
BRANCHES_OF_BIOLOGY = (
    ("BOT", "Botany", "वनस्पति विज्ञान", "தாவரவியல்", "વનસ્પતિશાસ્ત્ર"),
    ("ZOO", "Zoology", "प्राणि विज्ञान", "விலங்கியல்", "પ્રાણીશાસ્ત્ર"),
)
NAMED_IN = ("en", "hi", "ta", "gu")


class Catalogue(NamedTuple):
    """The ids of languages by code, grades by number, subjects by English name."""

    languages: dict[str, int]
    grades: dict[int, int]
    subjects: dict[str, int]


def language_rows() -> list[dict[str, Any]]:
    """Rows of `language`, found by code."""
    return [{"code": code, "name": name} for code, name in LANGUAGES.items()]


def status_rows() -> list[dict[str, Any]]:
    """Rows of `status`: all titles that a student can have."""
    return [{"title": title} for title in STATUS_TITLES]


def grade_rows() -> list[dict[str, Any]]:
    """Rows of `grade`, found by number."""
    return [{"number": number} for number in GRADES]


def subject_rows(
    subjects: tuple[tuple[str, ...], ...], parent_id: int | None = None
) -> list[dict[str, Any]]:
    """Rows of `subject`, found by English name; each carries its name in four languages."""
    return [
        {"code": code, "name": _translations(names), "parent_id": parent_id}
        for code, *names in subjects
    ]


def english_name(subject_row: Mapping[str, Any]) -> str:
    """The name by which a subject is found."""
    name: str = subject_row["name"][0]["subject"]
    return name


def _translations(names: list[str]) -> list[dict[str, str]]:
    return [
        {"lang_code": language, "subject": name}
        for language, name in zip(NAMED_IN, names, strict=True)
    ]
