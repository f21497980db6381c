"""The admin site: the dashboard, and a view of each table that has a panel."""

from flask import Flask
from flask_admin import Admin
from flask_admin.menu import MenuLink
from flask_admin.theme import Bootstrap4Theme

from dbservice.admin.dashboard import Dashboard
from dbservice.admin.panels import PANELS
from dbservice.admin.view import PanelView
from dbservice.db import db
from dbservice.security import csp_nonce

NAME = "dbservice"
SITE = "admin/site.html"  # the layout that the pages of the whole service share


def init_app(app: Flask) -> None:
    admin = Admin(
        app,
        name=NAME,
        index_view=Dashboard(),
        theme=Bootstrap4Theme(base_template=SITE),
        csp_nonce_generator=csp_nonce,
    )
    admin.add_menu_item(MenuLink("Imports", url="/imports"))
    for group, panels in PANELS.items():
        for panel in panels:
            admin.add_view(PanelView(panel, db, category=group))
    admin.add_menu_item(MenuLink("API", url="/docs/swagger"), target_category="Developers")
