"""Who is and was enrolled where; the rules of enrolment write these tables, nobody by hand."""

from dbservice.admin import group_page
from dbservice.admin.filters import Recorded
from dbservice.admin.kinds import Choice
from dbservice.admin.labels import of_kinds, words
from dbservice.admin.panel import READ_ONLY, Panel
from dbservice.admin.paths import path, told
from dbservice.models import (
    Base,
    Dropout,
    EnrollmentRecord,
    Group,
    GroupSession,
    GroupUser,
)
from dbservice.services.groups import GROUP_TYPES, GroupKind

ENTITIES: dict[str, type[Base]] = {kind.value: model for model, kind in GROUP_TYPES.items()}
KINDS = Choice(choices=tuple(GroupKind))
ENROLLED_IN = of_kinds(EnrollmentRecord.group_type, EnrollmentRecord.group_id, ENTITIES)
HANDLE_OF = of_kinds(Group.type, Group.child_id, ENTITIES)

ENROLLMENT = [
    Panel(
        EnrollmentRecord,
        label=[EnrollmentRecord.user, ENROLLED_IN],
        show=[
            EnrollmentRecord.user,
            EnrollmentRecord.group_type,
            told(EnrollmentRecord.group_id, ENROLLED_IN),
            EnrollmentRecord.academic_year,
            EnrollmentRecord.start_date,
            EnrollmentRecord.end_date,
            EnrollmentRecord.is_current,
        ],
        name="Enrolment records",
        noun="enrolment record",
        about="Every span of enrolment, in the past and now.",
        search=[EnrollmentRecord.user],
        filters=[
            EnrollmentRecord.group_type,
            EnrollmentRecord.academic_year,
            EnrollmentRecord.is_current,
            Recorded(path(EnrollmentRecord.inserted_at), "Recorded"),
        ],
        labels={
            EnrollmentRecord.user: "Person",
            EnrollmentRecord.group_type: "Kind",
            EnrollmentRecord.group_id: "Enrolled in",
            EnrollmentRecord.is_current: "Current",
        },
        kinds={EnrollmentRecord.group_type: KINDS},
        access=READ_ONLY,
        large=True,
    ),
    Panel(
        GroupUser,
        label=[GroupUser.user, GroupUser.group],
        show=[GroupUser.user, GroupUser.group, GroupUser.inserted_at],
        name="Memberships",
        noun="membership",
        about="Who is where now.",
        search=[GroupUser.user],
        filters=[GroupUser.user, GroupUser.group],
        labels={GroupUser.user: "Person"},
        access=READ_ONLY,
        large=True,
    ),
    Panel(
        Group,
        label=[words(Group.type), HANDLE_OF],
        show=[Group.type, told(Group.child_id, HANDLE_OF)],
        about="The handle of each school, batch, grade …: what people are members of.",
        filters=[Group.type],
        labels={Group.type: "Kind", Group.child_id: "Handle of"},
        kinds={Group.type: KINDS},
        access=READ_ONLY,
        template="admin/group.html",
        context=group_page.context,
    ),
    Panel(
        GroupSession,
        label=[GroupSession.session, GroupSession.group],
        show=[GroupSession.session, GroupSession.group],
        name="Sessions of groups",
        noun="session of a group",
        about="Which group may attend which session.",
        search=[GroupSession.session],
        filters=[GroupSession.session, GroupSession.group],
        access=READ_ONLY,
        large=True,
    ),
    Panel(
        Dropout,
        label=[Dropout.record],
        show=[Dropout.record, Dropout.closed_record_ids],
        about="Which records a dropout has closed, so that it can be undone.",
        access=READ_ONLY,
        large=True,
    ),
]
