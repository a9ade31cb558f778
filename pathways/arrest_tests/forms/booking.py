"""Booking somebody in: the custody record, the offences and the risks, on one page."""

from dataclasses import replace

from pathways.arrest_tests.forms.offences import ArrestForm
from pathways.arrest_tests.rules.entries import EnteredOffence
from pathways.people.forms import CustodyForm
from pathways.people.rules import EpisodeFacts
from pathways.refusals import Reason
from pathways.vocabulary import Origin


class BookingForm(CustodyForm, ArrestForm):
    """The offences may wait, as the risks may: a custody record is no later for either."""

    asks_at_once = True

    def episode(self) -> EpisodeFacts:
        """The detention as typed."""
        return EpisodeFacts(origin=Origin.DETENTION, came_on=None, detention=self.detention())

    def entries(self) -> tuple[EnteredOffence, ...]:
        """The rows that were used; one without an arrest of its own is of the arrest above, or of the first one."""
        facts = self.detention()
        of_offence = facts.first_arrested_at or facts.arrested_at
        arrested_at = of_offence if facts.presence.is_for_an_offence else None
        return tuple(replace(one, arrested_at=one.arrested_at or arrested_at) for one in super().entries())

    def against(self) -> tuple[Reason, ...]:
        of_offences = ArrestForm.against(self) if self.entries() else ()
        return (*CustodyForm.against(self), *of_offences)
