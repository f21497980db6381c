-- The organisation that sheets of every type are imported into. The table `numbers` holds 1 to the
-- number of rows a sheet will have, and triggers are off. Rows of the same kind have ids one after
-- another, so that what refers to them can be computed.

CREATE TEMP TABLE half AS SELECT n FROM numbers WHERE n <= (SELECT max(n) / 2 FROM numbers);
CREATE TEMP TABLE world AS SELECT max(n) AS rows, timestamp '2025-06-15' AS at FROM numbers;

-- What people are enrolled in.
INSERT INTO grade (id, number, inserted_at, updated_at)
SELECT n, n + 8, at, at FROM generate_series(1, 4) AS n, world;
INSERT INTO status (id, title, inserted_at, updated_at)
SELECT n, title, at, at
FROM unnest('{enrolled,dropout,registered}'::text[]) WITH ORDINALITY AS s(title, n), world;
INSERT INTO auth_group (id, name, locale, inserted_at, updated_at)
SELECT 1, 'EnableStudents', 'en', at, at FROM world
UNION ALL SELECT 1 + n, format('Team %s', lpad(n::text, 6, '0')), 'en', at, at FROM half, world;
INSERT INTO product (id, name, code, mode, inserted_at, updated_at)
SELECT n, format('Product %s', lpad(n::text, 6, '0')), format('P%s', lpad(n::text, 6, '0')),
       'Online', at, at FROM half, world;
INSERT INTO program (id, name, product_id, donor, state, inserted_at, updated_at)
SELECT n, format('Program %s', lpad(n::text, 6, '0')), n, 'Nobody', 'Delhi', at, at
FROM half, world;
INSERT INTO batch (id, batch_id, name, program_id, metadata, inserted_at, updated_at)
SELECT n, format('EN-%s-Photon-%s', (n - 1) % 2 + 11, lpad((n - 1)::text, 3, '0')), 'Photon', 1,
       jsonb '{}', at, at FROM generate_series(1, 60) AS n, world
UNION ALL
SELECT 60 + n, format('B%s', lpad(n::text, 6, '0')), format('Batch %s', n),
       (n - 1) % (rows / 2) + 1, '{"stream": "engineering"}', at, at FROM numbers, world;
INSERT INTO school (id, code, name, user_id, af_school_category, district, district_code, state,
                    state_code, region, udise_code, inserted_at, updated_at)
SELECT n, format('SCH%s', lpad((n - 1)::text, 3, '0')), 'Jawahar Vidyalaya', NULL, 'JNV', 'Pune',
       '12', 'Maharashtra', 'MH', 'Pune', text '', at, at FROM generate_series(1, 40) AS n, world
UNION ALL
SELECT 40 + n, format('U%s', lpad(n::text, 6, '0')), 'Not in use', 4 * rows + n, 'JNV', 'Pune',
       '12', 'Maharashtra', 'MH', 'Pune', lpad(n::text, 11, '0'), at, at FROM numbers, world;
INSERT INTO session (id, name, session_id, platform, platform_id, meta_data, start_time, end_time,
                     inserted_at, updated_at)
SELECT n, 'Physics', format('Session_%s', n), 'quiz', n::text,
       jsonb_build_object('stream', 'engineering', 'batch_id', format(
           'B%s,EN-11-Photon-000', lpad(n::text, 6, '0'))), at, at, at, at
FROM numbers, world;

-- Content.
INSERT INTO curriculum (id, name, inserted_at, updated_at)
SELECT n, name, at, at
FROM unnest('{CBSE,JEE,NEET,ICSE}'::text[]) WITH ORDINALITY AS c(name, n), world;
INSERT INTO purpose (id, name, inserted_at, updated_at)
SELECT n, name, at, at
FROM unnest('{Learning,Practice,Revision}'::text[]) WITH ORDINALITY AS p(name, n), world;
INSERT INTO subject (id, name, code, inserted_at, updated_at)
SELECT n, jsonb_build_array(jsonb_build_object('lang_code', 'en', 'subject', name)), left(name, 1),
       at, at
FROM unnest('{Physics,Chemistry,Maths}'::text[]) WITH ORDINALITY AS s(name, n), world
UNION ALL
SELECT 3 + n, jsonb_build_array(jsonb_build_object(
           'lang_code', 'en', 'subject', format('Subject %s', lpad(n::text, 6, '0')))), 'S', at, at
FROM half, world;
INSERT INTO chapter (id, code, name, subject_id, grade_id, inserted_at, updated_at)
SELECT n, format('C%s', lpad(n::text, 6, '0')),
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'chapter', 'Motion')), n % 3 + 1, 3,
       at, at FROM half, world;
INSERT INTO topic (id, code, name, chapter_id, inserted_at, updated_at)
SELECT n, format('C%s.1', lpad(n::text, 6, '0')),
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'topic', 'Speed')), n, at, at
FROM half, world;
INSERT INTO topic_curriculum (topic_id, curriculum_id, inserted_at, updated_at)
SELECT n, 1, at, at FROM half, world;
INSERT INTO resource (id, code, name, type, subtype, source, type_params, purpose_ids, inserted_at,
                      updated_at)
SELECT n, format('V%s', lpad(n::text, 6, '0')),
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'resource', 'A video')), 'video',
       'lecture', 'youtube',
       jsonb_build_object('src_link', format('https://example.org/v/%s', n)), '{1}', at, at
FROM half, world;
INSERT INTO resource_curriculum (resource_id, curriculum_id, grade_id, subject_id, inserted_at,
                                 updated_at)
SELECT n, 1, 3, n % 3 + 1, at, at FROM half, world;
INSERT INTO resource_topic (resource_id, topic_id, inserted_at, updated_at)
SELECT n, n, at, at FROM half, world;

-- People: students who are enrolled (E), who have dropped out (D), who are not enrolled (N);
-- teachers (T); and the users that schools log in as.
INSERT INTO "user" (id, first_name, last_name, gender, date_of_birth, phone, whatsapp_phone,
                    address, city, district, state, pincode, inserted_at, updated_at)
SELECT p * rows + n, 'Asha', 'Patil', 'Female', date '2009-04-30', lpad(n::text, 10, '9'),
       lpad(n::text, 10, '9'), format('%s, Station Road', n), 'Pune', 'Pune', 'Maharashtra',
       '411001', at, at
FROM generate_series(0, 3) AS p, numbers, world
UNION ALL
SELECT 4 * rows + n, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'Pune', 'Maharashtra', NULL,
       at, at
FROM numbers, world;
INSERT INTO student (id, user_id, student_id, apaar_id, status, grade_id, father_name,
                     father_phone, father_profession, mother_name, mother_profession, category,
                     stream, annual_family_income, has_internet_access, physically_handicapped,
                     school_medium, inserted_at, updated_at)
SELECT p * rows + n, p * rows + n, format('%s%s', substr('EDN', p + 1, 1), lpad(n::text, 9, '0')),
       (900000000000 + p * rows + n)::text, CASE p WHEN 1 THEN 'dropout' END,
       CASE WHEN p < 2 THEN 3 END, 'Ramesh Patil', lpad(n::text, 10, '8'), 'Farmer',
       'Sunita Patil', 'Nurse', 'OBC', 'engineering', '1-3 lakh', 'Yes', false, 'Marathi', at, at
FROM generate_series(0, 2) AS p, numbers, world;
INSERT INTO teacher (id, user_id, teacher_id, subject_id, is_af_teacher, inserted_at, updated_at)
SELECT n, 3 * rows + n, format('T%s', lpad(n::text, 6, '0')), 1, true, at, at FROM numbers, world;

INSERT INTO "group" (type, child_id, inserted_at, updated_at)
SELECT type, id, at, at FROM world, (
    SELECT 'grade' AS type, id FROM grade UNION ALL SELECT 'status', id FROM status
    UNION ALL SELECT 'auth_group', id FROM auth_group UNION ALL SELECT 'product', id FROM product
    UNION ALL SELECT 'program', id FROM program UNION ALL SELECT 'batch', id FROM batch
    UNION ALL SELECT 'school', id FROM school) AS entity
ORDER BY type, id;

-- Where each of them is now: students in four groups, teachers in three.
CREATE TEMP TABLE place AS
SELECT p * rows + n AS user_id, type, id
FROM world, numbers, generate_series(0, 1) AS p,
     LATERAL (VALUES ('auth_group', 1), ('school', n % 40 + 1), ('batch', n % 60 + 1), ('grade', 3))
         AS place(type, id)
UNION ALL
SELECT 3 * rows + n, type, id
FROM world, numbers,
     LATERAL (VALUES ('auth_group', (n - 1) % (rows / 2) + 2), ('batch', n % 60 + 1), ('grade', 3))
         AS place(type, id)
ORDER BY 1;
INSERT INTO group_user (user_id, group_id, inserted_at, updated_at)
SELECT p.user_id, g.id, at, at
FROM place AS p JOIN "group" AS g ON g.type = p.type AND g.child_id = p.id, world
ORDER BY p.user_id, g.id;
-- The year before, of those who are enrolled.
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date, end_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, type, CASE type WHEN 'grade' THEN 2 WHEN 'batch' THEN id % 60 + 1 ELSE id END,
       '2024-2025', '2024-06-15', '2025-06-15', false, at, at
FROM place, world WHERE user_id <= rows AND type <> 'auth_group' ORDER BY user_id, type;
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date, end_date,
                               is_current, inserted_at, updated_at)
SELECT user_id, type, id, CASE WHEN type <> 'auth_group' THEN '2025-2026' END, '2025-06-15',
       CASE WHEN is_over THEN date '2025-11-01' END, NOT is_over, at, at
FROM (SELECT *, user_id > rows AND user_id <= 2 * rows AS is_over
      FROM place, world) AS placed
ORDER BY user_id, type;
INSERT INTO enrollment_record (user_id, group_type, group_id, academic_year, start_date,
                               is_current, inserted_at, updated_at)
SELECT rows + n, 'status', 2, '2025-2026', '2025-11-01', true, at, at FROM numbers, world;
INSERT INTO dropout (record_id, closed_record_ids)
SELECT max(id) FILTER (WHERE is_current), array_agg(id ORDER BY id) FILTER (WHERE NOT is_current)
FROM enrollment_record, world WHERE user_id > rows AND user_id <= 2 * rows GROUP BY user_id;

INSERT INTO college (id, college_id, name, inserted_at, updated_at)
SELECT n, format('COL%s', lpad(n::text, 3, '0')), format('College %s', n), at, at
FROM generate_series(1, 100) AS n, world;
INSERT INTO branch (id, branch_id, name, inserted_at, updated_at)
SELECT n, format('BR%s', lpad(n::text, 3, '0')), format('Branch %s', n), at, at
FROM generate_series(1, 100) AS n, world;
INSERT INTO alumni (student_id, college_id_ug, branch_id_ug, current_status, inserted_at,
                    updated_at)
SELECT n, 1, 1, 'Studying', at, at FROM half, world;
