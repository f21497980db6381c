"""Statuses that a student can have."""

from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Status
from dbservice.services.choices import STATUS_TITLES
from dbservice.services.rules import listed

STATUS = Entity(Status, required=(Status.title,), rules={Status.title: listed(STATUS_TITLES)})

blueprint = resource(STATUS, tag="Organisation")
