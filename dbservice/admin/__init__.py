"""The admin site: the dashboard, and the rows of each table that has a panel."""

from flask import Flask
from flask_admin import Admin
from flask_admin.menu import MenuLink
from flask_admin.theme import Bootstrap4Theme

from dbservice.admin import acts, pages, registry
from dbservice.admin.acts import ActsView
from dbservice.admin.api_tokens import TokenPages
from dbservice.admin.dashboard import Dashboard
from dbservice.admin.heads import HeadsView
from dbservice.admin.history_pages import HistoryView
from dbservice.admin.own_account import AccountPage
from dbservice.admin.pages import PanelLink
from dbservice.admin.panels import PANELS
from dbservice.admin.quality import QualityView
from dbservice.admin.search_pages import SearchView
from dbservice.admin.staff_accounts import StaffPages
from dbservice.admin.trash_pages import TrashView
from dbservice.admin.view import RowsView, address_with
from dbservice.security import csp_nonce

NAME = "dbservice"
SITE = "admin/site.html"  # the layout that the pages of the whole service share


def init_app(app: Flask) -> None:
    pages.init_app(app)
    acts.init_app(app)
    admin = Admin(
        app,
        name=NAME,
        index_view=Dashboard(),
        theme=Bootstrap4Theme(base_template=SITE),
        csp_nonce_generator=csp_nonce,
    )
    app.jinja_env.globals["address_with"] = address_with
    admin.add_menu_item(MenuLink("Imports", url="/imports"))
    for group, panels in PANELS.items():
        for panel in panels:
            registry.add(panel)
            admin.add_menu_item(PanelLink(panel), target_category=group)
    admin.add_view(ActsView())
    admin.add_view(RowsView())
    admin.add_view(HistoryView())
    admin.add_view(TrashView())
    admin.add_view(SearchView())
    admin.add_view(HeadsView())
    admin.add_view(QualityView(category="System"))
    admin.add_view(AccountPage())
    admin.add_view(StaffPages())
    admin.add_view(TokenPages())
    admin.add_menu_item(MenuLink("API", url="/docs/swagger"), target_category="Developers")
