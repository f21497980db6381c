"""Products."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Product
from dbservice.services import row_keys

PRODUCT = Entity(Product, required=(Product.name,))

blueprint = resource(PRODUCT, tag="Organisation", create=Upsert(row_keys.of(Product)))
