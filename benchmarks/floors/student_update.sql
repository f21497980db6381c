UPDATE "user" AS u
SET phone = r.user_phone, whatsapp_phone = r.user_whatsapp_phone, address = r.user_address,
    city = r.user_city, pincode = r.user_pincode, updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r JOIN student AS s USING (student_id)
WHERE u.id = s.user_id;
UPDATE student AS s
SET father_phone = r.student_father_phone, category = r.student_category,
    annual_family_income = r.student_annual_family_income,
    number_of_smartphones = r.student_number_of_smartphones,
    school_medium = r.student_school_medium, updated_at = now() AT TIME ZONE 'UTC'
FROM sheet AS r
WHERE s.student_id = r.student_id;
