"""The tables of consents, joint plans, naloxone, needs, transfers and errors said of a referral."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pathways.referrals.consents.rules.consents import SHARED_WITH, ConsentState, Covers, Helped
from pathways.referrals.needs.rules import AreaFrom, ContactWay, Housing, Injected, Naloxone, UseSaid
from pathways.store.base import WHEN_NAMED, Instant, Record, Recorded, Superseded, enum_column, one_live_row
from pathways.vocabulary import Answer, Substance

# Consents as answered.


class Consent(Record):
    """One answer to one question. Rows are added, never changed; a withdrawal or a lapse is a row of its own.

    `shared_with` says whom an agreement to question 4 names; `language` is empty where it was English; a lapse has
    nobody in `taken_by_id`.
    """

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    number: Mapped[int]
    state: Mapped[ConsentState] = mapped_column(enum_column(ConsentState, "state"))
    covers: Mapped[Covers | None] = mapped_column(enum_column(Covers, "covers"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    wording_version: Mapped[int]
    how: Mapped[str | None] = mapped_column(String(10))
    understood: Mapped[bool]
    not_understood_why: Mapped[str | None] = mapped_column(String(200))
    helped: Mapped[Helped | None] = mapped_column(enum_column(Helped, "helped"))
    language: Mapped[str | None] = mapped_column(String(60))
    shared_with: Mapped[str | None] = mapped_column(String(40))
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdraws_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    lapses_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))

    __table_args__ = (
        CheckConstraint("number IN (1, 2, 3, 4)", name="number"),
        CheckConstraint("how IS NULL OR how IN ('signed', 'oral')", name="how"),
        CheckConstraint("state <> 'given' OR number <> 1 OR covers IS NOT NULL", name="referral_consent_says_how_far"),
        CheckConstraint("covers IS NULL OR (number = 1 AND state = 'given')", name="covers_only_a_referral_consent"),
        CheckConstraint("covers IS NULL OR covers <> 'named' OR service_id IS NOT NULL", name="named_service"),
        CheckConstraint("(state = 'withdrawn') = (withdraws_id IS NOT NULL)", name="withdrawal_names_what"),
        CheckConstraint("(state = 'expired') = (lapses_id IS NOT NULL)", name="lapse_names_what"),
        CheckConstraint("(state = 'expired') = (taken_by_id IS NULL)", name="nobody_takes_a_lapse"),
        CheckConstraint(
            "(number = 4 AND state = 'given') = (shared_with IS NOT NULL)",
            name="sharing_names_whom",
        ),
        CheckConstraint(f"shared_with IN ({', '.join(repr(each) for each in SHARED_WITH)})", name="shared_with"),
        CheckConstraint("not_understood_why IS NULL OR NOT understood", name="why_only_if_not_understood"),
        Index(
            "uq_consent_lapses_id",
            "lapses_id",
            unique=True,
            sqlite_where=text("lapses_id IS NOT NULL"),
            postgresql_where=text("lapses_id IS NOT NULL"),
        ),
        Index(
            "ix_consent_given_taken_at",
            "taken_at",
            "id",
            sqlite_where=text("state = 'given'"),
            postgresql_where=text("state = 'given'"),
        ),
    )


# Partners who joined a referral.


_NOT_ENDED = text("ended_at IS NULL")


class JointPlan(Record):
    """A partner service that was asked to join, with the lead there and the lead here. Only one plan for each partner
    runs; it is ended, never changed. It is the service's own: police are told nothing of it."""

    __tablename__ = "joint_plan"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    partner_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    lead_there: Mapped[str] = mapped_column(String(120))
    lead_here_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    since: Mapped[datetime] = mapped_column(Instant)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    end_reason: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)",
            name="ended_whole",
        ),
        Index(
            "uq_joint_plan_live",
            "referral_id",
            "partner_service_id",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
        Index(
            "ix_joint_plan_partner", "partner_service_id", "id", sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED
        ),
    )


# What was done about naloxone before somebody left.


class NaloxoneOffer(Recorded, Superseded):
    """The one answer about naloxone in an episode, whichever page asked. A later answer supersedes it."""

    __tablename__ = "naloxone_offer"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    answer: Mapped[Naloxone] = mapped_column(enum_column(Naloxone, "answer"))
    why_not: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        CheckConstraint(WHEN_NAMED, name="superseded_with_when"),
        CheckConstraint("(answer = 'not_offered') = (why_not IS NOT NULL)", name="why_where_not_offered"),
        one_live_row("naloxone_offer", "episode_id"),
    )


# Needs as said.


class NeedScreen(Recorded, Superseded):
    """What the person said in one sitting. One live row an episode; a later answer supersedes the earlier.

    `area` is the code of an area of the county; `area_from` is empty where the person said it. `outcode` is the first
    part of a postcode. `pregnant` is empty where it was not asked. `most_harm` is one of the substances named, where
    there are several and the person said which. `drinks_daily` is asked where alcohol is named; `how_much` is in their
    words.
    """

    __tablename__ = "need_screen"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    use_answer: Mapped[UseSaid] = mapped_column(enum_column(UseSaid, "use_answer"))
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

    __table_args__ = (
        CheckConstraint(WHEN_NAMED, name="superseded_with_when"),
        CheckConstraint(
            "contact_way NOT IN ('text', 'call') OR contact_number IS NOT NULL",
            name="number_for_a_phone",
        ),
        CheckConstraint(
            "contact_way NOT IN ('meet', 'someone_else') OR contact_number IS NOT NULL OR contact_note IS NOT NULL",
            name="words_where_no_phone",
        ),
        CheckConstraint("most_harm IS NULL OR use_answer = 'named'", name="most_harm_of_those_named"),
        CheckConstraint("drinks_daily IS NULL OR use_answer = 'named'", name="drinking_of_those_named"),
        one_live_row("need_screen", "episode_id"),
    )


class DeclaredSubstance(Record):
    """One substance as the person named it, one row each; mamba has its own. Never a test result."""

    __tablename__ = "declared_substance"

    need_screen_id: Mapped[int] = mapped_column(ForeignKey("need_screen.id"))
    substance: Mapped[Substance] = mapped_column(enum_column(Substance, "substance"))

    __table_args__ = (UniqueConstraint("need_screen_id", "substance"),)


# Transfers of a case to another service, and statements that a referral is an error.


_OPEN, _OVER = text("ended_at IS NULL"), text("ended_at IS NOT NULL")
_WAITS = text("settled_at IS NULL")


class Transfer(Record):
    """A case sent on to a named service. The sender stays responsible until that service says that the person came.

    That service says so on its own page, or in writing to the sender (docs/decisions/0042).

    `service_id` is empty for a service that the directory does not list (a prison team, another county). `how` is the
    event that ended it.
    """

    __tablename__ = "referral_transfer"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    how: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        CheckConstraint("(service_id IS NULL) = (organisation_id IS NULL)", name="service_with_its_organisation"),
        CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ended_with_how"),
        Index("uq_referral_transfer_open", "referral_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        # What is on the way to a provider, the earliest sent first, and what is over, by when.
        Index(
            "ix_referral_transfer_on_the_way",
            "organisation_id",
            "sent_on",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_referral_transfer_over",
            "organisation_id",
            "ended_at",
            "id",
            sqlite_where=_OVER,
            postgresql_where=_OVER,
        ),
    )


class ErrorSaid(Record):
    """A statement that a referral was never made, or is of the wrong person. A manager who did not say so decides."""

    __tablename__ = "referral_error"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    why: Mapped[str] = mapped_column(String(40))
    correct: Mapped[str | None] = mapped_column(String(200))
    said_at: Mapped[datetime] = mapped_column(Instant)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agreed: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint("settled_by_id IS NULL OR settled_by_id <> said_by_id", name="two_people"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (agreed IS NULL)",
            name="settled_whole",
        ),
        Index("uq_referral_error_waiting", "referral_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )
