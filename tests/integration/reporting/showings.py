"""Recording, through its page, that the quarter's figures were shown to the Board."""

from datetime import date

from tests.integration.engagement.addresses import day

SHOWN_ON = day("shown_on", date(2027, 1, 8))
"""The day of the meeting, as its form sends it: that on which the figures were made."""


def recorded(manager, shown_form, **more):
    """The address of the record, which the manager comes to."""
    return manager.post(shown_form, SHOWN_ON | more).location.partition("?")[0]
