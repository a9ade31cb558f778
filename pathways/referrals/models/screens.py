"""Needs as said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.rules import AreaFrom, ContactWay, Housing, Injected, Said
from pathways.store import Instant, Record, enum_column
from pathways.vocabulary import Answer, Substance


class NeedScreen(Record):
    """What the person said in one sitting. One live row an episode; a later answer supersedes the earlier.

    `area` is the code of an area of the county; `area_from` is empty where it was said. Of a postcode `outcode` is the
    first part. `pregnant` is empty where it was not asked. `most_harm` is one of the substances named, where there are
    several and the person said which. `drinks_daily` is asked where alcohol is named; `how_much` is in their words.
    """

    __tablename__ = "need_screen"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    said: Mapped[Said] = mapped_column(enum_column(Said, "said"))
    injected: Mapped[Injected] = mapped_column(enum_column(Injected, "injected"))
    mental_health: Mapped[Answer] = mapped_column(enum_column(Answer, "mental_health"))
    housing: Mapped[Housing] = mapped_column(enum_column(Housing, "housing"))
    contact_way: Mapped[ContactWay] = mapped_column(enum_column(ContactWay, "contact_way"))
    contact_number: Mapped[str | None] = mapped_column(String(40))
    contact_note: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(40))
    area_from: Mapped[AreaFrom | None] = mapped_column(enum_column(AreaFrom, "area_from"))
    outcode: Mapped[str | None] = mapped_column(String(4))
    pregnant: Mapped[Answer | None] = mapped_column(enum_column(Answer, "pregnant"))
    most_harm: Mapped[Substance | None] = mapped_column(enum_column(Substance, "most_harm"))
    how_much: Mapped[str | None] = mapped_column(String(120))
    drinks_daily: Mapped[Answer | None] = mapped_column(enum_column(Answer, "drinks_daily"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("need_screen.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint("superseded_by_id IS NULL OR superseded_at IS NOT NULL", name="superseded_with_when"),
        CheckConstraint(
            "contact_way NOT IN ('text', 'call') OR contact_number IS NOT NULL",
            name="number_for_a_phone",
        ),
        CheckConstraint(
            "contact_way NOT IN ('meet', 'someone_else') OR contact_number IS NOT NULL OR contact_note IS NOT NULL",
            name="words_where_no_phone",
        ),
        CheckConstraint("most_harm IS NULL OR said = 'named'", name="most_harm_of_those_named"),
        CheckConstraint("drinks_daily IS NULL OR said = 'named'", name="drinking_of_those_named"),
        Index(
            "uq_need_screen_live",
            "episode_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )


class DeclaredSubstance(Record):
    """One substance as the person named it: as many as said, mamba its own. Never a test result."""

    __tablename__ = "declared_substance"

    need_screen_id: Mapped[int] = mapped_column(ForeignKey("need_screen.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))

    __table_args__ = (UniqueConstraint("need_screen_id", "substance"),)
