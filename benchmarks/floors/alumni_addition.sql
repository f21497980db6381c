CREATE TEMP TABLE new AS
SELECT r.*, nextval('user_id_seq') AS user_id
FROM sheet AS r LEFT JOIN student AS s USING (student_id) WHERE s.id IS NULL;
INSERT INTO "user" (id, first_name, last_name, gender, phone, inserted_at, updated_at)
SELECT user_id, user_first_name, user_last_name, user_gender, user_phone,
       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM new;
INSERT INTO student (student_id, user_id, category, stream, inserted_at, updated_at)
SELECT student_id, user_id, student_category, student_stream, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM new;
INSERT INTO alumni (student_id, college_id_ug, branch_id_ug, current_status, current_org_name,
                    current_job_city, current_ctc_range, start_year_ug, year_of_graduation_ug,
                    inserted_at, updated_at)
SELECT s.id, c.id, b.id, r.current_status, r.current_org_name, r.current_job_city,
       r.current_ctc_range, r.start_year_ug::int, r.year_of_graduation_ug::int,
       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM sheet AS r
JOIN student AS s USING (student_id)
JOIN college AS c ON c.college_id = r.college_id_ug
JOIN branch AS b ON b.branch_id = r.branch_id_ug
ON CONFLICT (student_id) DO UPDATE
SET college_id_ug = excluded.college_id_ug, branch_id_ug = excluded.branch_id_ug,
    current_status = excluded.current_status, current_org_name = excluded.current_org_name,
    current_job_city = excluded.current_job_city, current_ctc_range = excluded.current_ctc_range,
    start_year_ug = excluded.start_year_ug,
    year_of_graduation_ug = excluded.year_of_graduation_ug, updated_at = excluded.updated_at;
