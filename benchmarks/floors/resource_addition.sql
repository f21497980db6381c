CREATE TEMP TABLE given AS
SELECT r.code, r."resourceType" AS type, r."resourceSubType" AS subtype,
       r."resourceSource" AS source, r.curriculum, g.id AS grade_id, s.id AS subject_id,
       t.id AS topic_id,
       (SELECT array_agg(p.id ORDER BY p.id) FROM purpose AS p
        WHERE p.name = ANY(string_to_array(r."resourcePurpose", ', '))) AS purpose_ids,
       jsonb_build_object('src_link', r."resourceLink") AS type_params,
       jsonb_build_array(jsonb_build_object('lang_code', 'en', 'resource', r."resourceName"))
           AS name
FROM sheet AS r
JOIN grade AS g ON g.number = r.grade::int
JOIN subject AS s ON s.name -> 0 ->> 'subject' = r.subject
JOIN topic AS t ON t.code = r."topicCode";
UPDATE resource AS v
SET name = g.name, type = g.type, subtype = g.subtype, source = g.source,
    purpose_ids = g.purpose_ids, type_params = v.type_params || g.type_params,
    updated_at = now() AT TIME ZONE 'UTC'
FROM given AS g
WHERE v.code = g.code;
INSERT INTO resource (code, name, type, subtype, source, purpose_ids, type_params, inserted_at,
                      updated_at)
SELECT code, name, type, subtype, source, purpose_ids, type_params, now() AT TIME ZONE 'UTC',
       now() AT TIME ZONE 'UTC'
FROM given
WHERE code NOT IN (SELECT code FROM resource);
CREATE TEMP TABLE place AS
SELECT v.id AS resource_id, c.id AS curriculum_id, g.grade_id, g.subject_id
FROM given AS g JOIN resource AS v USING (code)
JOIN curriculum AS c ON c.name = ANY(string_to_array(g.curriculum, ', '));
UPDATE resource_curriculum AS l
SET grade_id = p.grade_id, subject_id = p.subject_id, updated_at = now() AT TIME ZONE 'UTC'
FROM place AS p
WHERE l.resource_id = p.resource_id AND l.curriculum_id = p.curriculum_id;
INSERT INTO resource_curriculum (resource_id, curriculum_id, grade_id, subject_id, inserted_at,
                                 updated_at)
SELECT *, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' FROM place ON CONFLICT DO NOTHING;
INSERT INTO resource_topic (resource_id, topic_id, inserted_at, updated_at)
SELECT v.id, g.topic_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM given AS g JOIN resource AS v USING (code)
ON CONFLICT DO NOTHING;
