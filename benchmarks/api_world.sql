-- What the API is measured on: 100,000 students as they come out of sign-up forms, each in an auth
-- group, a school, a batch and a grade. Triggers are off.

CREATE TEMP TABLE numbers AS SELECT n FROM generate_series(1, 100000) AS n;
CREATE TEMP TABLE world AS
SELECT timestamp '2025-06-15 05:30:00' AS at, date '2025-06-15' AS day, '2025-2026' AS year;

INSERT INTO grade (id, number, inserted_at, updated_at)
SELECT n, n + 8, at, at FROM generate_series(1, 4) AS n, world;
INSERT INTO status (id, title, inserted_at, updated_at)
SELECT n, title, at, at
FROM unnest('{enrolled,dropout,registered}'::text[]) WITH ORDINALITY AS s(title, n), world;
INSERT INTO auth_group (id, name, locale, inserted_at, updated_at)
SELECT n, format('Team %s', n), 'en', at, at FROM generate_series(1, 5) AS n, world;
INSERT INTO product (id, name, code, mode, inserted_at, updated_at)
SELECT 1, 'Coaching', 'CO', 'Online', at, at FROM world;
INSERT INTO program (id, name, product_id, donor, state, inserted_at, updated_at)
SELECT n, format('Program %s', n), 1, 'Nobody', 'Delhi', at, at
FROM generate_series(1, 10) AS n, world;
INSERT INTO batch (id, batch_id, name, program_id, contact_hours_per_week, metadata, inserted_at,
                   updated_at)
SELECT n, format('EN-%s-Photon-%s', n % 2 + 11, n), format('Photon %s', n), n % 10 + 1, 20,
       jsonb '{"stream": "engineering", "grade": 11}', at, at
FROM generate_series(1, 500) AS n, world;

-- People: the students, then a login for each school.
INSERT INTO "user" (id, first_name, last_name, email, phone, whatsapp_phone, gender, address, city,
                    district, state, region, pincode, role, country, date_of_birth, inserted_at,
                    updated_at)
SELECT n, format('Asha%s', n), 'Kumari', format('asha%s@example.org', n),
       9000000000 + n, 9000000000 + n, CASE WHEN n % 2 = 0 THEN 'Female' ELSE 'Male' END,
       format('House %s, Station Road', n % 900 + 1), 'Bhiwani', 'Bhiwani', 'Haryana', 'North',
       127021 + n % 100, CASE WHEN n > 100000 THEN 'school' ELSE 'student' END, 'India',
       date '2008-01-01' + n % 700, at, at
FROM generate_series(1, 100500) AS n, world;
INSERT INTO school (id, code, name, udise_code, gender_type, af_school_category, region, state_code,
                    state, district_code, district, block_code, block_name, board, user_id,
                    inserted_at, updated_at)
SELECT n, 10000 + n, format('Jawahar Navodaya Vidyalaya %s', n), 6010100000 + n, 'Co-ed', 'JNV',
       'North', 'HR', 'Haryana', 12, 'Bhiwani', 1203, 'Tosham', 'CBSE', 100000 + n, at, at
FROM generate_series(1, 500) AS n, world;
INSERT INTO student (id, student_id, apaar_id, user_id, grade_id, status, father_name, father_phone,
                     father_profession, father_education_level, mother_name, mother_phone,
                     mother_profession, category, stream, physically_handicapped,
                     annual_family_income, time_of_device_availability, has_internet_access,
                     primary_smartphone_owner, number_of_smartphones, family_type,
                     has_category_certificate, know_about_avanti, percentage_in_grade_10_science,
                     percentage_in_grade_10_math, planned_competitive_exams, board_stream,
                     school_medium, inserted_at, updated_at)
SELECT n, 2025000000 + n, 100000000000 + n, n, n % 4 + 1, 'enrolled', 'Suresh Kumar',
       9100000000 + n, 'Farmer', 'Class 10', 'Sunita Devi', 9200000000 + n, 'Homemaker',
       (array['Gen', 'OBC', 'SC', 'ST'])[n % 4 + 1],
       (array['engineering', 'medical', 'pcm', 'foundation', 'ca'])[n % 5 + 1], n % 50 = 0,
       'INR 1,00,000 - 3,00,000', 'Evening', 'Yes', 'Father', 1, 'Nuclear', n % 2 = 0,
       'From a teacher', '88.5', '91', array[n % 9 + 1, n % 7 + 2], 'PCM', 'English', at, at
FROM numbers, world;

-- Where they are.
INSERT INTO "group" (id, type, child_id, inserted_at, updated_at)
SELECT row_number() OVER (), type, id, at, at
FROM (
    SELECT 'school' AS type, id FROM school UNION ALL SELECT 'batch', id FROM batch
    UNION ALL SELECT 'grade', id FROM grade UNION ALL SELECT 'auth_group', id FROM auth_group
    UNION ALL SELECT 'status', id FROM status UNION ALL SELECT 'program', id FROM program
    UNION ALL SELECT 'product', id FROM product
) AS entity, world;
CREATE TEMP TABLE place AS
SELECT n AS user_id, p.type, p.id, g.id AS group_id
FROM numbers, LATERAL (VALUES ('auth_group', n % 5 + 1), ('school', n % 500 + 1),
    ('batch', n % 100 + 1), ('grade', n % 4 + 1)) AS p(type, id)
JOIN "group" AS g ON g.type = p.type AND g.child_id = p.id;
INSERT INTO group_user (user_id, group_id) SELECT user_id, group_id FROM place;
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date, is_current,
                               inserted_at, updated_at)
SELECT user_id, type, id, CASE WHEN type <> 'auth_group' THEN year END, day, true, at, at
FROM place, world;

-- What they attend: every session has one occurrence that is on, and ten that are over.
INSERT INTO session (id, session_id, name, platform, platform_id, platform_link, portal_link,
                     start_time, end_time, meta_data, repeat_schedule, purpose, type, auth_type,
                     redirection, id_generation, signup_form, popup_form, is_active, inserted_at,
                     updated_at)
SELECT n, format('Session_%s', n), 'Physics, laws of motion', 'quiz', 600000 + n,
       format('https://quiz.example.org/%s', n), format('https://portal.example.org/%s', n), at,
       at + interval '10 years',
       jsonb_build_object('batch_id', format('EN-11-Photon-%s', n), 'stream', 'engineering',
           'grade', 11, 'test_type', 'assessment', 'marking_scheme', '4,-1'),
       jsonb_build_object('type', CASE WHEN n % 2 = 0 THEN 'continuous' ELSE 'weekly' END,
           'params', jsonb_build_array(1, 3, 5)),
       jsonb '{"type": "attendance", "sub-type": "quiz"}', 'sign-in', 'ID', true, false, false,
       false, true, at, at
FROM generate_series(1, 2000) AS n, world;
INSERT INTO session_occurrence (session_fk, session_id, start_time, end_time, inserted_at,
                                updated_at)
SELECT n, format('Session_%s', n), at + days * interval '1 day',
       at + CASE WHEN days = 1 THEN interval '10 years' ELSE days * interval '1 day 1 hour' END,
       at, at
FROM generate_series(1, 2000) AS n, generate_series(1, 11) AS days, world;
