"""Where records came from, each import of a file with how far it has come, what was taken, and who waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.approvals.models import ConfirmedRecord, confirmed_whole, whole
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.deciding import WhoItIs
from pathways.store.base import Instant, Record, enum_column

_OPEN, _WAITS = text("ended_at IS NULL"), text("decided_at IS NULL")


class ImportSource(Record):
    """A system that records of one kind come from, under the name that a force gives it. Keys are its own."""

    __tablename__ = "import_source"
    __table_args__ = (UniqueConstraint("organisation_id", "name", "kind"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))


class ImportRun(Record):
    """One import of a file. `position` is the last row that was dealt with: a file that was left in the middle is gone
    on with after it. Of a source one import is open at a time."""

    __tablename__ = "import_run"
    __table_args__ = (
        Index("uq_import_run_open", "source_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ended_after_it_began"),
        whole("undone", "undone_by_id"),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    put_aside: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime] = mapped_column(Instant)
    began_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ImportedRecord(Record):
    """A key of a source and the record that it stands for. `is_new` says that the import made that record.

    Of a person or a detention that is `person_id` or `episode_id`; of what happened later the column of its kind.
    `offence_id` is the offence that was recorded with it; `episode_id` of a referral the visit that was.
    """

    __tablename__ = "imported_record"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)

    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"))
    source_key: Mapped[str] = mapped_column(String(60))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    row_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), index=True)
    is_new: Mapped[bool]
    drug_test_id: Mapped[int | None] = mapped_column(ForeignKey("drug_test.id"), index=True)
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    disposal_id: Mapped[int | None] = mapped_column(ForeignKey("disposal.id"), index=True)
    offence_id: Mapped[int | None] = mapped_column(ForeignKey("offence.id"), index=True)


class PersonSetAside(Record):
    """Somebody in a file who may be a person that is known already. `row_facts` is what the file says of them, until
    somebody has decided; `may_be` are those people, closest first, each with why."""

    __tablename__ = "person_set_aside"
    __table_args__ = (
        UniqueConstraint("source_id", "source_key"),
        Index("ix_person_set_aside_waiting", "source_id", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        whole("decided", "decided_by_id", "who"),
        CheckConstraint("who IS NULL OR (who = 'left_out') = (person_id IS NULL)", name="decided_with_whom"),
        CheckConstraint("who IS NOT NULL OR person_id IS NULL", name="nobody_before_it_is_decided"),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"))
    source_key: Mapped[str] = mapped_column(String(60))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    row_number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(40))
    row_facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    may_be: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    who: Mapped[WhoItIs | None] = mapped_column(enum_column(WhoItIs, "who"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ImportUndoing(ConfirmedRecord):
    """A proposal to take back what one import made, which somebody else confirms."""

    __tablename__ = "import_undoing"
    __table_args__ = (
        *confirmed_whole(),
        Index("uq_import_undoing_waiting", "run_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    reason: Mapped[str] = mapped_column(String(400))
