CREATE TEMP TABLE doomed AS
SELECT s.id, g.id AS group_row
FROM sheet AS r
JOIN school AS s ON s.code = r.school_code
JOIN "group" AS g ON g.type = 'school' AND g.child_id = s.id;
DELETE FROM "group" WHERE id IN (SELECT group_row FROM doomed);
DELETE FROM school WHERE id IN (SELECT id FROM doomed);
