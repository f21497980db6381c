"""The demo auth groups: who logs in, with what, and what the sign-in form says."""

from typing import Any, NamedTuple

from dbservice.services.seed.programmes import PROGRAMMES

TEACHERS = "EnableTeachers"


class Entry(NamedTuple):
    """A field of the sign-in form: its key, its longest entry, and its texts by language."""

    key: str
    longest: int
    texts: dict[str, tuple[str, str]]


ENTRIES = {
    "ID": Entry(
        "student_id",
        20,
        {
            "en": ("Student ID", "Enter your student ID"),
            "hi": ("विद्यार्थी आईडी", "अपनी विद्यार्थी आईडी लिखें"),
            "ta": ("மாணவர் எண்", "உங்கள் மாணவர் எண்ணை உள்ளிடவும்"),
            "gu": ("વિદ્યાર્થી આઈડી", "તમારો વિદ્યાર્થી આઈડી લખો"),
        },
    ),
    "DOB": Entry(
        "date_of_birth",
        10,
        {
            "en": ("Date of birth", "Year, month and day"),
            "hi": ("जन्म तिथि", "वर्ष, महीना और दिन"),
            "ta": ("பிறந்த தேதி", "ஆண்டு, மாதம், நாள்"),
            "gu": ("જન્મ તારીખ", "વર્ષ, મહિનો અને દિવસ"),
        },
    ),
    "PH": Entry(
        "phone",
        10,
        {
            "en": ("Phone number", "Enter your 10-digit phone number"),
            "hi": ("फ़ोन नंबर", "अपना 10 अंकों का फ़ोन नंबर लिखें"),
            "ta": ("தொலைபேசி எண்", "உங்கள் 10 இலக்க எண்ணை உள்ளிடவும்"),
            "gu": ("ફોન નંબર", "તમારો 10 અંકનો ફોન નંબર લખો"),
        },
    ),
}
ENTRIES_OF_TEACHERS = {
    "ID": Entry("teacher_id", 20, {"en": ("Teacher ID", "Enter your teacher ID")}),
    "PH": ENTRIES["PH"],
}
SECOND_LANGUAGES = {"Hindi": "hi", "Tamil": "ta", "Gujarati": "gu"}


def auth_group_rows() -> list[dict[str, Any]]:
    """Rows of `auth_group`, found by name: one for each programme, and one for teachers."""
    students = [
        _row(
            programme.auth_group,
            "student",
            _entries(prefix),
            SECOND_LANGUAGES.get(programme.medium, "hi"),
        )
        for prefix, programme in PROGRAMMES.items()
    ]
    return [*students, _row(TEACHERS, "teacher", ENTRIES_OF_TEACHERS, None)]


def _entries(prefix: str) -> dict[str, Entry]:
    """State programmes know their students' phones; the others go by id and date of birth."""
    codes = ("ID", "DOB") if prefix in {"EN", "DL", "TN"} else ("ID", "DOB", "PH")
    return {code: ENTRIES[code] for code in codes}


def _row(
    name: str, user_type: str, entries: dict[str, Entry], second_language: str | None
) -> dict[str, Any]:
    languages = ["en", *filter(None, [second_language])]
    return {
        "name": name,
        "locale": ",".join(languages),
        "input_schema": {
            "images": {language: f"{name}-{language}.png" for language in languages},
            "auth_type": ",".join(entries),
            "user_type": user_type,
            "default_locale": "en",
        },
        "locale_data": {language: _form(entries, language) for language in languages},
    }


def _form(entries: dict[str, Entry], language: str) -> dict[str, dict[str, Any]]:
    return {
        code: {
            "key": entry.key,
            "label": entry.texts[language][0],
            "required": True,
            "placeholder": entry.texts[language][1],
            "maxLengthOfEntry": entry.longest,
        }
        for code, entry in entries.items()
        if language in entry.texts
    }
