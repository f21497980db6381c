"""What the service keeps about itself, and tables of the applications beside it."""

from dbservice.admin.documents import AnyDocument
from dbservice.admin.kinds import Choice
from dbservice.admin.panel import ADMINS_ONLY, READ_ONLY, Panel
from dbservice.admin.paths import told
from dbservice.models import (
    ApiToken,
    DataExport,
    SchoolVisit,
    StaffAccount,
    UserPermission,
)
from dbservice.services.export_records import state

SYSTEM = [
    Panel(
        DataExport,
        label=[DataExport.table_name, DataExport.format],
        show=[
            DataExport.created_at,
            DataExport.created_by,
            DataExport.table_name,
            DataExport.format,
            DataExport.row_count,
            told(DataExport.ending, state),
            DataExport.terms,
        ],
        name="Exports",
        noun="export",
        about="Who has taken which lists out of the service.",
        filters=[DataExport.created_by, DataExport.table_name],
        labels={
            DataExport.created_at: "When",
            DataExport.created_by: "Who",
            DataExport.table_name: "Table",
            DataExport.row_count: "Rows",
            DataExport.ending: "State",
            DataExport.terms: "Search and filters",
        },
        access=READ_ONLY,
    ),
    Panel(
        StaffAccount,
        label=[StaffAccount.username],
        show=[StaffAccount.username, StaffAccount.role, StaffAccount.disabled],
        name="Staff accounts",
        noun="staff account",
        hidden=[StaffAccount.password_hash],
        access=ADMINS_ONLY,
        own_pages="staff",
    ),
    Panel(
        ApiToken,
        label=[ApiToken.name],
        show=[
            ApiToken.name,
            ApiToken.prefix,
            ApiToken.scopes,
            ApiToken.expires_at,
            ApiToken.last_used_at,
            ApiToken.revoked_at,
        ],
        name="API tokens",
        noun="API token",
        hidden=[ApiToken.token_hash],
        access=ADMINS_ONLY,
        own_pages="tokens",
    ),
    Panel(
        UserPermission,
        label=[UserPermission.email],
        show=[
            UserPermission.email,
            UserPermission.role,
            UserPermission.level,
            UserPermission.school_codes,
            UserPermission.read_only,
        ],
        name="Permissions elsewhere",
        noun="permission",
        about="Rights of logins in another application, which owns this table.",
        search=[UserPermission.email],
        filters=[UserPermission.role],
        access=READ_ONLY,
    ),
    Panel(
        SchoolVisit,
        label=[SchoolVisit.school_code, SchoolVisit.visit_date],
        show=[
            SchoolVisit.school_code,
            SchoolVisit.visit_date,
            SchoolVisit.pm_email,
            SchoolVisit.status,
        ],
        name="School visits",
        noun="school visit",
        about="Visits of programme managers; another application owns this table.",
        search=[SchoolVisit.school_code, SchoolVisit.pm_email],
        filters=[SchoolVisit.status, SchoolVisit.visit_date],
        kinds={
            SchoolVisit.status: Choice(choices=("in_progress", "completed")),
            SchoolVisit.data: AnyDocument(),
        },
        access=READ_ONLY,
    ),
]
