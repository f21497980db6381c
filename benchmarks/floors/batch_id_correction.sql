UPDATE batch AS b SET batch_id = r.new_batch_id, updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE b.batch_id = r.old_batch_id;
CREATE TEMP TABLE listed AS
SELECT s.id, jsonb_set(s.meta_data, '{batch_id}', to_jsonb(
           string_agg(coalesce(r.new_batch_id, e), ',' ORDER BY place))) AS meta_data
FROM session AS s,
     unnest(string_to_array(s.meta_data ->> 'batch_id', ',')) WITH ORDINALITY AS entry(e, place)
     LEFT JOIN sheet AS r ON r.old_batch_id = e
GROUP BY s.id HAVING count(r) > 0;
UPDATE session AS s SET meta_data = l.meta_data, updated_at = now() AT TIME ZONE 'UTC'
FROM listed AS l
WHERE s.id = l.id;
