"""The calls of the API that are measured, each a different one every time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

TOKEN = "of-the-benchmarks"
STUDENTS = 100_000
SCHOOLS = 500  # their group rows come first, then those of the batches
FULL_BATCHES = 100  # of 1,000 students each; the others have none
EMPTY_BATCHES = 400
SESSIONS = 2000
SCATTERED = 7919  # a prime: numbers that are one after another come to lie all over the place
STREAMS = ("engineering", "medical", "pcm", "foundation", "ca")
GRADES = (1, 2, 3, 4)

Call = tuple[str, Mapping[str, Any] | None]
"""What follows /api/ in the address, and the body."""


@dataclass(frozen=True)
class Operation:
    """A kind of call.

    Args:
        name: as the table has it.
        method: the HTTP method.
        call: the call with this number.
        most: how many times the CPU of the floor it may use.
    """

    name: str
    method: str
    call: Callable[[int], Call]
    most: float

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.method != "GET" and "search" not in self.name

    def requests(self, numbers: Iterator[int]) -> Iterator[bytes]:
        """The calls as HTTP has them."""
        for number in numbers:
            path, body = self.call(number)
            yield request(self.method, f"/api/{path}", body)


def request(method: str, path: str, body: Mapping[str, Any] | None) -> bytes:
    """A request with the token."""
    content = b"" if body is None else orjson.dumps(body)
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {TOKEN}",
        "Accept: application/json",
        "User-Agent: benchmark",
    ]
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*head, "", ""]).encode() + content


def scattered(number: int, among: int) -> int:
    """A number from 1 to `among`."""
    return number * SCATTERED % among + 1


def student(number: int) -> Call:
    return f"student/{scattered(number, STUDENTS)}", None


def school(number: int) -> Call:
    return f"school/{scattered(number, SCHOOLS)}", None


def students(number: int) -> Call:
    query = {
        "stream": STREAMS[number % len(STREAMS)],
        "grade_id": GRADES[number % len(GRADES)],
        "limit": 100,
        "offset": number % 3 * 100,
    }
    return f"student?{urlencode(query)}", None


def group_users(number: int) -> Call:
    query = {"group_id": SCHOOLS + scattered(number, FULL_BATCHES), "limit": 1000}
    return f"group-user?{urlencode(query)}", None


def new_student(number: int) -> Call:
    return "student", {
        "student_id": f"26{number:08}",
        "apaar_id": f"26{number:010}",
        "grade_id": 3,
        "category": "OBC",
        "stream": "engineering",
        "father_name": "Suresh Kumar",
        "father_phone": "9100000000",
        "father_profession": "Farmer",
        "mother_name": "Sunita Devi",
        "mother_phone": "9200000000",
        "mother_profession": "Homemaker",
        "annual_family_income": "INR 1,00,000 - 3,00,000",
        "time_of_device_availability": "Evening",
        "has_internet_access": "Yes",
        "primary_smartphone_owner": "Father",
        "number_of_smartphones": "1",
        "physically_handicapped": False,
        "planned_competitive_exams": [1, 2],
        "school_medium": "English",
        "first_name": "Asha",
        "last_name": "Kumari",
        "email": f"asha{number}@example.org",
        "phone": f"9{number:09}",
        "gender": "Female",
        "date_of_birth": "2009-04-01",
        "address": "House 7, Station Road",
        "city": "Bhiwani",
        "district": "Bhiwani",
        "state": "Haryana",
        "pincode": "127021",
        "role": "student",
    }


def changed_student(number: int) -> Call:
    return f"student/{scattered(number, STUDENTS)}", {
        "father_phone": f"8{number:09}",
        "time_of_device_availability": f"From {number}",
        "phone": f"7{number:09}",
        "address": f"House {number}, Station Road",
    }


def new_enrollment(number: int) -> Call:
    batch = FULL_BATCHES + 1 + number // STUDENTS % EMPTY_BATCHES
    return "group-user", {
        "user_id": scattered(number, STUDENTS),
        "group_id": SCHOOLS + batch,
        "academic_year": "2026-2027",
        "start_date": "2026-06-15",
    }


def search(number: int) -> Call:
    sessions = [f"Session_{scattered(number + nth, SESSIONS)}" for nth in range(20)]
    return "session-occurrence/search", {"session_ids": sessions, "is_start_time": "active"}


OPERATIONS = (
    Operation("GET one student with its user", "GET", student, 2.0),
    Operation("GET one school", "GET", school, 2.0),
    Operation("list of 100 students with their users, filtered", "GET", students, 1.3),
    Operation("list of 1,000 group-users", "GET", group_users, 1.3),
    Operation("POST a new student with its user", "POST", new_student, 3.0),
    Operation("POST an enrolment", "POST", new_enrollment, 3.0),
    Operation("PATCH a student", "PATCH", changed_student, 3.0),
    Operation("POST session-occurrence search", "POST", search, 3.0),
)
