"""Promises: unique indexes, each left out and reported where the data breaks it."""

import click
from alembic import context, op

from dbservice.services import ddl, integrity

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PROMISES = {
    "auth_group_name_key": ("auth_group", ["name"]),
    "batch_batch_id_key": ("batch", ["batch_id"]),
    "branch_branch_id_key": ("branch", ["branch_id"]),
    "candidate_candidate_id_key": ("candidate", ["candidate_id"], "candidate_id <> ''"),
    "candidate_user_id_key": ("candidate", ["user_id"]),
    "chapter_curriculum_chapter_id_curriculum_id_key": (
        "chapter_curriculum",
        ["chapter_id", "curriculum_id"],
    ),
    "enrollment_record_current_batch_key": (
        "enrollment_record",
        ["user_id", "group_id"],
        "is_current AND group_type = 'batch'",
    ),
    "enrollment_record_current_exclusive_key": (
        "enrollment_record",
        ["user_id", "group_type"],
        "is_current AND group_type IN ('auth_group', 'school', 'grade', 'status')",
    ),
    "grade_number_key": ("grade", ["number"]),
    "group_type_child_id_key": ("group", ["type", "child_id"]),
    "group_session_session_id_group_id_key": ("group_session", ["session_id", "group_id"]),
    "group_user_user_id_group_id_key": ("group_user", ["user_id", "group_id"]),
    "language_code_key": ("language", ["code"]),
    "problem_lang_res_id_lang_id_key": ("problem_lang", ["res_id", "lang_id"]),
    "product_name_code_key": ("product", ["name", "code"]),
    "program_name_key": ("program", ["name"]),
    "resource_chapter_resource_id_chapter_id_key": (
        "resource_chapter",
        ["resource_id", "chapter_id"],
    ),
    "resource_concept_resource_id_concept_id_key": (
        "resource_concept",
        ["resource_id", "concept_id"],
    ),
    "resource_curriculum_place_key": (
        "resource_curriculum",
        ["resource_id", "curriculum_id", "grade_id", "subject_id"],
    ),
    "resource_topic_resource_id_topic_id_key": ("resource_topic", ["resource_id", "topic_id"]),
    "school_code_key": ("school", ["code"]),
    "school_batch_school_id_batch_id_key": ("school_batch", ["school_id", "batch_id"]),
    "status_title_key": ("status", ["title"]),
    "student_apaar_id_key": ("student", ["apaar_id"], "apaar_id <> ''"),
    "student_user_id_key": ("student", ["user_id"]),
    "student_profile_student_fk_key": ("student_profile", ["student_fk"]),
    "teacher_teacher_id_key": ("teacher", ["teacher_id"], "teacher_id <> ''"),
    "teacher_user_id_key": ("teacher", ["user_id"]),
    "teacher_profile_teacher_fk_key": ("teacher_profile", ["teacher_fk"]),
    "topic_curriculum_topic_id_curriculum_id_key": (
        "topic_curriculum",
        ["topic_id", "curriculum_id"],
    ),
    "user_permission_lower_email_key": ("user_permission", ["lower(email)"]),
    "user_profile_user_id_key": ("user_profile", ["user_id"]),
}


def upgrade():
    report = context.config.attributes.get("report", click.echo)
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name, promise in PROMISES.items():
            for line in integrity.keep_unique(op.get_bind(), name, *promise):
                report(line)


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name in reversed(PROMISES):
            ddl.drop_index(op.get_bind(), name)
