"""Columns of `student` that tell of a made-up family and home."""

from typing import Any

from dbservice.services.seed.chance import Chance
from dbservice.services.seed.names import NAMES
from dbservice.services.seed.people import phone
from dbservice.services.seed.places import State

PROFESSIONS = (
    "Farmer",
    "Daily wage worker",
    "Shopkeeper",
    "Driver",
    "Electrician",
    "Government employee",
    "Private job",
    "Tailor",
    "Mason",
    "Weaver",
    "Teacher",
)
PROFESSIONS_OF_MOTHERS = ("Homemaker", "Homemaker", "Homemaker", *PROFESSIONS)
EDUCATION_LEVELS = (
    "No formal education",
    "Up to grade 5",
    "Up to grade 8",
    "Grade 10",
    "Grade 12",
    "Diploma",
    "Graduate",
    "Postgraduate",
)
GUARDIANS = (("Uncle", "male"), ("Aunt", "female"), ("Grandfather", "male"), ("Brother", "male"))
INCOMES = (36_000, 60_000, 84_000, 120_000, 180_000, 240_000, 360_000)
DEVICE_TIMES = ("Morning", "Afternoon", "Evening", "After 8 pm", "All day")
YES_OR_NO = ("Yes", "No")
CATEGORIES = ("Gen", "OBC", "OBC", "OBC", "SC", "SC", "ST", "Gen-EWS")
CATEGORIES_WITH_DISABILITY = {
    "Gen": "PWD-Gen",
    "OBC": "PWD-OBC",
    "SC": "PWD-SC",
    "ST": "PWD-ST",
    "Gen-EWS": "PWD-EWS",
}
CATEGORY_OF_NO_CERTIFICATE = "Gen"


def household(chance: Chance, state: State, family_name: str) -> dict[str, Any]:
    """Parents, income, devices and category of a student."""
    return {
        **_parents(chance, state, family_name),
        **_guardian(chance, state, family_name),
        **_means(chance),
        **_category(chance),
    }


def _parents(chance: Chance, state: State, family_name: str) -> dict[str, Any]:
    names = NAMES[state.names]
    return {
        "father_name": f"{chance.pick('father', names.male)} {family_name}",
        "father_phone": phone(chance, "father's phone"),
        "father_profession": chance.pick("father's profession", PROFESSIONS),
        "father_education_level": chance.pick("father's education", EDUCATION_LEVELS),
        "mother_name": f"{chance.pick('mother', names.female)} {family_name}",
        "mother_phone": phone(chance, "mother's phone") if chance.happens("mother", 70) else None,
        "mother_profession": chance.pick("mother's profession", PROFESSIONS_OF_MOTHERS),
        "mother_education_level": chance.pick("mother's education", EDUCATION_LEVELS),
    }


def _guardian(chance: Chance, state: State, family_name: str) -> dict[str, Any]:
    if not chance.happens("guardian", 12):
        return dict.fromkeys(
            (
                "guardian_name",
                "guardian_relation",
                "guardian_phone",
                "guardian_education_level",
                "guardian_profession",
            )
        )
    relation, gender = chance.pick("relation", GUARDIANS)
    names = NAMES[state.names]
    given = names.male if gender == "male" else names.female
    return {
        "guardian_name": f"{chance.pick('guardian', given)} {family_name}",
        "guardian_relation": relation,
        "guardian_phone": phone(chance, "guardian's phone"),
        "guardian_education_level": chance.pick("guardian's education", EDUCATION_LEVELS),
        "guardian_profession": chance.pick("guardian's profession", PROFESSIONS),
    }


def _means(chance: Chance) -> dict[str, Any]:
    income = chance.pick("income", INCOMES)
    owner = chance.pick("smartphone owner", ("Father", "Mother", "Self", "Sibling"))
    return {
        "annual_family_income": str(income),
        "monthly_family_income": str(income // 12),
        "family_type": chance.pick("family type", ("Nuclear", "Nuclear", "Joint")),
        "number_of_smartphones": str(chance.number("smartphones", 1, 4)),
        "primary_smartphone_owner": owner,
        "primary_smartphone_owner_profession": (
            "Student" if owner == "Self" else chance.pick("owner's profession", PROFESSIONS)
        ),
        "number_of_two_wheelers": str(chance.number("two wheelers", 0, 2)),
        "number_of_four_wheelers": "1" if chance.happens("car", 12) else "0",
        "has_air_conditioner": chance.happens("air conditioner", 6),
        "has_internet_access": "Yes" if chance.happens("internet", 70) else "No",
        "time_of_device_availability": chance.pick("device time", DEVICE_TIMES),
        "goes_for_tuition_or_other_coaching": chance.pick("tuition", YES_OR_NO),
        "know_about_avanti": chance.pick("heard of us", YES_OR_NO),
    }


def _category(chance: Chance) -> dict[str, Any]:
    category = chance.pick("category", CATEGORIES)
    disabled = chance.happens("disability", 2)
    return {
        "category": CATEGORIES_WITH_DISABILITY[category] if disabled else category,
        "has_category_certificate": (
            category != CATEGORY_OF_NO_CERTIFICATE and chance.happens("certificate", 85)
        ),
        "physically_handicapped": disabled,
    }
