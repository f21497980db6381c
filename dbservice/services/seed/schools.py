"""The demo schools: real-looking, in real districts, with made-up codes."""

from typing import Any, NamedTuple

from dbservice.services.seed.places import STATES, State


class DemoSchool(NamedTuple):
    """A school and the programme that runs there, by its prefix."""

    programme: str
    code: str
    name: str
    district: str
    block: str
    category: str
    gender_type: str = "Co-ed"

    @property
    def state(self) -> State:
        """The state; a school code begins with its code."""
        return STATES[self.code[:2]]

    @property
    def udise_code(self) -> str:
        """Eleven digits: state, district, block, school."""
        return f"{self.block_code}{self.code[-3:]}01"

    @property
    def district_code(self) -> str:
        return self.code[:4]

    @property
    def block_code(self) -> str:
        return f"{self.district_code}{int(self.code[-1]) + 1:02}"


JNV = "Jawahar Navodaya Vidyalaya"
SPECIALISED = "School of Specialised Excellence"
SANSKRITI = "Government Model Sanskriti Senior Secondary School"
SENIOR_SECONDARY = "Government Senior Secondary School"
RAJIV_GANDHI = "Rajiv Gandhi Navodaya Vidyalaya"
MODEL = "Government Model School"
ZILLA_PARISHAD = "Zilla Parishad School"
GIRLS = "Girls"

SCHOOLS = (
    DemoSchool("EN", "08011", f"{JNV}, Jaipur", "Jaipur", "Paota", "JNV"),
    DemoSchool("EN", "09024", f"{JNV}, Barabanki", "Barabanki", "Trivediganj", "JNV"),
    DemoSchool("EN", "10031", f"{JNV}, Nalanda", "Nalanda", "Rajgir", "JNV"),
    DemoSchool("EN", "18012", f"{JNV}, Kamrup", "Kamrup", "Khetri", "JNV"),
    DemoSchool("EN", "20023", f"{JNV}, Ranchi", "Ranchi", "Mesra", "JNV"),
    DemoSchool("EN", "21014", f"{JNV}, Khordha", "Khordha", "Munduli", "JNV"),
    DemoSchool("EN", "22021", f"{JNV}, Raipur", "Raipur", "Mana", "JNV"),
    DemoSchool("EN", "23035", f"{JNV}, Bhopal", "Bhopal", "Ratibad", "JNV"),
    DemoSchool("EN", "27042", f"{JNV}, Nashik", "Nashik", "Khedgaon", "JNV"),
    DemoSchool("EN", "28013", f"{JNV}, Krishna", "Krishna", "Veleru", "JNV"),
    DemoSchool("EN", "29026", f"{JNV}, Mysuru", "Mysuru", "Doddaballi", "JNV"),
    DemoSchool("EN", "32015", f"{JNV}, Ernakulam", "Ernakulam", "Neriamangalam", "JNV"),
    DemoSchool("DL", "07011", f"{SPECIALISED}, Rohini", "North West", "Rohini", "CoE"),
    DemoSchool("DL", "07022", f"{SPECIALISED}, Kalkaji", "South East", "Kalkaji", "CoE"),
    DemoSchool("DL", "07033", f"{SPECIALISED}, Dwarka", "South West", "Dwarka", "CoE"),
    DemoSchool("DL", "07044", f"{SPECIALISED}, Surajmal Vihar", "East", "Preet Vihar", "CoE"),
    DemoSchool("DL", "07055", f"{SPECIALISED}, Lajpat Nagar", "South", "Defence Colony", "CoE"),
    DemoSchool("HR", "06011", f"{SANSKRITI}, Rewari", "Rewari", "Rewari", "CoE"),
    DemoSchool("HR", "06022", f"{SANSKRITI}, Karnal", "Karnal", "Nilokheri", "CoE"),
    DemoSchool("HR", "06033", f"{SANSKRITI}, Hisar", "Hisar", "Hansi", "CoE", GIRLS),
    DemoSchool("HR", "06044", f"{SANSKRITI}, Panchkula", "Panchkula", "Kalka", "CoE"),
    DemoSchool("HP", "02011", f"{SENIOR_SECONDARY}, Theog", "Shimla", "Theog", "State"),
    DemoSchool("HP", "02022", f"{SENIOR_SECONDARY}, Sundernagar", "Mandi", "Sundernagar", "State"),
    DemoSchool("HP", "02033", f"{SENIOR_SECONDARY}, Palampur", "Kangra", "Palampur", "State"),
    DemoSchool("HP", "02044", f"{SENIOR_SECONDARY}, Kasauli", "Solan", "Dharampur", "State", GIRLS),
    DemoSchool("UK", "05011", f"{RAJIV_GANDHI}, Dehradun", "Dehradun", "Raipur", "RGNV"),
    DemoSchool("UK", "05022", f"{RAJIV_GANDHI}, Almora", "Almora", "Hawalbagh", "RGNV"),
    DemoSchool("UK", "05033", f"{RAJIV_GANDHI}, Nainital", "Nainital", "Kotabagh", "RGNV"),
    DemoSchool("GJ", "24011", f"{MODEL}, Sanand", "Ahmedabad", "Sanand", "Model"),
    DemoSchool("GJ", "24022", f"{MODEL}, Gondal", "Rajkot", "Gondal", "Model"),
    DemoSchool("GJ", "24033", f"{MODEL}, Limkheda", "Dahod", "Limkheda", "Model", GIRLS),
    DemoSchool("GJ", "24044", f"{MODEL}, Bhachau", "Kachchh", "Bhachau", "Model"),
    DemoSchool("GJ", "24055", f"{MODEL}, Padra", "Vadodara", "Padra", "Model"),
    DemoSchool("TN", "33011", f"{MODEL}, Ambattur", "Chennai", "Ambattur", "Model"),
    DemoSchool("TN", "33022", f"{MODEL}, Melur", "Madurai", "Melur", "Model"),
    DemoSchool("TN", "33033", f"{MODEL}, Omalur", "Salem", "Omalur", "Model", GIRLS),
    DemoSchool("TN", "33044", f"{MODEL}, Manapparai", "Tiruchirappalli", "Manapparai", "Model"),
    DemoSchool("MH", "27011", f"{ZILLA_PARISHAD}, Wagholi", "Pune", "Haveli", "State"),
    DemoSchool("MH", "27022", f"{ZILLA_PARISHAD}, Kamptee", "Nagpur", "Kamptee", "State"),
    DemoSchool("MH", "27033", f"{ZILLA_PARISHAD}, Paithan", "Aurangabad", "Paithan", "State"),
)


def school_rows() -> list[dict[str, Any]]:
    """Rows of `school`, found by code."""
    return [
        {
            "code": school.code,
            "name": school.name,
            "udise_code": school.udise_code,
            "gender_type": school.gender_type,
            "af_school_category": school.category,
            "region": school.state.region,
            "state_code": school.state.code,
            "state": school.state.name,
            "district_code": school.district_code,
            "district": school.district,
            "block_code": school.block_code,
            "block_name": school.block,
            "board": "CBSE" if school.category in {"JNV", "CoE", "RGNV"} else "State Board",
        }
        for school in SCHOOLS
    ]
