"""Who may do what: tokens at the API, staff accounts at the pages, and what browsers may do.

Everything under `/api` needs a token, save the health probes. Pages ask for a staff login by
`staff_required`; `current_staff` is who it is.
"""

from flask import Flask

from dbservice.security import api, caller, cors, headers, hosts, pages, sealing, staff
from dbservice.security.api import caller_may, presented_grant, scope
from dbservice.security.headers import csp_nonce
from dbservice.security.pages import csrf
from dbservice.security.sealing import sealer
from dbservice.security.staff import (
    Staff,
    challenge,
    current_staff,
    refuse_staff_below,
    staff_name,
    staff_required,
)
from dbservice.security.tokens import SECRETS

__all__ = [
    "SECRETS",
    "Staff",
    "caller_may",
    "challenge",
    "csp_nonce",
    "csrf",
    "current_staff",
    "presented_grant",
    "refuse_staff_below",
    "scope",
    "sealer",
    "staff_name",
    "staff_required",
]


def init_app(app: Flask) -> None:
    for part in (sealing, caller, hosts, cors, api, staff, pages, headers):
        part.init_app(app)
