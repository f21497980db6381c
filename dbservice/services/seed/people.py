"""Columns of `user` for made-up people."""

from datetime import date, timedelta
from typing import Any

from dbservice.services.seed.chance import Chance
from dbservice.services.seed.names import NAMES, NATIVE_NAMES, Names
from dbservice.services.seed.places import State
from dbservice.services.seed.schools import GIRLS, DemoSchool

STREETS = (
    "Ambedkar Nagar",
    "Station Road",
    "Gandhi Chowk",
    "Old Bus Stand",
    "Temple Street",
    "Lake View Colony",
    "Market Yard",
    "Shastri Nagar",
    "School Lane",
    "Railway Quarters",
)
LANDMARKS = ("opp. post office", "near primary school", "behind panchayat bhavan", "1st floor")
YEAR_OF_BIRTHS = 365
NATIVE_SCRIPT_PERCENT = 4


def person(chance: Chance, school: DemoSchool, role: str) -> dict[str, Any]:
    """Name, gender, home and contacts of someone at the school."""
    girls_only = role == "student" and school.gender_type == GIRLS
    gender = "Female" if girls_only or chance.happens("gender", 48) else "Male"
    names = names_used_by(chance, school.state)
    given = names.female if gender == "Female" else names.male
    number = phone(chance, "phone")
    return {
        "first_name": chance.pick("first name", given),
        "last_name": chance.pick("family name", names.family),
        "gender": gender,
        "phone": number,
        "whatsapp_phone": number if chance.happens("whatsapp", 80) else None,
        "role": role,
        **home(chance, school),
    }


def names_used_by(chance: Chance, state: State) -> Names:
    """The names that people of the state have, sometimes in the state's own script."""
    if state.script and chance.happens("native script", NATIVE_SCRIPT_PERCENT):
        return NATIVE_NAMES[state.script]
    return NAMES[state.names]


def home(chance: Chance, school: DemoSchool) -> dict[str, Any]:
    """The address of someone who lives near the school."""
    house = chance.number("house", 1, 240)
    street = chance.pick("street", STREETS)
    landmark = f", {chance.pick('landmark', LANDMARKS)}" if chance.happens("landmark", 40) else ""
    return {
        "address": f"H. No. {house}, {street}{landmark}",
        "city": school.block,
        "district": school.district,
        "state": school.state.name,
        "pincode": f"{school.state.pincodes}{chance.number('pincode', 1, 9999):04}",
        "country": "India",
        "region": school.state.region,
    }


def phone(chance: Chance, whose: str) -> str:
    """Ten digits, a few after the trunk prefix 0; Indian mobiles never begin with 5.

    So nobody can be reached by a message to a number of the demo.
    """
    trunk = "0" if chance.happens(f"{whose} trunk", 5) else ""
    return f"{trunk}5{chance.number(whose, 0, 999_999_999):09}"


def birthday(chance: Chance, *, age: int, on: date) -> date:
    """The date of birth of someone who is `age` years old on that day."""
    youngest = date(on.year - age, on.month, on.day)
    return youngest - timedelta(days=chance.number("birthday", 0, YEAR_OF_BIRTHS - 1))
