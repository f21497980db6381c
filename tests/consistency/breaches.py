"""For each check, statements that break what it checks, and what the checks then have to say.

Some rules imply others: what breaks one of those breaks the other, and both say so.
"""

from tests.consistency.enrolment_breaches import OF_ENROLMENTS
from tests.consistency.reference_breaches import OF_REFERENCES

BREACHES = OF_ENROLMENTS | OF_REFERENCES
