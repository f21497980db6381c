"""Which tables the site shows, and how, by the group of the menu."""

from collections.abc import Mapping, Sequence

from dbservice.admin.panel import Panel
from dbservice.admin.panels.assessment import ASSESSMENT
from dbservice.admin.panels.content import CONTENT
from dbservice.admin.panels.curriculum import CURRICULUM
from dbservice.admin.panels.enrollment import ENROLLMENT
from dbservice.admin.panels.organisation import ORGANISATION
from dbservice.admin.panels.people import PEOPLE
from dbservice.admin.panels.session import SESSIONS
from dbservice.admin.panels.system import SYSTEM
from dbservice.models import (
    Base,
    Change,
    HeadCount,
    Import,
    ImportFile,
    ImportFilePart,
    ImportPreview,
    ImportPreviewRow,
    ImportRow,
    KeptReport,
)

PANELS: Mapping[str, Sequence[Panel]] = {
    "People": PEOPLE,
    "Organisation": ORGANISATION,
    "Enrolment": ENROLLMENT,
    "Sessions": SESSIONS,
    "Curriculum": CURRICULUM,
    "Content": CONTENT,
    "Exams and colleges": ASSESSMENT,
    "System": SYSTEM,
}

# Tables without a panel, and why.
ELSEWHERE: Mapping[type[Base], str] = {
    HeadCount: "the dashboard shows it",
    KeptReport: "the dashboard shows it",
    Change: "the history pages show it",
    Import: "the import pages show it",
    ImportFile: "the import pages show it",
    ImportFilePart: "it holds the bytes of sheets, which the import pages hand out",
    ImportPreview: "the preview pages show it",
    ImportPreviewRow: "the preview pages show it",
    ImportRow: "the import pages show it",
}
