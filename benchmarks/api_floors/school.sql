SELECT row_to_json(r)::text FROM (
    SELECT s.id, s.code, s.name, s.udise_code, s.gender_type, s.af_school_category, s.region,
           s.state_code, s.state, s.district_code, s.district, s.block_code, s.block_name, s.board,
           s.user_id, s.program_ids, (
               SELECT row_to_json(u) FROM (
                   SELECT id, email, phone, gender, address, city, district, state, pincode, role,
                          whatsapp_phone, date_of_birth, country, first_name, last_name, region
                   FROM "user" WHERE id = s.user_id
               ) AS u
           ) AS "user"
    FROM school AS s
    WHERE s.id = %(id)s
) AS r
