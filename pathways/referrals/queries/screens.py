"""What people said on the needs page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.directory import queries as directory
from pathways.documents import PaperKind
from pathways.documents.models import KeptPaper
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView
from pathways.referrals.models import DeclaredSubstance, NaloxoneOffer, NeedScreen
from pathways.referrals.queries.leaving import naloxone_facts
from pathways.referrals.rules import AreaFrom, NaloxoneFacts, ScreenFacts, harm_first, must_answer_naloxone
from pathways.safeguarding import queries as safeguarding
from pathways.safeguarding.models import Concern, RiskScreen
from pathways.safeguarding.rules import RiskAnswers
from pathways.store import db
from pathways.vocabulary import Answer, Area

READ_BACK_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Screen:
    """A live needs screen: the row, what was said as the rules read it, and the risks, which are asked once for all."""

    row: NeedScreen
    facts: ScreenFacts
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first, in words."""
        return self.risks.flags + self.facts.flags


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked in one episode, on whichever page: the needs, the risks, the naloxone; whether the slip that they
    take away was printed; and whether any concern was raised, for whoever may know of it (`safeguarding_of` says)."""

    screen: Screen | None
    risks: RiskAnswers
    naloxone: NaloxoneFacts | None
    slip_printed: bool = False
    has_concern: bool = False

    @property
    def must_answer_naloxone(self) -> bool:
        """Whether naloxone may not stay blank."""
        facts = self.screen.facts if self.screen else None
        return must_answer_naloxone(
            said=facts.said if facts else None,
            substances=facts.substances if facts else (),
            injected=facts.injected if facts else None,
            overdose=self.risks.overdose_last_7_days,
        )

    @property
    def drinks_daily(self) -> bool:
        """Whether they said that they drink every day, or have had shakes or fits on stopping."""
        return self.screen is not None and self.screen.facts.drinks_daily is Answer.YES

    @property
    def flags(self) -> tuple[str, ...]:
        """The risks to print first, in words, also before the needs are asked."""
        return self.screen.flags if self.screen else self.risks.flags


# Of each of the three one row an episode is live.
_SLIP = select(KeptPaper.id).where(KeptPaper.kind == PaperKind.SLIP, KeptPaper.about_id == Episode.id)
_RAISED = select(Concern.id).where(Concern.episode_id == Episode.id)
_ASKED = (
    select(Episode.id, NeedScreen, RiskScreen, NaloxoneOffer, _SLIP.exists(), _RAISED.exists())
    .outerjoin(NeedScreen, (NeedScreen.episode_id == Episode.id) & NeedScreen.superseded_at.is_(None))
    .outerjoin(RiskScreen, (RiskScreen.episode_id == Episode.id) & RiskScreen.superseded_at.is_(None))
    .outerjoin(NaloxoneOffer, (NaloxoneOffer.episode_id == Episode.id) & NaloxoneOffer.superseded_at.is_(None))
    .where(Episode.id.in_(bindparam("of_episodes", expanding=True)))
    .order_by(Episode.id)
)
_NAMED = (
    select(DeclaredSubstance)
    .where(DeclaredSubstance.need_screen_id.in_(bindparam("of_screens", expanding=True)))
    .order_by(DeclaredSubstance.id)
)


def asked_of_many(episode_ids: Collection[int]) -> dict[int, Asked]:
    """What was asked by episode id, with the substance that does most harm first; a few statements for all."""
    rows = db.session.execute(_ASKED, {"of_episodes": list(set(episode_ids))}).all()
    said: dict[int, list[DeclaredSubstance]] = defaultdict(list)
    areas = directory.areas_known() if any(needs is not None for _, needs, *_ in rows) else {}
    if screens := [needs.id for _, needs, *_ in rows if needs is not None]:
        for each in db.session.scalars(_NAMED, {"of_screens": screens}):
            said[each.need_screen_id].append(each)
    found = {}
    for episode_id, needs, answered, given, has_slip, has_concern in rows:
        risks, naloxone = safeguarding.answers_on(answered), naloxone_facts(given) if given else None
        screen = Screen(needs, _facts(needs, said[needs.id], areas), risks, naloxone) if needs else None
        found[episode_id] = Asked(
            screen=screen, risks=risks, naloxone=naloxone, slip_printed=has_slip, has_concern=has_concern
        )
    return found


def asked_of(episode_id: int) -> Asked:
    """What was asked in one episode."""
    return asked_of_many([episode_id]).get(episode_id, Asked(screen=None, risks=RiskAnswers(), naloxone=None))


def screens_of(episode_ids: Collection[int]) -> dict[int, Screen]:
    """The live screens by episode id."""
    return {each: asked.screen for each, asked in asked_of_many(episode_ids).items() if asked.screen}


def screen_of(episode_id: int) -> Screen | None:
    """The live screen of one episode."""
    return asked_of(episode_id).screen


def is_read_here(viewer: Viewer, view: EpisodeView) -> bool:
    """Whether the viewer may read back what was typed of needs and safe contact: at the suite where the person is, and
    by whoever decides on the case, until 28 days after the release; not by a desk elsewhere in the force (trust.md)."""
    released = view.detention.released_at if view.detention else None
    if released is not None and clock.now() >= released + READ_BACK_FOR:
        return False
    return viewer.role not in (Role.CO, Role.HP) or view.episode.suite_id in (None, viewer.suite_id)


def _facts(row: NeedScreen, substances: Iterable[DeclaredSubstance], areas: Mapping[str, Area]) -> ScreenFacts:
    return ScreenFacts(
        said=row.said,
        substances=harm_first([substance.substance for substance in substances], row.most_harm),
        most_harm=row.most_harm,
        how_much=row.how_much,
        drinks_daily=row.drinks_daily,
        injected=row.injected,
        mental_health=row.mental_health,
        housing=row.housing,
        contact_way=row.contact_way,
        contact_number=row.contact_number,
        contact_note=row.contact_note,
        area=directory.area_of(row.area, areas),
        area_from=row.area_from or AreaFrom.SAID,
        outcode=row.outcode,
        pregnant=row.pregnant,
    )
