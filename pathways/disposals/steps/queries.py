"""What the guards of the steps read about a disposal, and why a step is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from pathways import clock, dates
from pathways.auth.roles import Viewer
from pathways.disposals.facts.queries import settings_on, sheet_of
from pathways.disposals.facts.rules.case import FROM_THE_OFFENCE
from pathways.disposals.facts.rules.fact_sheet import stated
from pathways.disposals.models import Disposal, DisposalEvent, MonitoringContact
from pathways.disposals.proposal.queries import DisposalView, victim_is_known
from pathways.disposals.steps.rules.guards import DisposalStanding, why_closed
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, is_ended
from pathways.disposals.victims.queries import victim_was_tried
from pathways.law.rules.disposal_terms import Kind
from pathways.people.deaths.queries import death_of
from pathways.people.identity.rules import adult_form_bars
from pathways.store.base import db


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


def standing_of(viewer: Viewer, disposal_view: DisposalView) -> DisposalStanding:
    """What the guards read today. A death counts only if the viewer may be told of it."""
    disposal, today = disposal_view.disposal, clock.today()
    return DisposalStanding(
        today=today,
        is_dead=death_of(viewer, disposal_view.view.person) is not None,
        is_under_18=bool(adult_form_bars(disposal_view.view.details, today)),
        victim_exists=victim_may_exist(disposal),
        deadlines=tuple(row.due_on for row in disposal_view.open_conditions),
        charge_by=disposal.limitation_on,
        latest_possible_on=_latest_possible(disposal_view),
        ends_on=disposal.ends_on,
        in_effect_on=dates.london_date(disposal.signed_at) if disposal.signed_at else None,
        service_failed=_last_step(disposal_view) == "provider_unavailable",
    )


def _last_step(disposal_view: DisposalView) -> str:
    """The last step of a disposal, without those about a death."""
    of_a_death = ("person_died", DEATH_TAKEN_BACK)
    return next((event.event for event in reversed(disposal_view.events) if event.event not in of_a_death), "")


def closed_words(disposal: Disposal, event: str) -> str:
    """Why a disposal cannot take a step in its state, since when, and which steps come first, in words."""
    of_it = select(DisposalEvent.at).where(DisposalEvent.disposal_id == disposal.id, _moved)
    came_at = db.session.scalar(of_it.order_by(DisposalEvent.id.desc()).limit(1))
    since = dates.london_date(came_at) if came_at else None
    ends_on = disposal.ends_on if not is_ended(disposal.kind, disposal.state) else None
    return why_closed(disposal.kind, disposal.state, event, since=since, until=ends_on)


_moved = DisposalEvent.from_state != DisposalEvent.to_state


def victim_may_exist(disposal: Disposal) -> bool:
    """Whether there is, or may be, a victim to be told: by the facts of today, or by a recorded contact."""
    sheet = sheet_of(disposal.episode_id)
    now = stated(sheet.answers) if sheet else disposal.facts
    return victim_is_known(now) or victim_was_tried(disposal.episode_id)


def contacts_of(disposal_id: int) -> tuple[MonitoringContact, ...]:
    """Every attempt to reach the person of a disposal in sight, the latest first."""
    rows = select(MonitoringContact).where(MonitoringContact.disposal_id == disposal_id)
    return tuple(db.session.scalars(rows.order_by(MonitoringContact.at.desc(), MonitoringContact.id.desc())))


def _latest_possible(disposal_view: DisposalView) -> date | None:
    """The last day to which a condition can be moved, by the force's most weeks and the time to charge; or None."""
    disposal = disposal_view.disposal
    days = [disposal.limitation_on] if disposal.limitation_on else []
    settings = settings_on(disposal.organisation_id, clock.today())
    weeks = settings["cfg_cc_max_weeks"].value
    anchor = dates.london_date(disposal.signed_at) if disposal.signed_at else None
    if settings["cfg_cc_anchor"].value == FROM_THE_OFFENCE:
        sheet = sheet_of(disposal.episode_id)
        anchor = sheet.offence_on if sheet else None
    if disposal.kind is Kind.CC and anchor and isinstance(weeks, int | float):
        days.append(anchor + timedelta(weeks=float(weeks)))
    return min(days, default=None)
