"""Example values for the API description."""

import math
import re
from collections.abc import Mapping
from typing import Any

NAMED: Mapping[str, Any] = {
    "academic_year": "2026-2027",
    "apaar_id": "123456789012",
    "auth_group": "EnableStudents",
    "batch_id": "EN-11-Photon-24",
    "category": "OBC",
    "city": "Bhiwani",
    "country": "India",
    "date_of_birth": "2009-02-28",
    "district": "Bhiwani",
    "email": "asha@example.org",
    "father_name": "Ramesh Rao",
    "first_name": "Asha",
    "gender": "Female",
    "grade": 11,
    "group_type": "batch",
    "lang_code": "en",
    "last_name": "Rao",
    "locale": "en",
    "mother_name": "Lata Rao",
    "number": 11,
    "pincode": "127021",
    "platform": "quiz",
    "region": "North",
    "school_code": "70705",
    "state": "Haryana",
    "state_code": "HR",
    "status": "enrolled",
    "stream": "engineering",
    "student_id": "2806033813",
    "teacher_id": "T-1024",
    "test_type": "major_test",
    "title": "enrolled",
    "type": "batch",
    "udise_code": "06060300101",
}
OF_FORMAT = {
    "date": "2026-04-01",
    "date-time": "2026-04-01T09:30:00Z",
    "naive-date-time": "2026-04-01T09:30:00",
}
OF_TYPE: Mapping[str, Any] = {
    "array": [],
    "boolean": True,
    "integer": 1,
    "number": 97.25,
    "object": {},
}
DECIMAL = "8.50"
PHONE = "9876543210"


def example(name: str, described: Mapping[str, Any]) -> Any:
    """A value for a field with this name and JSON Schema."""
    if "enum" in described:
        return described["enum"][0]
    kind = type_of(described)
    if described.get("minItems"):
        return [example("", described["items"])]
    if kind == "number" and described.get("exclusiveMaximum", math.inf) <= OF_TYPE[kind]:
        return float(DECIMAL)
    named = NAMED.get(name)
    if named is not None and OF_TYPE.get(kind, "").__class__ is named.__class__:
        return named
    return OF_TYPE[kind] if kind in OF_TYPE else text(name, described)


def type_of(described: Mapping[str, Any]) -> str:
    """The first type that a value may have."""
    kind = described.get("type") or described.get("anyOf", [{}])[0].get("type", "object")
    return str(kind if isinstance(kind, str) else kind[0])


def text(name: str, described: Mapping[str, Any]) -> str:
    """A text for a field."""
    form = described.get("format") or described.get("anyOf", [{}])[0].get("format")
    if form in OF_FORMAT:
        return OF_FORMAT[form]
    if "phone" in name:
        return PHONE
    spelled = name.replace("_", " ")[: described.get("maxLength", 255)]
    candidates = (spelled, DECIMAL, PHONE, "-id")
    pattern = described.get("pattern", "")
    return next((one for one in candidates if re.search(pattern, one)), "")
