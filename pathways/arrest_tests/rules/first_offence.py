"""A first offence that would have led to a release, and a further one that keeps the person (PACE 1984 s.63B(5C))."""

from pathways.arrest_tests.rules.facts import CaseFacts, OffenceFacts
from pathways.arrest_tests.rules.offences import is_supported
from pathways.arrest_tests.rules.routes import OffenceState, Route


def first_offences(case: CaseFacts) -> tuple[OffenceFacts, ...]:
    """The closed offences that still support a test, in time or not: only while somebody is held on for a further
    offence that supports none. The only case in which a closed offence counts (verified)."""
    route, at = Route.ARREST, case.request_at
    held_on = any(
        one.state_at(at) is OffenceState.ARRESTED and not is_supported(one, route, case) for one in case.offences
    )
    return tuple(
        one
        for one in case.offences
        if held_on
        and one.state_at(at) is OffenceState.CLOSED
        and one.detention_start_at
        and not one.charged_at
        and is_supported(one, route, case)
    )
