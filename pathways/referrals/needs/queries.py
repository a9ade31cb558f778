"""Naloxone and the slip of somebody who leaves, and what people said on the needs page."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Select, bindparam, select

from pathways import clock
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.auth.roles import Role, Viewer
from pathways.directory.areas import queries as areas_queries
from pathways.directory.entries import queries as entries_queries
from pathways.documents.kinds import PaperKind
from pathways.documents.models import KeptPaper
from pathways.people.custody.queries import EpisodeView
from pathways.people.models.custody import Episode
from pathways.people.queries import in_sight_since
from pathways.referrals.models.needs_and_consents import DeclaredSubstance, NaloxoneOffer, NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.rules import (
    AreaFrom,
    Housing,
    NaloxoneFacts,
    ScreenFacts,
    Slip,
    SlipLine,
    UseSaid,
    flags_of_drinking,
    harm_first,
    must_answer_naloxone,
)
from pathways.referrals.queries import after_acceptance
from pathways.referrals.steps.queries import disposal_kind_of
from pathways.safeguarding import queries as safeguarding
from pathways.safeguarding.models import Concern, RiskScreen
from pathways.safeguarding.queries import may_be_sent_to
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db
from pathways.store.together import among
from pathways.vocabulary import Answer, Area, Sex, Substance

# What was done before somebody left, and what is on their slip.


def naloxone_facts(row: NaloxoneOffer) -> NaloxoneFacts:
    """An answer as the rules read it."""
    return NaloxoneFacts(answer=row.answer, why_not=row.why_not or "")


def has_required_assessment(viewer: Viewer, episode_id: int) -> bool:
    """Whether one stands that the viewer may know of: liaison and diversion would learn of a test by it."""
    return not viewer.is_liaison and arrest_tests.required_assessment_of(episode_id) is not None


def has_disposal(viewer: Viewer, episode_id: int) -> bool:
    """Whether there is a disposal that the viewer may know of, so conditions may have been signed."""
    return not viewer.is_liaison and disposal_kind_of(episode_id) is not None


def slip_of(view: EpisodeView, *, tells_required: bool = True) -> Slip:
    """The slip: the required assessment and the service of the referral, or else every open service for adults.

    Staff who may not know of a required assessment hand out a slip without it (`tells_required`): it would tell of the
    test. The assessment is on the slip once its notice was handed over: before that there is no time to keep (s.12(6)).
    """
    episode_id, lines = view.episode.id, []
    required = arrest_tests.required_assessment_of(episode_id) if tells_required else None
    named = required.service_id if required and required.notice_served_at else None
    if required is not None and named is not None:
        lines.append(replace(_line(named), when=required.initial_at, is_required=True))
    chosen = db.session.scalar(
        select(Referral.service_id)
        .where(Referral.episode_id == episode_id, Referral.sent_at.is_not(None), Referral.service_id.is_not(None))
        .where(~after_acceptance())
        .order_by(Referral.sent_at.desc(), Referral.id.desc())
        .limit(1)
    )
    if chosen is not None and chosen != named:
        lines.append(_line(chosen))
    if not lines:
        is_no_woman = view.details.sex is not Sex.FEMALE
        open_now = may_be_sent_to(entries_queries.services_open_on(clock.today()), view.person.id)
        services = (service for service in open_now if not service.young_people)
        lines = [_line(service.id) for service in services if not (service.women_only and is_no_woman)]
    # What was signed says whether they agreed to go; a notice that may still be handed over will say that they must.
    waits = required is not None and named is None and not (view.detention and view.detention.released_at)
    if disposal_kind_of(episode_id) is None and not waits:
        lines = [line if line.is_required else replace(line, is_voluntary=True) for line in lines]
    return Slip(lines=tuple(lines))


def _line(service_id: int) -> SlipLine:
    service = entries_queries.service(service_id)
    return SlipLine(service=f"{service.name}, {service.town}", phone=service.phone)


# What people said on the needs page.


@dataclass(frozen=True)
class Screen:
    """A live needs screen: the row, the substances, the risks and naloxone of the episode. `areas` reads the areas."""

    row: NeedScreen
    substances: tuple[Substance, ...]
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None
    areas: Callable[[], Mapping[str, Area]] = field(compare=False, repr=False)

    @cached_property
    def facts(self) -> ScreenFacts:
        """What was said as the rules read it. Only a page that shows it asks for the names of the areas."""
        return _facts(self.row, self.substances, self.areas())

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first, in words."""
        return self.risks.flags + flags_of_drinking(self.row.drinks_daily)

    @property
    def use_answer(self) -> UseSaid:
        return self.row.use_answer

    @property
    def mental_health(self) -> Answer:
        return self.row.mental_health

    @property
    def housing(self) -> Housing:
        return self.row.housing

    @property
    def is_pregnant(self) -> bool:
        """Only a yes counts (`ScreenFacts.is_pregnant`)."""
        return self.row.pregnant is Answer.YES


@dataclass(frozen=True, kw_only=True)
class NeedsAsked:
    """What was asked in one episode, on whichever page: needs, risks, naloxone; whether the slip was printed; and
    whether any concern was raised, which only some viewers may know (`safeguarding_of` decides)."""

    screen: Screen | None
    risks: RiskAnswers
    naloxone_row: NaloxoneOffer | None = None
    slip_printed: bool = False
    has_concern: bool = False

    @property
    def naloxone(self) -> NaloxoneFacts | None:
        """The live answer about naloxone; the row says when it was recorded and by whom."""
        return naloxone_facts(self.naloxone_row) if self.naloxone_row else None

    @property
    def must_answer_naloxone(self) -> bool:
        """Whether naloxone may not stay blank."""
        screen = self.screen
        return must_answer_naloxone(
            use_answer=screen.row.use_answer if screen else None,
            substances=screen.substances if screen else (),
            injected=screen.row.injected if screen else None,
            overdose=self.risks.overdose_last_7_days,
        )

    @property
    def drinks_daily(self) -> bool:
        """Whether they said that they drink every day, or have had shakes or fits on stopping."""
        return self.screen is not None and self.screen.row.drinks_daily is Answer.YES

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first, in words, even before the needs are asked."""
        return self.screen.flags if self.screen else self.risks.flags


# Needs, risks and naloxone have at most one live row an episode; of the substances there is a row for each.
_SLIP = select(KeptPaper.id).where(KeptPaper.kind == PaperKind.SLIP, KeptPaper.about_id == Episode.id)
_RAISED = select(Concern.id).where(Concern.episode_id == Episode.id)
_COLUMNS = (NeedScreen, RiskScreen, NaloxoneOffer, _SLIP.exists(), _RAISED.exists(), DeclaredSubstance.substance)


def with_asked(of_episodes: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement that begins with `Episode.id`, with what was asked in these episodes as its last columns.

    A later room reads what stands beside it in the same statement, and hands the rows to `asked_from`.
    """
    return (
        of_episodes.add_columns(*_COLUMNS)
        .outerjoin(NeedScreen, (NeedScreen.episode_id == Episode.id) & NeedScreen.superseded_at.is_(None))
        .outerjoin(RiskScreen, (RiskScreen.episode_id == Episode.id) & RiskScreen.superseded_at.is_(None))
        .outerjoin(NaloxoneOffer, (NaloxoneOffer.episode_id == Episode.id) & NaloxoneOffer.superseded_at.is_(None))
        .outerjoin(DeclaredSubstance, DeclaredSubstance.need_screen_id == NeedScreen.id)
        .where(Episode.id.in_(bindparam("of_episodes", expanding=True)))
        .order_by(Episode.id, DeclaredSubstance.id)
    )


_ASKED = with_asked(select(Episode.id))


def asked_from(rows: Iterable[Any]) -> dict[int, NeedsAsked]:
    """What was asked, by episode id, from rows that begin and end as `with_asked` makes them."""
    by_episode: dict[int, list[Any]] = {}
    for row in rows:
        by_episode.setdefault(row[0], []).append(row)
    areas = cache(areas_queries.areas_known)
    return {episode_id: _asked(of_episode, areas) for episode_id, of_episode in by_episode.items()}


def _asked(rows: list[Any], areas: Callable[[], Mapping[str, Area]]) -> NeedsAsked:
    needs, answered, given, has_slip, has_concern, _ = rows[0][-len(_COLUMNS) :]
    risks, naloxone = safeguarding.answers_on(answered), naloxone_facts(given) if given else None
    substances = harm_first([row[-1] for row in rows if row[-1] is not None], needs.most_harm) if needs else ()
    return NeedsAsked(
        screen=Screen(needs, substances, risks, naloxone, areas) if needs else None,
        risks=risks,
        naloxone_row=given,
        slip_printed=has_slip,
        has_concern=has_concern,
    )


def asked_of_many(episode_ids: Collection[int]) -> dict[int, NeedsAsked]:
    """What was asked, by episode id, with the substance that does most harm first; one statement for all."""
    return asked_from(db.session.execute(_ASKED, {"of_episodes": list(set(episode_ids))}))


def asked_of(episode_id: int) -> NeedsAsked:
    """What was asked in one episode."""
    return asked_of_many([episode_id]).get(episode_id, NeedsAsked(screen=None, risks=RiskAnswers()))


def screens_of(episode_ids: Collection[int]) -> dict[int, Screen]:
    """The live screens by episode id."""
    return {each: asked.screen for each, asked in asked_of_many(episode_ids).items() if asked.screen}


def screen_of(episode_id: int) -> Screen | None:
    """The live screen of one episode."""
    return asked_of(episode_id).screen


# The episodes are named for both, or PostgreSQL reads every risk screen there is to find these.
_RISKS = among(RiskScreen.episode_id, "of_episodes") & RiskScreen.superseded_at.is_(None)
_FLAGGED = (
    select(NeedScreen.episode_id, NeedScreen.drinks_daily, RiskScreen)
    .outerjoin(RiskScreen, (RiskScreen.episode_id == NeedScreen.episode_id) & _RISKS)
    .where(among(NeedScreen.episode_id, "of_episodes"), NeedScreen.superseded_at.is_(None))
    .order_by(NeedScreen.id)
)


def flags_of(episode_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By episode id, the risks to print first on a list of those whose needs were asked; one statement for all."""
    rows = db.session.execute(_FLAGGED, {"of_episodes": episode_ids}) if episode_ids else ()
    return {
        episode_id: safeguarding.answers_on(risks).flags + flags_of_drinking(drinks_daily)
        for episode_id, drinks_daily, risks in rows
    }


def is_read_here(viewer: Viewer, view: EpisodeView) -> bool:
    """Whether the viewer may read back what was typed about needs and safe contact: at the suite where the person is,
    and for those who decide on the case; for a while after the release; not elsewhere in the force (rule R6)."""
    released = view.detention.released_at if view.detention else None
    if released is not None and released <= in_sight_since():
        return False
    return viewer.role not in (Role.CO, Role.HP) or view.episode.suite_id in (None, viewer.suite_id)


def _facts(row: NeedScreen, substances: tuple[Substance, ...], areas: Mapping[str, Area]) -> ScreenFacts:
    return ScreenFacts(
        use_answer=row.use_answer,
        substances=substances,
        most_harm=row.most_harm,
        how_much=row.how_much,
        drinks_daily=row.drinks_daily,
        injected=row.injected,
        mental_health=row.mental_health,
        housing=row.housing,
        contact_way=row.contact_way,
        contact_number=row.contact_number,
        contact_note=row.contact_note,
        area=areas_queries.area_of(row.area, areas),
        area_from=row.area_from or AreaFrom.SAID,
        outcode=row.outcode,
        pregnant=row.pregnant,
    )
