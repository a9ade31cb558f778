"""What the rules need to know of one episode: earlier outcomes, fact sheet, offences, settings, gravity table."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, func, or_, select

from pathways import clock
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.testing.queries import usable_result
from pathways.dates import age_on
from pathways.disposals.conditions.rules import Planned
from pathways.disposals.facts.rules.case import CaseRecord, DisposalStepFacts, OffenceFact, facts_of, last_day_to_charge
from pathways.disposals.facts.rules.earlier_outcomes import Prior
from pathways.disposals.facts.rules.gravity import (
    Gravity,
    GravityTable,
    LeafletWords,
    gravest,
    paragraphs_of,
    read_gravity,
)
from pathways.disposals.facts.rules.time_limits import why_no_last_day
from pathways.disposals.models import EarlierOutcome, FactSheet, GravityTableKept, Leaflet, Switch
from pathways.disposals.victims.queries import WAS_TRIED
from pathways.law.queries import law_in_use, law_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind, Setting, as_facts, family_of, in_force
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE, controlled_drugs, drug_on, offence_label
from pathways.people.custody.queries import EpisodeView
from pathways.people.models.custody import Episode
from pathways.refusals import or_out_of_sight
from pathways.safeguarding import queries as safeguarding
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules.concerns import Exploitation
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db, shared_alias
from pathways.store.together import Records, SideBySide

# The earlier outcomes that were found for an episode.


_EARLIER = Records(
    (EarlierOutcome,),
    and_(EarlierOutcome.episode_id == bindparam("of_episode"), EarlierOutcome.superseded_at.is_(None)),
    (EarlierOutcome.given_on.desc(), EarlierOutcome.number),
)
_EARLIER_ALONE = SideBySide(earlier=_EARLIER)


def earlier_outcomes(episode_id: int) -> tuple[EarlierOutcome, ...]:
    """The live earlier outcomes of an episode in sight, the latest first."""
    return tuple(_EARLIER_ALONE.read({"of_episode": episode_id})["earlier"])


def earlier_outcome(episode_id: int, number: int) -> EarlierOutcome:
    """One live earlier outcome by its number. Raises OutOfSight."""
    return or_out_of_sight(next((each for each in earlier_outcomes(episode_id) if each.number == number), None))


def as_prior(row: EarlierOutcome) -> Prior:
    """A stored earlier outcome as the rules read it."""
    return Prior(
        kind=row.kind,
        given_on=row.given_on,
        similar=row.is_similar,
        engaged=row.engaged,
        drug_family=row.drug_family,
        similar_rank_level=row.similar_rank.level if row.similar_rank else None,
    )


def next_earlier_number(episode_id: int) -> int:
    """The number of the next earlier outcome of an episode.

    If two officers take the same number at once, one of them is asked to look again.
    """
    last = db.session.scalar(select(func.max(EarlierOutcome.number)).where(EarlierOutcome.episode_id == episode_id))
    return (last or 0) + 1


# One episode for the rules: its fact sheet, offences and settings, and the facts that follow.


_OTHER_TABLE = shared_alias(GravityTableKept)
_BESIDE_EPISODE = (
    select(
        FactSheet,
        RiskScreen,
        safeguarding.CONCERNS,
        safeguarding.REVIEWED,
        WAS_TRIED,
        GravityTableKept.text,
        GravityTableKept.version,
    )
    .select_from(Episode)
    .outerjoin(FactSheet, and_(FactSheet.episode_id == Episode.id, FactSheet.superseded_at.is_(None)))
    .outerjoin(RiskScreen, safeguarding.LIVE_OF_EPISODE)
    .outerjoin(
        GravityTableKept,
        GravityTableKept.id
        == select(_OTHER_TABLE.id)
        .where(_OTHER_TABLE.organisation_id == Episode.organisation_id, _OTHER_TABLE.valid_from <= bindparam("day"))
        .order_by(_OTHER_TABLE.valid_from.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery(),
    )
    .where(Episode.id == bindparam("of_episode"))
)
"""What stands once beside an episode: its sheet, its risks and concerns, whether the victim was tried, gravity."""
_SHEET = select(FactSheet).where(FactSheet.episode_id == bindparam("of_episode"), FactSheet.superseded_at.is_(None))
_OFFENCES_OF_MANY = (
    select(Offence)
    .where(Offence.episode_id.in_(bindparam("of_episodes", expanding=True)))
    .where(Offence.superseded_at.is_(None), Offence.closed_at.is_(None))
    .order_by(Offence.episode_id, Offence.number, Offence.id)
)
_SWITCHES = Records(
    (Switch,),
    and_(
        Switch.organisation_id == bindparam("of_force"),
        Switch.valid_from <= bindparam("day"),
        or_(Switch.valid_to.is_(None), Switch.valid_to > bindparam("day")),
    ),
    (Switch.valid_from, Switch.id),
)
_SWITCHES_ALONE = SideBySide(switches=_SWITCHES)
_OF_CASE = SideBySide(
    offences=Records(
        (Offence,),
        and_(
            Offence.episode_id == bindparam("of_episode"), Offence.superseded_at.is_(None), Offence.closed_at.is_(None)
        ),
        (Offence.number, Offence.id),
    ),
    earlier=_EARLIER,
    switches=_SWITCHES,
)


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One episode as this room works with it: the person, the answers, the offences and the force's settings."""

    view: EpisodeView
    sheet: FactSheet | None
    offences: tuple[Offence, ...]
    settings: dict[str, Setting]
    age: int
    risks: RiskAnswers
    exploitation: Exploitation
    earlier: tuple[EarlierOutcome, ...] = ()
    victim_tried: bool = False
    gravity_table: GravityTable | None = None

    @property
    def priors(self) -> tuple[Prior, ...]:
        """The earlier outcomes as the rules read them."""
        return tuple(as_prior(row) for row in self.earlier)

    @property
    def answers(self) -> dict[str, str]:
        return self.sheet.answers if self.sheet else {}

    @property
    def case(self) -> CaseRecord:
        """The case as the rules read it. In custody the custody record says whether an adult is needed."""
        detention, offence_on = self.view.detention, self.sheet.offence_on if self.sheet else None
        part6 = self.settings["cfg_pcsc_part6_commenced"]
        return CaseRecord(
            age_at_disposal=self.age,
            appropriate_adult_needed=detention.needs_appropriate_adult if detention else None,
            appropriate_adult_present=bool(detention and detention.appropriate_adult_present),
            offences=tuple(
                OffenceFact(code=row.code, drug_class=_class_of(row.drug, offence_on), drug_family=family_of(row.drug))
                for row in self.offences
            ),
            priors=self.priors,
            victim_tried=self.victim_tried,
            offence_on=offence_on,
            prosecutor_evidence_on=self.sheet.prosecutor_evidence_on if self.sheet else None,
            victim_statement_on=self.sheet.victim_statement_on if self.sheet else None,
            part6_from=part6.since if part6.value is True else None,
            risks_asked=self.risks.all_asked,
            exploitation_indicator=self.exploitation.indicator,
            exploitation_reviewed=self.exploitation.is_reviewed,
        )

    @property
    def offence_words(self) -> tuple[str, ...]:
        """The offences in words, as a document names them."""
        return tuple(words_of(row) for row in self.offences)

    @property
    def charge_by(self) -> date | None:
        """The last day to charge; None if no limit runs or the day of the offence is not known."""
        known = self.facts(DisposalStepFacts(on=clock.today(), rank_level=None))
        if known.get("limitation_applies") is not True:
            return None
        return last_day_to_charge(self.case, known, clock.today())

    @property
    def why_no_last_day(self) -> str:
        """Why no last day to charge is shown, in words."""
        return why_no_last_day(self.facts(DisposalStepFacts(on=clock.today(), rank_level=None)), self.case.offence_on)

    @property
    def keeps_margin_until(self) -> date | None:
        """The last date for conditions that leaves the force's margin to charge; None if no limit is known."""
        last, margin = self.charge_by, self.settings["cfg_charge_margin_days"].value
        return last - timedelta(days=int(margin)) if last and isinstance(margin, int | float) else None

    def facts(
        self, step: DisposalStepFacts, plan: Iterable[Planned] = (), deadline_reason: str = ""
    ) -> dict[str, Value | None]:
        """Every fact and switch for the step that is being taken."""
        settings = as_facts(self.settings)
        return facts_of(self.answers, self.case, step, plan, deadline_reason=deadline_reason, settings=settings)


def case_of(view: EpisodeView) -> CaseView:
    """The case of an episode in sight."""
    today, episode = clock.today(), view.episode
    beside = db.session.execute(_BESIDE_EPISODE, {"of_episode": episode.id, "day": today}).one()
    sheet, screen, concerns, reviewed, victim_tried, text, version = beside
    risks = safeguarding.answers_on(screen)
    rows = _OF_CASE.read({"of_episode": episode.id, "of_force": episode.organisation_id, "day": today})
    return CaseView(
        view=view,
        sheet=sheet,
        offences=tuple(rows["offences"]),
        settings=_settings(rows["switches"]),
        age=age_on(view.details.date_of_birth, today),
        risks=risks,
        exploitation=safeguarding.exploitation_by(risks, concerns=concerns, reviewed=reviewed),
        earlier=tuple(rows["earlier"]),
        victim_tried=bool(victim_tried),
        gravity_table=read_gravity(text, version) if text is not None else None,
    )


def sheet_of(episode_id: int) -> FactSheet | None:
    """The live fact sheet of an episode."""
    return db.session.scalar(_SHEET, {"of_episode": episode_id})


def offences_of(episode_id: int) -> tuple[Offence, ...]:
    """The live offences of an episode that are not closed, in their order."""
    return tuple(offences_of_many([episode_id]).get(episode_id, ()))


def offences_of_many(episode_ids: Collection[int]) -> dict[int, list[Offence]]:
    """The live, open offences of several episodes, by episode, in one statement."""
    offences: dict[int, list[Offence]] = {}
    for offence in db.session.scalars(_OFFENCES_OF_MANY, {"of_episodes": list(episode_ids)}):
        offences.setdefault(offence.episode_id, []).append(offence)
    return offences


def words_of(offence: Offence) -> str:
    """One offence in words: its name with Act and section, or how it was described, and the drug."""
    described, law = offence.code == OTHER_OFFENCE and offence.described_as, law_of(offence.law_version)
    words = str(described or offence_label(offence.code, law))
    drug = controlled_drugs(law).get(offence.drug or "")
    return f"{words} ({drug.name})" if drug else words


def settings_on(organisation_id: int, day: date) -> dict[str, Setting]:
    """Every setting of a force on a day: its own value, else the default."""
    return _settings(_SWITCHES_ALONE.read({"of_force": organisation_id, "day": day})["switches"])


def _settings(rows: Iterable[Switch]) -> dict[str, Setting]:
    own_settings = {
        row.name: Setting(
            switch=SWITCHES[row.name],
            value=tuple(row.value) if isinstance(row.value, list) else row.value,
            source=row.source,
            is_demonstration=row.is_demonstration,
            since=row.valid_from,
        )
        for row in rows
        if row.name in SWITCHES
    }
    return in_force(own_settings)


def sample_id_of(episode_id: int) -> int | None:
    """The id of the test that counts in an episode, for a caution whose reasons rest on it.

    None while its result may not be used: it is held or void, or the laboratory did not confirm it.
    """
    decides = usable_result(episode_id)
    return decides.id if decides else None


def _class_of(drug: str | None, offence_on: date | None) -> str | None:
    """The class of a drug on the day of the offence, or today if that day is not entered."""
    known = drug_on(drug or "", offence_on or clock.today(), law_in_use())
    return known.mda_class if known else None


# What two people of a force signed off: its gravity table and leaflets.


_TABLE = (
    select(GravityTableKept.text, GravityTableKept.version)
    .where(GravityTableKept.organisation_id == bindparam("of_force"), GravityTableKept.valid_from <= bindparam("day"))
    .order_by(GravityTableKept.valid_from.desc())
    .limit(1)
)
_LEAFLET = (
    select(Leaflet)
    .where(Leaflet.organisation_id == bindparam("of_force"), Leaflet.kind == bindparam("of_kind"))
    .where(Leaflet.valid_from <= bindparam("day"))
    .order_by(Leaflet.valid_from.desc())
    .limit(1)
)


def gravity_table_on(organisation_id: int, day: date) -> GravityTable | None:
    """The gravity table of a force on a day; None if it has none, so that gravity is not known."""
    row = db.session.execute(_TABLE, {"of_force": organisation_id, "day": day}).one_or_none()
    return read_gravity(row.text, row.version) if row else None


def leaflet_on(organisation_id: int, kind: Kind, day: date) -> LeafletWords | None:
    """The force's leaflet on a disposal on a day; None if it has signed none off."""
    leaflet = db.session.scalar(_LEAFLET, {"of_force": organisation_id, "of_kind": kind, "day": day})
    if leaflet is None:
        return None
    version = f"{kind.value.lower()}-{leaflet.number}"
    return LeafletWords(kind=kind, version=version, paragraphs=paragraphs_of(leaflet.text), source=leaflet.source)


def gravity_of(case: CaseView, factors: Iterable[str] = ()) -> Gravity | None:
    """The gravity of a case by its force's table today, with the given factors. Every page shows this number."""
    return gravest(case.gravity_table, case.case.offences, factors)
