"""Quotas of seats."""

from dbservice.blueprints._creating import Insert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import DemographicProfile

DEMOGRAPHIC_PROFILE = Entity(DemographicProfile, required=(DemographicProfile.category,))

blueprint = resource(
    DEMOGRAPHIC_PROFILE,
    tag="Exams and colleges",
    create=Insert(located=False),
    wrapper="demographic_profile",
)
