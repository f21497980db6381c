"""Base schema: the tables that an existing database already has, exactly as it has them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Tables that were renamed without renaming their sequence.
SEQUENCES = {
    "auth_group": "group_id_seq",
    "group": "group_type_id_seq",
    "session_occurrence": "session_occurence_id_seq",
}


def upgrade():
    for sequence in SEQUENCES.values():
        op.execute(f"CREATE SEQUENCE {sequence}")
    op.create_table(
        "auth_group",
        sa.Column(
            "id", sa.BigInteger(), server_default=sa.text("nextval('group_id_seq')"), nullable=False
        ),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("input_schema", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("locale", sa.String(length=255), nullable=True),
        sa.Column("locale_data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="group_pkey"),
    )
    op.create_index("auth_group_name_index", "auth_group", ["name"], unique=False)
    op.create_table(
        "branch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("branch_id", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("parent_branch_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_branch_id"],
            ["branch.id"],
            name="branch_parent_branch_id_fkey",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="branch_pkey"),
    )
    op.create_index("branch_branch_id_index", "branch", ["branch_id"], unique=False)
    op.create_index("branch_name_index", "branch", ["name"], unique=False)
    op.create_index("branch_parent_branch_id_index", "branch", ["parent_branch_id"], unique=False)
    op.create_table(
        "college",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("college_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("district", sa.String(length=255), nullable=True),
        sa.Column("gender_type", sa.String(length=255), nullable=True),
        sa.Column("college_type", sa.String(length=255), nullable=True),
        sa.Column("management_type", sa.String(length=255), nullable=True),
        sa.Column("year_established", sa.Integer(), nullable=True),
        sa.Column("affiliated_to", sa.String(length=255), nullable=True),
        sa.Column("tuition_fee", sa.Numeric(), nullable=True),
        sa.Column("af_hierarchy", sa.Numeric(), nullable=True),
        sa.Column("expected_salary", sa.Numeric(), nullable=True),
        sa.Column("salary_tier", sa.String(length=255), nullable=True),
        sa.Column("qualifying_exam", sa.String(length=255), nullable=True),
        sa.Column("nirf_ranking", sa.Integer(), nullable=True),
        sa.Column("top_200_nirf", sa.Boolean(), nullable=True),
        sa.Column("placement_rate", sa.Double(), nullable=True),
        sa.Column("median_salary", sa.Double(), nullable=True),
        sa.Column("entrance_test", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("tuition_fees_annual", sa.Double(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="college_pkey"),
    )
    op.create_index("college_college_id_index", "college", ["college_id"], unique=True)
    op.create_table(
        "curriculum",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="curriculum_pkey"),
    )
    op.create_table(
        "demographic_profile",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=255), nullable=True),
        sa.Column("gender", sa.String(length=255), nullable=True),
        sa.Column("caste", sa.String(length=255), nullable=True),
        sa.Column("physically_handicapped", sa.Boolean(), nullable=True),
        sa.Column("family_income", sa.String(length=255), nullable=True),
        sa.Column("religion", sa.String(length=255), nullable=True),
        sa.Column("defence_ward", sa.String(length=255), nullable=True),
        sa.Column("nationality", sa.String(length=255), nullable=True),
        sa.Column("ews_ward", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=255), nullable=True),
        sa.Column("urban_rural", sa.Boolean(), nullable=True),
        sa.Column("region", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="demographic_profile_pkey"),
    )
    op.create_index(
        "demographic_profile_category_index", "demographic_profile", ["category"], unique=False
    )
    op.create_table(
        "exam",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("counselling_body", sa.String(length=255), nullable=True),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="exam_pkey"),
    )
    op.create_table(
        "form_schema",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("meta_data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="form_schema_pkey"),
    )
    op.create_table(
        "grade",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="grade_pkey"),
    )
    op.create_table(
        "group",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('group_type_id_seq')"),
            nullable=False,
        ),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="group_type_pkey"),
    )
    op.create_index("group_child_id_type_index", "group", ["child_id", "type"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=255), nullable=True),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("total_rows", sa.Integer(), nullable=True),
        sa.Column("processed_rows", sa.Integer(), nullable=True),
        sa.Column("error_count", sa.Integer(), nullable=True),
        sa.Column(
            "error_details",
            postgresql.ARRAY(postgresql.JSONB(astext_type=sa.Text())),
            nullable=True,
        ),
        sa.Column("start_row", sa.Integer(), server_default=sa.text("2"), nullable=False),
        sa.Column("completed_at", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="imports_pkey"),
    )
    op.create_table(
        "language",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=False),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="language_pkey"),
    )
    op.create_table(
        "lms_pm_school_visits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("school_code", sa.String(length=20), nullable=False),
        sa.Column("pm_email", sa.String(length=255), nullable=False),
        sa.Column("visit_date", sa.Date(), nullable=False),
        sa.Column(
            "status", sa.String(length=20), server_default=sa.text("'in_progress'"), nullable=False
        ),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "inserted_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status IN ('in_progress', 'completed')", name=op.f("status_constraint")
        ),
        sa.PrimaryKeyConstraint("id", name="lms_pm_school_visits_pkey"),
    )
    op.create_index(
        "lms_pm_school_visits_pm_email_index", "lms_pm_school_visits", ["pm_email"], unique=False
    )
    op.create_index(
        "lms_pm_school_visits_pm_email_visit_date_index",
        "lms_pm_school_visits",
        ["pm_email", "visit_date"],
        unique=False,
    )
    op.create_index(
        "lms_pm_school_visits_school_code_index",
        "lms_pm_school_visits",
        ["school_code"],
        unique=False,
    )
    op.create_index(
        "lms_pm_school_visits_school_code_visit_date_index",
        "lms_pm_school_visits",
        ["school_code", "visit_date"],
        unique=False,
    )
    op.create_index(
        "lms_pm_school_visits_status_index", "lms_pm_school_visits", ["status"], unique=False
    )
    op.create_index(
        "lms_pm_school_visits_visit_date_index",
        "lms_pm_school_visits",
        ["visit_date"],
        unique=False,
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("mode", sa.String(length=255), nullable=True),
        sa.Column("model", sa.String(length=255), nullable=True),
        sa.Column("tech_modules", sa.String(length=255), nullable=True),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("led_by", sa.String(length=255), nullable=True),
        sa.Column("goal", sa.String(length=255), nullable=True),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="product_pkey"),
    )
    op.create_table(
        "purpose",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="purpose_pkey"),
    )
    op.create_table(
        "skill",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="skill_pkey"),
    )
    op.create_table(
        "status",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="status_pkey"),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["subject.id"], name="subject_parent_id_fkey", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="subject_pkey"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="tag_pkey"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=255), nullable=True),
        sa.Column("gender", sa.String(length=255), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("city", sa.String(length=255), nullable=True),
        sa.Column("district", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=True),
        sa.Column("pincode", sa.String(length=255), nullable=True),
        sa.Column("role", sa.String(length=255), nullable=True),
        sa.Column("whatsapp_phone", sa.String(length=255), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=255), nullable=True),
        sa.Column("first_name", sa.String(length=255), nullable=True),
        sa.Column("last_name", sa.String(length=255), nullable=True),
        sa.Column("region", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name="user_pkey"),
    )
    op.create_index("user_date_of_birth_index", "user", ["date_of_birth"], unique=False)
    op.create_index("user_email_index", "user", ["email"], unique=False)
    op.create_index("user_email_phone_index", "user", ["email", "phone"], unique=False)
    op.create_index("user_phone_index", "user", ["phone"], unique=False)
    op.create_table(
        "user_permission",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("school_codes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("read_only", sa.Boolean(), server_default=sa.text("false"), nullable=True),
        sa.Column("role", sa.String(length=50), server_default=sa.text("'teacher'"), nullable=True),
        sa.Column(
            "inserted_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("level IN (1, 2, 3, 4)", name=op.f("level_constraint")),
        sa.PrimaryKeyConstraint("id", name="user_permission_pkey"),
    )
    op.create_index("user_permission_email_index", "user_permission", ["email"], unique=True)
    op.create_index(
        "user_permission_lower_email_index",
        "user_permission",
        [sa.literal_column("lower(email)")],
        unique=False,
    )
    op.create_index("user_permission_role_index", "user_permission", ["role"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("degree", sa.String(length=255), nullable=True),
        sa.Column("college_name", sa.String(length=255), nullable=True),
        sa.Column("branch_name", sa.String(length=255), nullable=True),
        sa.Column("latest_cgpa", sa.Numeric(precision=3, scale=2), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("candidate_id", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name="candidate_subject_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="candidate_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="candidate_pkey"),
    )
    op.create_index("candidate_candidate_id_index", "candidate", ["candidate_id"], unique=False)
    op.create_index("candidate_subject_id_index", "candidate", ["subject_id"], unique=False)
    op.create_index("candidate_user_id_index", "candidate", ["user_id"], unique=False)
    op.create_table(
        "chapter",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("grade_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name="chapter_grade_id_fkey"),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name="chapter_subject_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="chapter_pkey"),
    )
    op.create_table(
        "enrollment_record",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("academic_year", sa.String(length=255), nullable=True),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("group_type", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name="enrollment_record_subject_id_fkey"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="enrollment_record_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="enrollment_record_pkey"),
    )
    op.create_index(
        "enrollment_record_academic_year_index",
        "enrollment_record",
        ["academic_year"],
        unique=False,
    )
    op.create_index(
        "enrollment_record_group_id_index", "enrollment_record", ["group_id"], unique=False
    )
    op.create_index(
        "enrollment_record_group_type_index", "enrollment_record", ["group_type"], unique=False
    )
    op.create_index(
        "enrollment_record_is_current_index", "enrollment_record", ["is_current"], unique=False
    )
    op.create_index(
        "enrollment_record_user_id_index", "enrollment_record", ["user_id"], unique=False
    )
    op.create_table(
        "exam_occurrence",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("exam_id", sa.BigInteger(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("exam_session", sa.Integer(), nullable=True),
        sa.Column("registration_end_date", sa.String(length=255), nullable=True),
        sa.Column("session_date", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name="exam_occurrence_exam_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="exam_occurrence_pkey"),
    )
    op.create_index("exam_occurrence_exam_id_index", "exam_occurrence", ["exam_id"], unique=False)
    op.create_table(
        "group_user",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "inserted_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="group_user_group_type_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="group_user_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="group_user_pkey"),
    )
    op.create_index("group_user_group_id_index", "group_user", ["group_id"], unique=False)
    op.create_index("group_user_user_id_index", "group_user", ["user_id"], unique=False)
    op.create_table(
        "program",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("target_outreach", sa.Integer(), nullable=True),
        sa.Column("donor", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=True),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("true"), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="program_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="program_pkey"),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("udise_code", sa.String(length=255), nullable=True),
        sa.Column("gender_type", sa.String(length=255), nullable=True),
        sa.Column("af_school_category", sa.String(length=255), nullable=True),
        sa.Column("region", sa.String(length=255), nullable=True),
        sa.Column("state_code", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=True),
        sa.Column("district_code", sa.String(length=255), nullable=True),
        sa.Column("district", sa.String(length=255), nullable=True),
        sa.Column("block_code", sa.String(length=255), nullable=True),
        sa.Column("block_name", sa.String(length=255), nullable=True),
        sa.Column("board", sa.String(length=255), nullable=True),
        sa.Column("board_medium", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="school_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="school_pkey"),
    )
    op.create_index("school_code_index", "school", ["code"], unique=False)
    op.create_index("school_district_index", "school", ["district"], unique=False)
    op.create_index("school_state_index", "school", ["state"], unique=False)
    op.create_index("school_udise_code_index", "school", ["udise_code"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("platform", sa.String(length=255), nullable=True),
        sa.Column("platform_link", sa.String(length=255), nullable=True),
        sa.Column("portal_link", sa.Text(), nullable=True),
        sa.Column("start_time", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("end_time", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("meta_data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("purpose", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("repeat_schedule", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("session_id", sa.String(length=255), nullable=True),
        sa.Column("platform_id", sa.String(length=255), nullable=True),
        sa.Column("signup_form_id", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("auth_type", sa.String(length=255), nullable=True),
        sa.Column("signup_form", sa.Boolean(), nullable=True),
        sa.Column("id_generation", sa.Boolean(), nullable=True),
        sa.Column("redirection", sa.Boolean(), nullable=True),
        sa.Column("popup_form", sa.Boolean(), nullable=True),
        sa.Column("popup_form_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name="session_created_by_id_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name="session_owner_id_fkey"),
        sa.ForeignKeyConstraint(
            ["popup_form_id"], ["form_schema.id"], name="session_popup_form_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["signup_form_id"], ["form_schema.id"], name="session_form_schema_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="session_pkey"),
    )
    op.create_index("session_created_by_id_index", "session", ["created_by_id"], unique=False)
    op.create_index("session_owner_id_index", "session", ["owner_id"], unique=False)
    op.create_index("session_session_id_index", "session", ["session_id"], unique=True)
    op.create_table(
        "student",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.String(length=255), nullable=True),
        sa.Column("father_name", sa.String(length=255), nullable=True),
        sa.Column("father_phone", sa.String(length=255), nullable=True),
        sa.Column("mother_name", sa.String(length=255), nullable=True),
        sa.Column("mother_phone", sa.String(length=255), nullable=True),
        sa.Column("category", sa.String(length=255), nullable=True),
        sa.Column("stream", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("physically_handicapped", sa.Boolean(), nullable=True),
        sa.Column("family_income", sa.String(length=255), nullable=True),
        sa.Column("father_profession", sa.String(length=255), nullable=True),
        sa.Column("father_education_level", sa.String(length=255), nullable=True),
        sa.Column("mother_profession", sa.String(length=255), nullable=True),
        sa.Column("mother_education_level", sa.String(length=255), nullable=True),
        sa.Column("time_of_device_availability", sa.String(length=255), nullable=True),
        sa.Column("has_internet_access", sa.String(length=255), nullable=True),
        sa.Column("primary_smartphone_owner", sa.String(length=255), nullable=True),
        sa.Column("primary_smartphone_owner_profession", sa.String(length=255), nullable=True),
        sa.Column("guardian_name", sa.String(length=255), nullable=True),
        sa.Column("guardian_relation", sa.String(length=255), nullable=True),
        sa.Column("guardian_phone", sa.String(length=255), nullable=True),
        sa.Column("guardian_education_level", sa.String(length=255), nullable=True),
        sa.Column("guardian_profession", sa.String(length=255), nullable=True),
        sa.Column("has_category_certificate", sa.Boolean(), nullable=True),
        sa.Column("category_certificate", sa.String(length=255), nullable=True),
        sa.Column("physically_handicapped_certificate", sa.String(length=255), nullable=True),
        sa.Column("annual_family_income", sa.String(length=255), nullable=True),
        sa.Column("monthly_family_income", sa.String(length=255), nullable=True),
        sa.Column("number_of_smartphones", sa.String(length=255), nullable=True),
        sa.Column("family_type", sa.String(length=255), nullable=True),
        sa.Column("number_of_four_wheelers", sa.String(length=255), nullable=True),
        sa.Column("number_of_two_wheelers", sa.String(length=255), nullable=True),
        sa.Column("has_air_conditioner", sa.Boolean(), nullable=True),
        sa.Column("goes_for_tuition_or_other_coaching", sa.String(length=255), nullable=True),
        sa.Column("know_about_avanti", sa.String(length=255), nullable=True),
        sa.Column("percentage_in_grade_10_science", sa.String(length=255), nullable=True),
        sa.Column("percentage_in_grade_10_math", sa.String(length=255), nullable=True),
        sa.Column("percentage_in_grade_10_english", sa.String(length=255), nullable=True),
        sa.Column("grade_10_marksheet", sa.String(length=255), nullable=True),
        sa.Column("photo", sa.String(length=255), nullable=True),
        sa.Column("planned_competitive_exams", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("grade_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=255), nullable=True),
        sa.Column("board_stream", sa.String(length=255), nullable=True),
        sa.Column("school_medium", sa.String(length=255), nullable=True),
        sa.Column("apaar_id", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name="student_grade_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="student_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="student_pkey"),
    )
    op.create_index("student_apaar_id_index", "student", ["apaar_id"], unique=False)
    op.create_index("student_grade_id_index", "student", ["grade_id"], unique=False)
    op.create_index("student_student_id_index", "student", ["student_id"], unique=False)
    op.create_index("student_user_id_index", "student", ["user_id"], unique=False)
    op.create_table(
        "teacher",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("designation", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("teacher_id", sa.String(length=255), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("is_af_teacher", sa.Boolean(), server_default=sa.text("false"), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name="teacher_subject_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="teacher_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="teacher_pkey"),
    )
    op.create_index("teacher_teacher_id_index", "teacher", ["teacher_id"], unique=False)
    op.create_index("teacher_user_id_index", "teacher", ["user_id"], unique=False)
    op.create_table(
        "test_rule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("exam_id", sa.BigInteger(), nullable=True),
        sa.Column("test_type", sa.String(length=255), nullable=True),
        sa.Column("config", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name="test_rule_exam_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="test_rule_pkey"),
    )
    op.create_index(
        "test_rule_exam_id_test_type_index", "test_rule", ["exam_id", "test_type"], unique=True
    )
    op.create_table(
        "user_profile",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("logged_in_atleast_once", sa.Boolean(), nullable=True),
        sa.Column("latest_session_accessed", sa.String(length=255), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="user_profile_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="user_profile_pkey"),
    )
    op.create_index("user_profile_user_id_index", "user_profile", ["user_id"], unique=False)
    op.create_table(
        "alumni",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "which_competitive_exam_did_you_appear_for", sa.String(length=255), nullable=True
        ),
        sa.Column("did_you_take_a_gap_year", sa.String(length=255), nullable=True),
        sa.Column("why_did_you_take_a_gap_year", sa.String(length=255), nullable=True),
        sa.Column(
            "if_avanti_was_not_your_only_source_of_test_prep_coaching_then_w",
            sa.String(length=255),
            nullable=True,
        ),
        sa.Column("start_year_ug", sa.Integer(), nullable=True),
        sa.Column("college_id_ug", sa.BigInteger(), nullable=True),
        sa.Column("degree_ug", sa.String(length=255), nullable=True),
        sa.Column("branch_id_ug", sa.BigInteger(), nullable=True),
        sa.Column("year_of_graduation_ug", sa.Integer(), nullable=True),
        sa.Column("start_year_pg", sa.Integer(), nullable=True),
        sa.Column("college_id_pg", sa.BigInteger(), nullable=True),
        sa.Column("degree_pg", sa.String(length=255), nullable=True),
        sa.Column("branch_id_pg", sa.BigInteger(), nullable=True),
        sa.Column("year_of_graduation_pg", sa.Integer(), nullable=True),
        sa.Column("past_internship_orgs", sa.String(length=255), nullable=True),
        sa.Column("which_year_did_you_start_working", sa.Integer(), nullable=True),
        sa.Column("starting_ctc_ug_range", sa.String(length=255), nullable=True),
        sa.Column("current_ctc", sa.Integer(), nullable=True),
        sa.Column("current_ctc_range", sa.String(length=255), nullable=True),
        sa.Column("current_job_city", sa.String(length=255), nullable=True),
        sa.Column("current_job_role", sa.String(length=255), nullable=True),
        sa.Column("current_job_sector", sa.String(length=255), nullable=True),
        sa.Column("current_org_name", sa.String(length=255), nullable=True),
        sa.Column("years_of_experience", sa.Integer(), nullable=True),
        sa.Column("linkedin_profile_link", sa.String(length=255), nullable=True),
        sa.Column(
            "what_was_your_monthly_household_income_excluding_the_respondent",
            sa.String(length=255),
            nullable=True,
        ),
        sa.Column("ug_status", sa.String(length=255), nullable=True),
        sa.Column("pg_status", sa.String(length=255), nullable=True),
        sa.Column("employment_status", sa.String(length=255), nullable=True),
        sa.Column("seeking_employment", sa.String(length=255), nullable=True),
        sa.Column("contact_status", sa.String(length=255), nullable=True),
        sa.Column("current_status", sa.String(length=255), nullable=True),
        sa.Column("scholarship_availed", sa.String(length=255), nullable=True),
        sa.Column("skilling_programs", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["branch_id_pg"], ["branch.id"], name="alumni_branch_id_pg_fkey"),
        sa.ForeignKeyConstraint(["branch_id_ug"], ["branch.id"], name="alumni_branch_id_ug_fkey"),
        sa.ForeignKeyConstraint(
            ["college_id_pg"], ["college.id"], name="alumni_college_id_pg_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["college_id_ug"], ["college.id"], name="alumni_college_id_ug_fkey"
        ),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name="alumni_student_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="alumni_pkey"),
    )
    op.create_index("alumni_student_id_index", "alumni", ["student_id"], unique=True)
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("contact_hours_per_week", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.String(length=255), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("program_id", sa.BigInteger(), nullable=True),
        sa.Column("auth_group_id", sa.BigInteger(), nullable=True),
        sa.Column("af_medium", sa.String(length=255), nullable=True),
        sa.Column(
            "metadata",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=True,
        ),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["auth_group_id"], ["auth_group.id"], name="batch_auth_group_id_fkey"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["batch.id"], name="batch_parent_id_fkey"),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name="batch_program_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="batch_pkey"),
    )
    op.create_index("batch_auth_group_id_index", "batch", ["auth_group_id"], unique=False)
    op.create_index("batch_batch_id_index", "batch", ["batch_id"], unique=False)
    op.create_table(
        "chapter_curriculum",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("chapter_id", sa.BigInteger(), nullable=True),
        sa.Column("curriculum_id", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("priority_text", sa.String(length=255), nullable=True),
        sa.Column("weightage", sa.Integer(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapter.id"], name="chapter_curriculum_chapter_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["curriculum_id"], ["curriculum.id"], name="chapter_curriculum_curriculum_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="chapter_curriculum_pkey"),
    )
    op.create_table(
        "cutoffs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("cutoff_year", sa.Integer(), nullable=True),
        sa.Column("exam_occurrence_id", sa.BigInteger(), nullable=True),
        sa.Column("college_id", sa.BigInteger(), nullable=True),
        sa.Column("degree", sa.String(length=255), nullable=True),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("demographic_profile_id", sa.BigInteger(), nullable=True),
        sa.Column("state_quota", sa.String(length=255), nullable=True),
        sa.Column("opening_rank", sa.Integer(), nullable=True),
        sa.Column("closing_rank", sa.Integer(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="cutoffs_branch_id_fkey"),
        sa.ForeignKeyConstraint(["college_id"], ["college.id"], name="cutoffs_college_id_fkey"),
        sa.ForeignKeyConstraint(
            ["demographic_profile_id"],
            ["demographic_profile.id"],
            name="cutoffs_demographic_profile_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["exam_occurrence_id"], ["exam_occurrence.id"], name="cutoffs_exam_occurrence_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="cutoffs_pkey"),
    )
    op.create_index(
        "cutoffs_exam_occurrence_id_index", "cutoffs", ["exam_occurrence_id"], unique=False
    )
    op.create_table(
        "group_session",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "inserted_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            postgresql.TIMESTAMP(precision=0),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name="group_session_group_type_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="group_session_session_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="group_session_pkey"),
    )
    op.create_index("group_session_group_id_index", "group_session", ["group_id"], unique=False)
    op.create_index("group_session_session_id_index", "group_session", ["session_id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=255), nullable=True),
        sa.Column("type_params", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("teacher_id", sa.BigInteger(), nullable=True),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("source", sa.String(length=255), nullable=True),
        sa.Column("purpose_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("skill_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("learning_objective_ids", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("tag_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("cms_status", sa.String(length=255), nullable=True),
        sa.Column("exam_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("subtype", sa.String(length=255), nullable=True),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name="resource_teacher_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="resource_pkey"),
    )
    op.create_index("resource_subtype_index", "resource", ["subtype"], unique=False)
    op.create_index("resource_type_index", "resource", ["type"], unique=False)
    op.create_table(
        "session_occurrence",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('session_occurence_id_seq')"),
            nullable=False,
        ),
        sa.Column("start_time", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("end_time", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("session_fk", sa.BigInteger(), nullable=True),
        sa.Column("session_id", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_fk"], ["session.id"], name="session_occurence_session_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="session_occurence_pkey"),
    )
    op.create_index(
        "session_occurence_session_id_index", "session_occurrence", ["session_fk"], unique=False
    )
    op.create_index(
        "session_occurrence_end_time_index", "session_occurrence", ["end_time"], unique=False
    )
    op.create_index(
        "session_occurrence_session_fk_index", "session_occurrence", ["session_fk"], unique=False
    )
    op.create_index(
        "session_occurrence_session_id_index", "session_occurrence", ["session_id"], unique=False
    )
    op.create_index(
        "session_occurrence_start_time_index", "session_occurrence", ["start_time"], unique=False
    )
    op.create_table(
        "student_exam_record",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("application_number", sa.String(length=255), nullable=True),
        sa.Column("application_password", sa.String(length=255), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("percentile", sa.Double(), nullable=True),
        sa.Column("all_india_rank", sa.Integer(), nullable=True),
        sa.Column("category_rank", sa.Integer(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name="student_exam_record_exam_id_fkey"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name="student_exam_record_student_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="student_exam_record_pkey"),
    )
    op.create_table(
        "student_profile",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("student_id", sa.String(length=255), nullable=True),
        sa.Column("took_test_atleast_once", sa.Boolean(), nullable=True),
        sa.Column("took_class_atleast_once", sa.Boolean(), nullable=True),
        sa.Column("total_number_of_tests", sa.Integer(), nullable=True),
        sa.Column("total_number_of_live_classes", sa.Integer(), nullable=True),
        sa.Column(
            "attendance_in_classes_current_year", postgresql.ARRAY(sa.Numeric()), nullable=True
        ),
        sa.Column("classes_activity_cohort", sa.String(length=255), nullable=True),
        sa.Column(
            "attendance_in_tests_current_year", postgresql.ARRAY(sa.Numeric()), nullable=True
        ),
        sa.Column("tests_activity_cohort", sa.String(length=255), nullable=True),
        sa.Column("performance_trend_in_fst", sa.String(length=255), nullable=True),
        sa.Column("max_batch_score_in_latest_test", sa.Integer(), nullable=True),
        sa.Column("average_batch_score_in_latest_test", sa.Numeric(), nullable=True),
        sa.Column("tests_number_of_correct_questions", sa.Integer(), nullable=True),
        sa.Column("tests_number_of_wrong_questions", sa.Integer(), nullable=True),
        sa.Column("tests_number_of_skipped_questions", sa.Integer(), nullable=True),
        sa.Column("user_profile_id", sa.BigInteger(), nullable=True),
        sa.Column("student_fk", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_fk"], ["student.id"], name="student_profile_student_fk_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["user_profile_id"], ["user_profile.id"], name="student_profile_user_profile_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="student_profile_pkey"),
    )
    op.create_index(
        "index_student_profile_on_student_fk", "student_profile", ["student_fk"], unique=False
    )
    op.create_index(
        "index_student_profile_on_user_profile_id",
        "student_profile",
        ["user_profile_id"],
        unique=False,
    )
    op.create_table(
        "teacher_profile",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("teacher_id", sa.String(length=255), nullable=True),
        sa.Column("school", sa.String(length=255), nullable=True),
        sa.Column("program_manager", sa.String(length=255), nullable=True),
        sa.Column("avg_rating", sa.Numeric(), nullable=True),
        sa.Column("user_profile_id", sa.BigInteger(), nullable=True),
        sa.Column("teacher_fk", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_fk"], ["teacher.id"], name="teacher_profile_teacher_fk_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["user_profile_id"], ["user_profile.id"], name="teacher_profile_user_profile_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="teacher_profile_pkey"),
    )
    op.create_index(
        "index_teacher_profile_on_teacher_fk", "teacher_profile", ["teacher_fk"], unique=False
    )
    op.create_index(
        "index_teacher_profile_on_user_profile_id",
        "teacher_profile",
        ["user_profile_id"],
        unique=False,
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=True),
        sa.Column("chapter_id", sa.BigInteger(), nullable=True),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapter.id"], name="topic_chapter_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="topic_pkey"),
    )
    op.create_table(
        "concept",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="concept_topic_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="concept_pkey"),
    )
    op.create_table(
        "problem_lang",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("res_id", sa.BigInteger(), nullable=True),
        sa.Column("lang_id", sa.BigInteger(), nullable=True),
        sa.Column("meta_data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["lang_id"], ["language.id"], name="problem_lang_lang_id_fkey"),
        sa.ForeignKeyConstraint(["res_id"], ["resource.id"], name="problem_lang_res_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="problem_lang_pkey"),
    )
    op.create_table(
        "resource_chapter",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.Column("chapter_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapter.id"], name="resource_chapter_chapter_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="resource_chapter_resource_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="resource_chapter_pkey"),
    )
    op.create_index(
        "resource_chapter_chapter_id_index", "resource_chapter", ["chapter_id"], unique=False
    )
    op.create_index(
        "resource_chapter_resource_id_index", "resource_chapter", ["resource_id"], unique=False
    )
    op.create_table(
        "resource_curriculum",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.Column("curriculum_id", sa.BigInteger(), nullable=True),
        sa.Column("grade_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("difficulty_level", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["curriculum_id"], ["curriculum.id"], name="resource_curriculum_curriculum_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name="resource_curriculum_grade_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="resource_curriculum_resource_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name="resource_curriculum_subject_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="resource_curriculum_pkey"),
    )
    op.create_index(
        "resource_curriculum_grade_id_index", "resource_curriculum", ["grade_id"], unique=False
    )
    op.create_index(
        "resource_curriculum_resource_id_index",
        "resource_curriculum",
        ["resource_id"],
        unique=False,
    )
    op.create_index(
        "resource_curriculum_subject_id_index", "resource_curriculum", ["subject_id"], unique=False
    )
    op.create_table(
        "resource_topic",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="resource_topic_resource_id_fkey"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="resource_topic_topic_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="resource_topic_pkey"),
    )
    op.create_index(
        "resource_topic_resource_id_index", "resource_topic", ["resource_id"], unique=False
    )
    op.create_index("resource_topic_topic_id_index", "resource_topic", ["topic_id"], unique=False)
    op.create_table(
        "school_batch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="school_batch_batch_id_fkey"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="school_batch_school_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="school_batch_pkey"),
    )
    op.create_table(
        "topic_curriculum",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("curriculum_id", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("priority_text", sa.String(length=255), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["curriculum_id"], ["curriculum.id"], name="topic_curriculum_curriculum_id_fkey"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="topic_curriculum_topic_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="topic_curriculum_pkey"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("timestamp", postgresql.TIMESTAMP(precision=0), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("session_occurrence_id", sa.BigInteger(), nullable=True),
        sa.Column("user_activity_type", sa.String(length=255), nullable=True),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="user_session_session_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["session_occurrence_id"],
            ["session_occurrence.id"],
            name="user_session_session_occurence_id_fkey",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="user_session_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="user_session_pkey"),
    )
    op.create_index(
        "user_session_session_occurence_id_index",
        "user_session",
        ["session_occurrence_id"],
        unique=False,
    )
    op.create_table(
        "learning_objective",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("concept_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"], ["concept.id"], name="learning_objective_concept_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="learning_objective_pkey"),
    )
    op.create_table(
        "resource_concept",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.Column("concept_id", sa.BigInteger(), nullable=True),
        sa.Column("inserted_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(precision=0), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"], ["concept.id"], name="resource_concept_concept_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name="resource_concept_resource_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="resource_concept_pkey"),
    )

    for table, sequence in SEQUENCES.items():
        op.execute(f'ALTER SEQUENCE {sequence} OWNED BY "{table}".id')


def downgrade():
    if op.get_bind().scalar(sa.text('SELECT EXISTS (SELECT FROM "user")')):
        raise RuntimeError("The base schema holds data; drop the database yourself if you mean it.")
    op.drop_table("resource_concept")
    op.drop_table("learning_objective")
    op.drop_index("user_session_session_occurence_id_index", table_name="user_session")
    op.drop_table("user_session")
    op.drop_table("topic_curriculum")
    op.drop_table("school_batch")
    op.drop_index("resource_topic_topic_id_index", table_name="resource_topic")
    op.drop_index("resource_topic_resource_id_index", table_name="resource_topic")
    op.drop_table("resource_topic")
    op.drop_index("resource_curriculum_subject_id_index", table_name="resource_curriculum")
    op.drop_index("resource_curriculum_resource_id_index", table_name="resource_curriculum")
    op.drop_index("resource_curriculum_grade_id_index", table_name="resource_curriculum")
    op.drop_table("resource_curriculum")
    op.drop_index("resource_chapter_resource_id_index", table_name="resource_chapter")
    op.drop_index("resource_chapter_chapter_id_index", table_name="resource_chapter")
    op.drop_table("resource_chapter")
    op.drop_table("problem_lang")
    op.drop_table("concept")
    op.drop_table("topic")
    op.drop_index("index_teacher_profile_on_user_profile_id", table_name="teacher_profile")
    op.drop_index("index_teacher_profile_on_teacher_fk", table_name="teacher_profile")
    op.drop_table("teacher_profile")
    op.drop_index("index_student_profile_on_user_profile_id", table_name="student_profile")
    op.drop_index("index_student_profile_on_student_fk", table_name="student_profile")
    op.drop_table("student_profile")
    op.drop_table("student_exam_record")
    op.drop_index("session_occurrence_start_time_index", table_name="session_occurrence")
    op.drop_index("session_occurrence_session_id_index", table_name="session_occurrence")
    op.drop_index("session_occurrence_session_fk_index", table_name="session_occurrence")
    op.drop_index("session_occurrence_end_time_index", table_name="session_occurrence")
    op.drop_index("session_occurence_session_id_index", table_name="session_occurrence")
    op.drop_table("session_occurrence")
    op.drop_index("resource_type_index", table_name="resource")
    op.drop_index("resource_subtype_index", table_name="resource")
    op.drop_table("resource")
    op.drop_index("group_session_session_id_index", table_name="group_session")
    op.drop_index("group_session_group_id_index", table_name="group_session")
    op.drop_table("group_session")
    op.drop_index("cutoffs_exam_occurrence_id_index", table_name="cutoffs")
    op.drop_table("cutoffs")
    op.drop_table("chapter_curriculum")
    op.drop_index("batch_batch_id_index", table_name="batch")
    op.drop_index("batch_auth_group_id_index", table_name="batch")
    op.drop_table("batch")
    op.drop_index("alumni_student_id_index", table_name="alumni")
    op.drop_table("alumni")
    op.drop_index("user_profile_user_id_index", table_name="user_profile")
    op.drop_table("user_profile")
    op.drop_index("test_rule_exam_id_test_type_index", table_name="test_rule")
    op.drop_table("test_rule")
    op.drop_index("teacher_user_id_index", table_name="teacher")
    op.drop_index("teacher_teacher_id_index", table_name="teacher")
    op.drop_table("teacher")
    op.drop_index("student_user_id_index", table_name="student")
    op.drop_index("student_student_id_index", table_name="student")
    op.drop_index("student_grade_id_index", table_name="student")
    op.drop_index("student_apaar_id_index", table_name="student")
    op.drop_table("student")
    op.drop_index("session_session_id_index", table_name="session")
    op.drop_index("session_owner_id_index", table_name="session")
    op.drop_index("session_created_by_id_index", table_name="session")
    op.drop_table("session")
    op.drop_index("school_udise_code_index", table_name="school")
    op.drop_index("school_state_index", table_name="school")
    op.drop_index("school_district_index", table_name="school")
    op.drop_index("school_code_index", table_name="school")
    op.drop_table("school")
    op.drop_table("program")
    op.drop_index("group_user_user_id_index", table_name="group_user")
    op.drop_index("group_user_group_id_index", table_name="group_user")
    op.drop_table("group_user")
    op.drop_index("exam_occurrence_exam_id_index", table_name="exam_occurrence")
    op.drop_table("exam_occurrence")
    op.drop_index("enrollment_record_user_id_index", table_name="enrollment_record")
    op.drop_index("enrollment_record_is_current_index", table_name="enrollment_record")
    op.drop_index("enrollment_record_group_type_index", table_name="enrollment_record")
    op.drop_index("enrollment_record_group_id_index", table_name="enrollment_record")
    op.drop_index("enrollment_record_academic_year_index", table_name="enrollment_record")
    op.drop_table("enrollment_record")
    op.drop_table("chapter")
    op.drop_index("candidate_user_id_index", table_name="candidate")
    op.drop_index("candidate_subject_id_index", table_name="candidate")
    op.drop_index("candidate_candidate_id_index", table_name="candidate")
    op.drop_table("candidate")
    op.drop_index("user_permission_role_index", table_name="user_permission")
    op.drop_index("user_permission_lower_email_index", table_name="user_permission")
    op.drop_index("user_permission_email_index", table_name="user_permission")
    op.drop_table("user_permission")
    op.drop_index("user_phone_index", table_name="user")
    op.drop_index("user_email_phone_index", table_name="user")
    op.drop_index("user_email_index", table_name="user")
    op.drop_index("user_date_of_birth_index", table_name="user")
    op.drop_table("user")
    op.drop_table("tag")
    op.drop_table("subject")
    op.drop_table("status")
    op.drop_table("skill")
    op.drop_table("purpose")
    op.drop_table("product")
    op.drop_index("lms_pm_school_visits_visit_date_index", table_name="lms_pm_school_visits")
    op.drop_index("lms_pm_school_visits_status_index", table_name="lms_pm_school_visits")
    op.drop_index(
        "lms_pm_school_visits_school_code_visit_date_index", table_name="lms_pm_school_visits"
    )
    op.drop_index("lms_pm_school_visits_school_code_index", table_name="lms_pm_school_visits")
    op.drop_index(
        "lms_pm_school_visits_pm_email_visit_date_index", table_name="lms_pm_school_visits"
    )
    op.drop_index("lms_pm_school_visits_pm_email_index", table_name="lms_pm_school_visits")
    op.drop_table("lms_pm_school_visits")
    op.drop_table("language")
    op.drop_table("imports")
    op.drop_index("group_child_id_type_index", table_name="group")
    op.drop_table("group")
    op.drop_table("grade")
    op.drop_table("form_schema")
    op.drop_table("exam")
    op.drop_index("demographic_profile_category_index", table_name="demographic_profile")
    op.drop_table("demographic_profile")
    op.drop_table("curriculum")
    op.drop_index("college_college_id_index", table_name="college")
    op.drop_table("college")
    op.drop_index("branch_parent_branch_id_index", table_name="branch")
    op.drop_index("branch_name_index", table_name="branch")
    op.drop_index("branch_branch_id_index", table_name="branch")
    op.drop_table("branch")
    op.drop_index("auth_group_name_index", table_name="auth_group")
    op.drop_table("auth_group")
