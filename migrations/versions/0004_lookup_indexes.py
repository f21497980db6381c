"""Indexes for every foreign key without one, and for what the service looks rows up by."""

from alembic import op

from dbservice.services import ddl

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "alumni_branch_id_pg_index": ("alumni", ["branch_id_pg"]),
    "alumni_branch_id_ug_index": ("alumni", ["branch_id_ug"]),
    "alumni_college_id_pg_index": ("alumni", ["college_id_pg"]),
    "alumni_college_id_ug_index": ("alumni", ["college_id_ug"]),
    "batch_parent_id_index": ("batch", ["parent_id"]),
    "batch_program_id_index": ("batch", ["program_id"]),
    "chapter_code_index": ("chapter", ["code"]),
    "chapter_grade_id_index": ("chapter", ["grade_id"]),
    "chapter_subject_id_index": ("chapter", ["subject_id"]),
    "chapter_curriculum_curriculum_id_index": ("chapter_curriculum", ["curriculum_id"]),
    "concept_topic_id_index": ("concept", ["topic_id"]),
    "curriculum_name_index": ("curriculum", ["name"]),
    "cutoffs_branch_id_index": ("cutoffs", ["branch_id"]),
    "cutoffs_college_id_index": ("cutoffs", ["college_id"]),
    "cutoffs_demographic_profile_id_index": ("cutoffs", ["demographic_profile_id"]),
    "enrollment_record_subject_id_index": ("enrollment_record", ["subject_id"]),
    "enrollment_record_user_group_year_index": (
        "enrollment_record",
        ["user_id", "group_type", "group_id", "academic_year"],
    ),
    "exam_name_index": ("exam", ["name"]),
    "imports_file_id_index": ("imports", ["file_id"]),
    "imports_inserted_at_index": ("imports", ["inserted_at"]),
    "imports_resumed_from_id_index": ("imports", ["resumed_from_id"]),
    "imports_unfinished_index": ("imports", ["status"], "status IN ('pending', 'processing')"),
    "language_name_index": ("language", ["name"]),
    "learning_objective_concept_id_index": ("learning_objective", ["concept_id"]),
    "problem_lang_lang_id_index": ("problem_lang", ["lang_id"]),
    "program_product_id_index": ("program", ["product_id"]),
    "purpose_name_index": ("purpose", ["name"]),
    "resource_code_index": ("resource", ["code"]),
    "resource_teacher_id_index": ("resource", ["teacher_id"]),
    "resource_type_src_link_index": ("resource", ["type", "(type_params ->> 'src_link')"]),
    "resource_concept_concept_id_index": ("resource_concept", ["concept_id"]),
    "resource_curriculum_curriculum_id_index": ("resource_curriculum", ["curriculum_id"]),
    "school_name_region_index": ("school", ["name", "region"]),
    "school_user_id_index": ("school", ["user_id"]),
    "school_batch_batch_id_index": ("school_batch", ["batch_id"]),
    "session_platform_id_index": ("session", ["platform_id"]),
    "session_platform_is_active_index": ("session", ["platform", "is_active"]),
    "session_popup_form_id_index": ("session", ["popup_form_id"]),
    "session_signup_form_id_index": ("session", ["signup_form_id"]),
    "skill_name_index": ("skill", ["name"]),
    "student_exam_record_exam_id_index": ("student_exam_record", ["exam_id"]),
    "student_exam_record_student_id_application_number_index": (
        "student_exam_record",
        ["student_id", "application_number"],
    ),
    "student_profile_student_id_index": ("student_profile", ["student_id"]),
    "subject_parent_id_index": ("subject", ["parent_id"]),
    "tag_name_index": ("tag", ["name"]),
    "teacher_subject_id_index": ("teacher", ["subject_id"]),
    "teacher_profile_teacher_id_index": ("teacher_profile", ["teacher_id"]),
    "topic_chapter_id_index": ("topic", ["chapter_id"]),
    "topic_code_index": ("topic", ["code"]),
    "topic_curriculum_curriculum_id_index": ("topic_curriculum", ["curriculum_id"]),
    "user_session_session_id_index": ("user_session", ["session_id"]),
    "user_session_user_id_index": ("user_session", ["user_id"]),
}


def upgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name, definition in INDEXES.items():
            ddl.add_index(op.get_bind(), name, *definition)


def downgrade():
    with op.get_context().autocommit_block(), ddl.patience(op.get_bind()):
        for name in reversed(INDEXES):
            ddl.drop_index(op.get_bind(), name)
