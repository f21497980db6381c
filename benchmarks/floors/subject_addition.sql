UPDATE subject AS s
SET name = jsonb_build_array(jsonb_build_object('lang_code', 'en', 'subject', r."Subject")),
    code = r.code, updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE s.name -> 0 ->> 'subject' = r."Subject";
INSERT INTO subject (name, code, inserted_at, updated_at)
SELECT jsonb_build_array(jsonb_build_object('lang_code', 'en', 'subject', r."Subject")), r.code,
       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE r."Subject" NOT IN (SELECT name -> 0 ->> 'subject' FROM subject);
