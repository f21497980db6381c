"""What is taught to whom: products, programmes, and the auth group each programme logs in with."""

from typing import Any, NamedTuple


class Programme(NamedTuple):
    """A programme of the demo; batch codes begin with its prefix."""

    prefix: str
    auth_group: str
    name: str
    product: str
    donor: str
    state: str | None
    target_outreach: int
    medium: str


PROGRAMMES = {
    programme.prefix: programme
    for programme in (
        Programme(
            "EN", "EnableStudents", "Enable JNV", "ENR", "Tarang Trust", None, 600, "English"
        ),
        Programme(
            "DL", "DelhiStudents", "Delhi Specialised Excellence", "COE", "Udaan Fund", "Delhi",
            250, "English",
        ),
        Programme(
            "HR", "HaryanaStudents", "Haryana Buniyaad", "COE", "Udaan Fund", "Haryana",
            200, "Hindi",
        ),
        Programme(
            "HP", "HimachalStudents", "Himachal Swarn", "LIV", "Himalaya Collective",
            "Himachal Pradesh", 200, "Hindi",
        ),
        Programme(
            "UK", "UttarakhandStudents", "Uttarakhand Utkarsh", "LIV", "Himalaya Collective",
            "Uttarakhand", 150, "Hindi",
        ),
        Programme(
            "GJ", "GujaratStudents", "Gujarat Pragati", "LIV", "Sabarmati Trust", "Gujarat",
            250, "Gujarati",
        ),
        Programme(
            "TN", "TNStudents", "Tamil Nadu Model Schools", "COE", "Kaveri Foundation",
            "Tamil Nadu", 200, "Tamil",
        ),
        Programme(
            "MH", "MaharashtraStudents", "Maharashtra Foundation", "FND", "Sahyadri Fund",
            "Maharashtra", 150, "Marathi",
        ),
    )
}  # fmt: skip

PRODUCTS = (
    {
        "code": "ENR",
        "name": "Enable Residential",
        "mode": "Hybrid",
        "model": "Live classes and test series",
        "tech_modules": "Portal, Quiz, Reports",
        "type": "Test preparation",
        "led_by": "Subject experts",
        "goal": "JEE and NEET qualifiers from residential schools",
    },
    {
        "code": "COE",
        "name": "Centre of Excellence",
        "mode": "Offline",
        "model": "Teachers at the centre",
        "tech_modules": "Quiz, Reports, Attendance",
        "type": "Test preparation",
        "led_by": "Centre teachers",
        "goal": "JEE and NEET qualifiers from state schools",
    },
    {
        "code": "LIV",
        "name": "Live Classes",
        "mode": "Online",
        "model": "Live classes",
        "tech_modules": "Portal, Quiz",
        "type": "Test preparation",
        "led_by": "Subject experts",
        "goal": "Classes on competitive exams for every senior secondary school",
    },
    {
        "code": "FND",
        "name": "Foundation",
        "mode": "Offline",
        "model": "Activity kits with school teachers",
        "tech_modules": "Quiz",
        "type": "Foundation",
        "led_by": "School teachers",
        "goal": "Grade-level learning in maths and science",
    },
)


def program_rows(product_ids: dict[str, int]) -> list[dict[str, Any]]:
    """Rows of `program`, found by name; takes the ids of the products by code."""
    return [
        {
            "name": programme.name,
            "product_id": product_ids[programme.product],
            "donor": programme.donor,
            "state": programme.state,
            "target_outreach": programme.target_outreach,
            "model": "State partnership" if programme.state else "Central partnership",
            "is_current": True,
        }
        for programme in PROGRAMMES.values()
    ]
