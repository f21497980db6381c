"""Products."""

from dbservice.blueprints._creating import Upsert
from dbservice.blueprints._entity import Entity
from dbservice.blueprints._resource import resource
from dbservice.models import Product

PRODUCT = Entity(Product, required=(Product.name,))

blueprint = resource(PRODUCT, tag="Organisation", create=Upsert((Product.name, Product.code)))
