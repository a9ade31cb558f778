"""What the guards of the steps read about a disposal, and why a step is closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, select

from pathways import clock, dates
from pathways.auth.roles import Viewer
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.facts.rules.case import FROM_THE_OFFENCE
from pathways.disposals.facts.rules.fact_sheet import stated
from pathways.disposals.models import Disposal, DisposalEvent, FactSheet, MonitoringContact, OutcomeRecord
from pathways.disposals.outcome_codes.queries import CODES
from pathways.disposals.proposal.queries import DisposalView, events_of, victim_is_known
from pathways.disposals.steps.rules.guards import DisposalStanding, why_closed
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, is_ended
from pathways.disposals.victims.queries import WAS_TRIED
from pathways.law.rules.disposal_terms import Kind
from pathways.people.deaths.queries import death_of
from pathways.people.identity.rules import adult_form_bars
from pathways.people.models.custody import Episode
from pathways.store.base import db
from pathways.store.together import Records, SideBySide


@dataclass(frozen=True)
class Prosecutor:
    """The last decision of the prosecutor: "not_sought", "sought", "authorised", "refused" or "returned"."""

    decision: str = "not_sought"
    dpp_consent: bool = False


_DECIDED = {
    "refer_cps": "sought",
    "cps_authorises": "authorised",
    "cps_refuses": "refused",
    "cps_returns": "returned",
}


def prosecutor_of(events: Iterable[DisposalEvent]) -> Prosecutor:
    """The last decision of the Crown Prosecution Service, from the events of a disposal."""
    last = Prosecutor()
    for event in events:
        if event.event == "provider_unavailable":
            last = Prosecutor()  # the service cannot provide what was authorised, so authority is asked again
        if event.event in _DECIDED:
            last = Prosecutor(_DECIDED[event.event], event.recorded.get("dpp_consent") == "yes")
    return last


def standing_of(viewer: Viewer, disposal_view: DisposalView, case: CaseView) -> DisposalStanding:
    """What the guards read today. A death counts only if the viewer may be told of it. `case` is of its episode."""
    disposal, today = disposal_view.disposal, clock.today()
    return DisposalStanding(
        today=today,
        is_dead=death_of(viewer, disposal_view.view.person) is not None,
        is_under_18=bool(adult_form_bars(disposal_view.view.details, today)),
        victim_exists=_may_exist(disposal, case.sheet.answers if case.sheet else None, was_tried=case.victim_tried),
        deadlines=tuple(row.due_on for row in disposal_view.open_conditions),
        charge_by=disposal.limitation_on,
        latest_possible_on=_latest_possible(disposal, case),
        ends_on=disposal.ends_on,
        in_effect_on=dates.london_date(disposal.signed_at) if disposal.signed_at else None,
        service_failed=_last_step(disposal_view) == "provider_unavailable",
    )


def _last_step(disposal_view: DisposalView) -> str:
    """The last step of a disposal, without those about a death."""
    of_a_death = ("person_died", DEATH_TAKEN_BACK)
    return next((event.event for event in reversed(disposal_view.events) if event.event not in of_a_death), "")


def closed_words(disposal: Disposal, event: str, events: Iterable[DisposalEvent] | None = None) -> str:
    """Why a disposal cannot take a step in its state, since when, and which steps come first, in words.

    `events` are those of the disposal, of a caller that has read them.
    """
    taken = events_of(disposal.id) if events is None else events
    came_at = [event.at for event in taken if event.from_state is not event.to_state]
    since = dates.london_date(came_at[-1]) if came_at else None
    ends_on = disposal.ends_on if not is_ended(disposal.kind, disposal.state) else None
    return why_closed(disposal.kind, disposal.state, event, since=since, until=ends_on)


_SHEETS = (
    select(Disposal.id, FactSheet.answers, WAS_TRIED)
    .join(Episode, Episode.id == Disposal.episode_id)
    .outerjoin(FactSheet, and_(FactSheet.episode_id == Episode.id, FactSheet.superseded_at.is_(None)))
    .where(Disposal.id.in_(bindparam("of_disposals", expanding=True)))
)


def victim_may_exist(disposal: Disposal) -> bool:
    """Whether there is, or may be, a victim to be told (`victims_may_exist`)."""
    return disposal.id in victims_may_exist([disposal])


def victims_may_exist(disposals: Collection[Disposal]) -> frozenset[int]:
    """The ids of those disposals for which there is, or may be, a victim to be told: by the facts of today, or by a
    recorded contact."""
    by_id = {disposal.id: disposal for disposal in disposals}
    rows = db.session.execute(_SHEETS, {"of_disposals": list(by_id)})
    return frozenset(row[0] for row in rows if _may_exist(by_id[row[0]], row[1], was_tried=bool(row[2])))


def _may_exist(disposal: Disposal, answers: dict[str, str] | None, *, was_tried: bool) -> bool:
    """`answers` are those of the sheet, None where there is none: then the facts of the decision count."""
    return was_tried or victim_is_known(disposal.facts if answers is None else stated(answers))


_BESIDE = SideBySide(
    codes=CODES,
    contacts=Records(
        (MonitoringContact,),
        MonitoringContact.disposal_id == bindparam("of_disposal"),
        (MonitoringContact.at.desc(), MonitoringContact.id.desc()),
    ),
)


def beside_disposal(disposal_id: int) -> tuple[tuple[OutcomeRecord, ...], tuple[MonitoringContact, ...]]:
    """Of a disposal in sight every entry on its code, oldest first, and every attempt to reach the person, latest
    first."""
    read = _BESIDE.read({"of_disposal": disposal_id})
    return tuple(read["codes"]), tuple(read["contacts"])


def _latest_possible(disposal: Disposal, case: CaseView) -> date | None:
    """The last day to which a condition can be moved, by the force's most weeks and the time to charge; or None."""
    days = [disposal.limitation_on] if disposal.limitation_on else []
    weeks = case.settings["cfg_cc_max_weeks"].value
    anchor = dates.london_date(disposal.signed_at) if disposal.signed_at else None
    if case.settings["cfg_cc_anchor"].value == FROM_THE_OFFENCE:
        anchor = case.sheet.offence_on if case.sheet else None
    if disposal.kind is Kind.CC and anchor and isinstance(weeks, int | float):
        days.append(anchor + timedelta(weeks=float(weeks)))
    return min(days, default=None)
