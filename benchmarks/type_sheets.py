"""Sheets of every import type for the organisation in world.sql.

Sheets of types that create or change are half and half: odd rows are new, even rows change what
is there.
"""

import csv
import io
from collections.abc import Callable

from benchmarks import sheets
from benchmarks.service import BATCHES, SCHOOLS
from dbservice.imports.registry import TYPES

Cells = dict[str, str]

YEAR = {"academic_year": "2026-2027", "start_date": "2026-06-15"}


def sheet(type: str, count: int) -> bytes:
    """The first `count` rows of a type's sheet."""
    content = io.StringIO()
    writer = csv.DictWriter(content, TYPES[type].headers(), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(ROWS[type], range(1, count + 1)))
    return content.getvalue().encode()


def student(n: int) -> Cells:
    return sheets.student(n, SCHOOLS, BATCHES)


def student_update(n: int) -> Cells:
    return {
        "student_id": f"E{n:09d}",
        "user_phone": f"7{n:09d}",
        "user_whatsapp_phone": f"7{n:09d}",
        "user_address": f"{n % 300}, Market Road",
        "user_city": "Nashik",
        "user_pincode": "422001",
        "student_father_phone": f"6{n:09d}",
        "student_category": "SC",
        "student_annual_family_income": "3-5 lakh",
        "student_number_of_smartphones": "2",
        "student_school_medium": "English",
    }


def student_enrollment(n: int) -> Cells:
    return {"student_id": f"N{n:09d}", "auth_group": "EnableStudents", **places(n), **YEAR}


def re_enrollment(n: int) -> Cells:
    elsewhere = {**places(n + 1), "grade": "12"}
    return {"student_id": f"D{n:09d}", "auth_group": "EnableStudents", **elsewhere, **YEAR}


def batch_movement(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", "batch_id": batch(n + 1), "grade": "12", **YEAR}


def dropout(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", **YEAR}


def student_school_movement(n: int) -> Cells:
    return {
        "student_id": f"E{n:09d}",
        "school_code": school(n + 1),
        "academic_year": "2026-2027",
        "effective_date": "2026-06-15",
    }


def correct_batch(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", "old_batch_id": batch(n), "batch_id": batch(n + 1)}


def correct_school(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", "school_code": school(n + 1)}


def correct_grade(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", "grade": "12"}


def correct_auth_group(n: int) -> Cells:
    return {"student_id": f"E{n:09d}", "auth_group_name": "Team 000001"}


def teacher_addition(n: int) -> Cells:
    number, team = (f"X{n:06d}", 1) if n % 2 else (f"T{n // 2:06d}", n // 2)
    where = {
        "auth_group": f"Team {team:06d}",
        "batch_id": batch(n // 2),
        "grade": "11",
        "academic_year": "2025-2026",
        "start_date": "2025-06-15",
    }
    return {
        "teacher_id": number,
        "user_first_name": "Meera",
        "user_district": "Nashik",
        "user_state": "Maharashtra",
        "subject": "Maths",
        "is_af_teacher": "Yes",
        **where,
    }


def teacher_batch_assignment(n: int) -> Cells:
    return {"teacher_id": f"T{n:06d}", "batch_id": batch(n + 1), **YEAR}


def alumni_addition(n: int) -> Cells:
    known = {"student_id": f"A{n:09d}"} if n % 2 else {"student_id": f"E{n // 2:09d}"}
    return {
        **known,
        "user_first_name": "Asha",
        "user_last_name": "Patil",
        "user_gender": "Female",
        "user_phone": f"5{n:09d}",
        "student_category": "OBC",
        "student_stream": "engineering",
        "college_id_ug": f"COL{n % 100 + 1:03d}",
        "branch_id_ug": f"BR{n % 100 + 1:03d}",
        "current_status": "Working",
        "current_org_name": "A company",
        "current_job_city": "Pune",
        "current_ctc_range": "3-5 lakh",
        "start_year_ug": "2020",
        "year_of_graduation_ug": "2024",
    }


def subject_addition(n: int) -> Cells:
    name = f"New subject {n:06d}" if n % 2 else f"Subject {n // 2:06d}"
    return {"Subject": name, "code": f"S{n % 100}"}


def chapter_addition(n: int) -> Cells:
    code = f"X{n:06d}" if n % 2 else f"C{n // 2:06d}"
    return {"chapterCode": code, "chapterName": f"Chapter {n}", "grade": "12", "subject": "Maths"}


def topic_addition(n: int) -> Cells:
    return {
        "topicCode": f"X{n:06d}" if n % 2 else f"C{n // 2:06d}.1",
        "topicName": f"Topic {n}",
        "curriculum": "CBSE, JEE",
        "chapterCode": f"C{(n + 1) // 2:06d}",
        "code": f"V{(n + 1) // 2:06d}" if n % 2 else "",
    }


def resource_addition(n: int) -> Cells:
    return {
        "code": f"X{n:06d}" if n % 2 else f"V{n // 2:06d}",
        "resourceType": "video",
        "resourceSubType": "lecture",
        "resourceName": f"Resource {n}",
        "resourceLink": f"https://example.org/videos/{n}",
        "resourceSource": "youtube",
        "resourcePurpose": "Learning, Practice",
        "curriculum": "CBSE, JEE",
        "grade": "12",
        "subject": "Maths",
        "topicCode": f"C{(n + 1) // 2:06d}.1",
    }


def auth_group_addition(n: int) -> Cells:
    return {
        "Name": f"New team {n:06d}" if n % 2 else f"Team {n // 2:06d}",
        "Auth Type": "ID",
        "Default Locale": "hi",
        "User Type": "student",
        "Locale": "hi",
        "Locale Data": '{"hi": {"title": "Welcome"}}',
    }


def product_addition(n: int) -> Cells:
    known = f"{n // 2:06d}"
    return {
        "Name": f"New product {n:06d}" if n % 2 else f"Product {known}",
        "code": f"X{n:06d}" if n % 2 else f"P{known}",
        "Goal": "JEE",
        "Mode": "Offline",
        "Led By": "Teachers",
        "Type": "Coaching",
    }


def program_addition(n: int) -> Cells:
    return {
        "Program Name": f"New program {n:06d}" if n % 2 else f"Program {n // 2:06d}",
        "Product Code": f"P{(n + 1) // 2:06d}",
        "Donor": "Somebody",
        "State/System": "Maharashtra",
        "Target Outreach": "250",
        "is_current": "Yes",
        "config": '{"days": 5}',
    }


def batch_addition(n: int) -> Cells:
    return {
        "Batch ID": f"X{n:06d}" if n % 2 else f"B{n // 2:06d}",
        "Name": f"Renamed {n}",
        "Program Name": f"Program {(n + 1) // 2:06d}",
        "Auth Group": "EnableStudents",
        "Contact hours per week": "12",
        "Start Date": "2026-06-15",
        "End Date": "2027-04-30",
        "Is Parent Batch": "No",
    }


def school_addition(n: int) -> Cells:
    return {
        "school_code": f"X{n:06d}" if n % 2 else f"U{n // 2:06d}",
        "school_name": "Kendriya Vidyalaya",
        "af_school_category": "KV",
        "district": "Nashik",
        "district_code": "14",
        "state": "Maharashtra",
        "State_code": "MH",
        "region": "Pune",
        "board": "CBSE",
        "udise_code": f"{n:011d}",
    }


def school_deletion(n: int) -> Cells:
    return {"school_code": f"U{n:06d}"}


def batch_id_correction(n: int) -> Cells:
    return {"old_batch_id": f"B{n:06d}", "new_batch_id": f"EN-{n:06d}"}


def places(n: int) -> Cells:
    return {"school_code": school(n), "batch_id": batch(n), "grade": "11"}


def school(n: int) -> str:
    return sheets.pick(SCHOOLS, n)


def batch(n: int) -> str:
    return sheets.pick(BATCHES, n)


ROWS: dict[str, Callable[[int], Cells]] = {
    "alumni_addition": alumni_addition,
    "auth_group_addition": auth_group_addition,
    "batch_addition": batch_addition,
    "batch_id_correction": batch_id_correction,
    "batch_movement": batch_movement,
    "chapter_addition": chapter_addition,
    "dropout": dropout,
    "product_addition": product_addition,
    "program_addition": program_addition,
    "re_enrollment": re_enrollment,
    "resource_addition": resource_addition,
    "school_addition": school_addition,
    "school_deletion": school_deletion,
    "student": student,
    "student_enrollment": student_enrollment,
    "student_school_movement": student_school_movement,
    "student_update": student_update,
    "subject_addition": subject_addition,
    "teacher_addition": teacher_addition,
    "teacher_batch_assignment": teacher_batch_assignment,
    "topic_addition": topic_addition,
    "update_incorrect_auth_group_to_correct_auth_group": correct_auth_group,
    "update_incorrect_batch_id_to_correct_batch_id": correct_batch,
    "update_incorrect_grade_to_correct_grade": correct_grade,
    "update_incorrect_school_to_correct_school": correct_school,
}
