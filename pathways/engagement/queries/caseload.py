"""The open cases of a provider, a line each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement.queries.cases import appointments_of
from pathways.engagement.queries.keyworkers import keyworkers_named
from pathways.engagement.queries.listing import every_open_case, open_cases
from pathways.engagement.queries.missed import missed_of
from pathways.engagement.queries.seen import met_of
from pathways.engagement.rules import SEEN, Listing
from pathways.engagement.rules.listing import UNSEEN_FOR, Only
from pathways.people import queries as people
from pathways.people.models import Person, PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.queries import Running, Screen
from pathways.store import db
from pathways.store.paging import Page, page_among


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of the caseload."""

    referral: Referral
    details: PersonDetails
    has_died: bool
    screen: Screen | None
    keyworker: str
    next_at: datetime | None
    last_seen_on: date | None
    missed: int
    running: tuple[Running, ...]

    @property
    def unseen_for(self) -> timedelta:
        """How long nobody has seen them, or since they were accepted."""
        since = self.last_seen_on or clock.london_date(self.referral.accepted_at or clock.now())
        return clock.today() - since

    @property
    def is_unseen(self) -> bool:
        return self.unseen_for > UNSEEN_FOR

    @property
    def is_unrecorded(self) -> bool:
        """What became of an appointment is still to be said."""
        return self.next_at is not None and self.next_at < clock.now() and not self.has_died

    @property
    def late_since(self) -> datetime | None:
        """Since when something of theirs is overdue, as the row says it; None where nothing is."""
        if self.has_died:
            return None
        passed = [each.due_at for each in (self.deadline, *self.owed) if each and each.is_late and each.due_at]
        if self.is_unrecorded and self.next_at:
            passed.append(self.next_at)
        return min(passed, default=None)

    @property
    def deadline(self) -> Running | None:
        """What is due first, as the page of the case and the list of its clocks say it."""
        return referrals.next_deadline(self.running)

    @property
    def owed(self) -> tuple[Running, ...]:
        """What a notice or a signed condition asks besides."""
        return tuple(one for one in self.running if one.is_owed_to_police and one.due_at and one is not self.deadline)

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags if self.screen else ()


def caseload(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[CaseRow]:
    """A page of the open cases of the viewer's provider, as they were asked for."""
    if asked.only is Only.OVERDUE:
        late = (row for row in _rows(viewer, every_open_case(viewer, asked)) if row.late_since)
        return page_among(late, lambda row: (row.late_since, row.referral.id), (datetime, int), after=after)
    page = open_cases(viewer, asked, after)
    return Page(_rows(viewer, page.rows), page.after)


def _rows(viewer: Viewer, held: Collection[Referral]) -> tuple[CaseRow, ...]:
    details = people.details_of_many([one.person_id for one in held])
    died = died_among(each.person_id for each in details.values())
    appointments = appointments_of([one.id for one in held])
    missed = missed_of(appointments)
    met = met_of([one.id for one in held])
    screens = referrals.screens_of([one.episode_id for one in held])
    names = keyworkers_named(viewer, (one.keyworker_id for one in held))
    running = referrals.what_runs(viewer, held)
    found = []
    for one in held:
        theirs, met_at = appointments.get(one.id, ()), met.get(one.id, ())
        came = [clock.london_date(each.starts_at) for each in theirs if each.outcome in SEEN]
        came += [clock.london_date(at) for at in met_at]
        found.append(
            CaseRow(
                referral=one,
                details=details[one.person_id],
                has_died=details[one.person_id].person_id in died,
                screen=screens.get(one.episode_id),
                keyworker=names.get(one.keyworker_id, ""),
                next_at=next((each.starts_at for each in theirs if each.outcome is None), None),
                last_seen_on=max([*came, *([one.assessed_on] if one.assessed_on else [])], default=None),
                missed=missed.get(one.id, 0),
                running=running[one.id],
            )
        )
    return tuple(found)


def died_among(person_ids: Iterable[int]) -> set[int]:
    """Those of the people who have died."""
    rows = select(Person.id).where(Person.id.in_(set(person_ids)), Person.died_at.is_not(None))
    return set(db.session.scalars(rows.order_by(Person.id)))
