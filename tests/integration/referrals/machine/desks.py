"""Everybody who takes a step of a referral, and the services between which it goes."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.directory.models import Service
from pathways.referrals.models.referral import Referral
from pathways.store.base import db
from tests import county
from tests.accepted import require
from tests.referred import asked, referred

PROVIDERS = ("Lincoln Recovery", "Trent Bank", "Coastline Recovery", "Wolds Recovery")


@dataclass
class Desks:
    """The desks, and the one referral that is walked on them. `referral` moves on to a child where one is made."""

    clock: clock.SettableClock
    officer: Viewer
    pathway: Viewer
    workers: dict[int, Viewer]
    managers: dict[int, Viewer]
    services: list[Service]
    stranger: Viewer
    referral: Referral = field(init=False)
    is_blank: bool = False
    """Whether the pages are sent with nothing answered."""

    def worker(self) -> Viewer:
        return self.workers[self.referral.organisation_id or self.services[0].organisation_id]

    def manager(self) -> Viewer:
        return self.managers[self.referral.organisation_id or self.services[0].organisation_id]

    def of_strangers(self) -> "Desks":
        """The same desks, with a worker at each who has nothing to do with any of them."""
        theirs = dict.fromkeys(self.workers, self.stranger)
        return self._with(officer=self.stranger, pathway=self.stranger, workers=theirs, managers=theirs)

    def of_workers(self) -> "Desks":
        """The same desks, where nobody is a manager."""
        return self._with(managers=self.workers)

    def _with(self, **others: Any) -> "Desks":
        desks = replace(self, **others)
        desks.referral = self.referral
        return desks

    def other_service(self) -> Service:
        return next(each for each in self.services if each.organisation_id != self.referral.organisation_id)

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def begin(self, *, draft: bool, required: bool = False) -> None:
        """A new person, referred or about to be; and, where it is required, to be assessed in two days' time."""
        episode = county.episode(by=self.officer, came_on=clock.today())
        first = self.services[0]
        if required:
            require(episode, clock.now() + timedelta(days=2, minutes=1), service=first)
        if draft:
            made: Any = asked(self.officer, episode, first)
            self.referral = made
        else:
            self.referral = referred(self.officer, first, episode=episode)
        db.session.flush()


def desks(the_clock: clock.SettableClock) -> Desks:
    """Four providers, each with a service, a worker and a manager; an officer; a pathway manager."""
    providers = [county.provider(name) for name in PROVIDERS]
    names = ("A Recovery Hub", "B Trent Bank", "C Coastline", "D Wolds")
    return Desks(
        clock=the_clock,
        officer=county.officer(),
        pathway=county.viewer_of(county.user(Role.PW)),
        workers={each.id: county.viewer_of(county.user(Role.TW, of=each)) for each in providers},
        managers={each.id: county.viewer_of(county.user(Role.PM, of=each)) for each in providers},
        services=[county.service(name, of) for name, of in zip(names, providers, strict=True)],
        stranger=county.viewer_of(county.user(Role.TW, of=county.provider("Humber Care"))),
    )
