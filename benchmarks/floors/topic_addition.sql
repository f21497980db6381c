CREATE TEMP TABLE given AS
SELECT r."topicCode" AS code, c.id AS chapter_id, v.id AS resource_id, r.curriculum,
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'topic', r."topicName")) AS name
FROM sheet AS r
JOIN chapter AS c ON c.code = r."chapterCode"
LEFT JOIN resource AS v ON v.code = r.code;
UPDATE topic AS t
SET name = g.name, chapter_id = g.chapter_id, updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE t.code = g.code;
INSERT INTO topic (code, name, chapter_id, inserted_at, updated_at)
SELECT code, name, chapter_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM given
WHERE code NOT IN (SELECT code FROM topic);
INSERT INTO topic_curriculum (topic_id, curriculum_id, inserted_at, updated_at)
SELECT t.id, c.id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM given AS g JOIN topic AS t USING (code)
JOIN curriculum AS c ON c.name = ANY(string_to_array(g.curriculum, ', '))
ON CONFLICT DO NOTHING;
INSERT INTO resource_topic (topic_id, resource_id, inserted_at, updated_at)
SELECT t.id, g.resource_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM given AS g JOIN topic AS t USING (code)
WHERE g.resource_id IS NOT NULL;
