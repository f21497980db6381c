"""Groups and their members: the membership as it stands now."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, Sequence, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dbservice.models.base import Base, DefaultedTimestamps, Int4, Timestamps
from dbservice.models.identity import User
from dbservice.models.session import LearningSession


class Group(Timestamps, Base):
    """The handle of an entity: `type` names its table, `child_id` its row."""

    __tablename__ = "group"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="group_type_pkey"),
        Index("group_child_id_type_index", "child_id", "type"),
        Index("group_type_child_id_key", "type", "child_id", unique=True),
    )

    id: Mapped[int] = mapped_column(
        Sequence("group_type_id_seq"), server_default=text("nextval('group_type_id_seq')")
    )
    type: Mapped[str | None]
    child_id: Mapped[Int4 | None]


class GroupUser(DefaultedTimestamps, Base):
    """A person's membership as it stands now."""

    __tablename__ = "group_user"
    __table_args__ = (
        Index("group_user_group_id_index", "group_id"),
        Index("group_user_user_id_index", "user_id"),
        Index("group_user_user_id_group_id_key", "user_id", "group_id", unique=True),
    )

    user_id: Mapped[Int4] = mapped_column(ForeignKey("user.id"))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("group.id", name="group_user_group_type_id_fkey")
    )

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    group: Mapped[Group | None] = relationship(lazy="raise_on_sql")


class GroupSession(DefaultedTimestamps, Base):
    """A session that a group may attend."""

    __tablename__ = "group_session"
    __table_args__ = (
        Index("group_session_group_id_index", "group_id"),
        Index("group_session_session_id_index", "session_id"),
        Index("group_session_session_id_group_id_key", "session_id", "group_id", unique=True),
    )

    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("group.id", name="group_session_group_type_id_fkey")
    )

    session: Mapped[LearningSession | None] = relationship(lazy="raise_on_sql")
    group: Mapped[Group | None] = relationship(lazy="raise_on_sql")
