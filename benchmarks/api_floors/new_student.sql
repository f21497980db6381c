WITH
moment AS (SELECT date_trunc('second', now() AT TIME ZONE 'UTC') AS now),
u AS (
    INSERT INTO "user" (
        first_name, last_name, email, phone, gender, date_of_birth, address, city, district, state,
        pincode, role, inserted_at, updated_at
    )
    SELECT %(first_name)s, %(last_name)s, %(email)s, %(phone)s, %(gender)s, %(date_of_birth)s::date,
           %(address)s, %(city)s, %(district)s, %(state)s, %(pincode)s, %(role)s, now, now
    FROM moment
    RETURNING *
),
s AS (
    INSERT INTO student (
        student_id, apaar_id, grade_id, category, stream, father_name, father_phone,
        father_profession, mother_name, mother_phone, mother_profession, annual_family_income,
        time_of_device_availability, has_internet_access, primary_smartphone_owner,
        number_of_smartphones, physically_handicapped, planned_competitive_exams, school_medium,
        user_id, inserted_at, updated_at
    )
    SELECT %(student_id)s, %(apaar_id)s, %(grade_id)s, %(category)s, %(stream)s, %(father_name)s,
           %(father_phone)s, %(father_profession)s, %(mother_name)s, %(mother_phone)s,
           %(mother_profession)s, %(annual_family_income)s, %(time_of_device_availability)s,
           %(has_internet_access)s, %(primary_smartphone_owner)s, %(number_of_smartphones)s,
           %(physically_handicapped)s, %(planned_competitive_exams)s, %(school_medium)s, u.id, now,
           now
    FROM u, moment
    RETURNING *
)
SELECT row_to_json(r)::text FROM (
    SELECT s.id, s.student_id, s.father_name, s.father_phone, s.mother_name, s.mother_phone,
           s.category, s.stream, s.physically_handicapped, s.father_profession,
           s.father_education_level, s.mother_profession, s.mother_education_level,
           s.time_of_device_availability, s.has_internet_access, s.primary_smartphone_owner,
           s.primary_smartphone_owner_profession, s.guardian_name, s.guardian_relation,
           s.guardian_phone, s.guardian_education_level, s.guardian_profession,
           s.has_category_certificate, s.physically_handicapped_certificate,
           s.annual_family_income, s.monthly_family_income, s.number_of_smartphones, s.family_type,
           s.number_of_four_wheelers, s.number_of_two_wheelers, s.has_air_conditioner,
           s.goes_for_tuition_or_other_coaching, s.know_about_avanti,
           s.percentage_in_grade_10_science, s.percentage_in_grade_10_math,
           s.percentage_in_grade_10_english, s.grade_10_marksheet, s.photo,
           s.planned_competitive_exams, s.grade_id, s.status, s.board_stream, s.school_medium,
           s.apaar_id, s.family_income, s.g12_graduating_year, s.pen_number, s.g10_board,
           s.g10_roll_no, (
               SELECT row_to_json(u) FROM (
                   SELECT id, email, phone, gender, address, city, district, state, pincode, role,
                          whatsapp_phone, date_of_birth, country, first_name, last_name, region
                   FROM u
               ) AS u
           ) AS "user"
    FROM s
) AS r
