CREATE TEMP TABLE given AS
SELECT r."chapterCode" AS code, s.id AS subject_id, g.id AS grade_id,
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'chapter', r."chapterName")) AS name
FROM sheet AS r
JOIN subject AS s ON s.name -> 0 ->> 'subject' = r.subject
JOIN grade AS g ON g.number = r.grade::int;
UPDATE chapter AS c
SET name = g.name, subject_id = g.subject_id, grade_id = g.grade_id,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE c.code = g.code;
INSERT INTO chapter (code, name, subject_id, grade_id, inserted_at, updated_at)
SELECT code, name, subject_id, grade_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM given
WHERE code NOT IN (SELECT code FROM chapter);
