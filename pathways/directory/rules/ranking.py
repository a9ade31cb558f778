"""What may be done with each service, and in which order they stand. Pure, and the same from the same facts."""

from collections.abc import Iterable

from pathways.directory.rules.fit import Fit, LookedAt, ServiceFacts, ServiceReason, ServiceVerdict, Standing
from pathways.directory.rules.reasons import service_reasons
from pathways.directory.rules.weights import Weights


def standing_of(reasons: Iterable[ServiceReason]) -> Standing:
    """Closed when anything but the places speaks against it; full when only the places do."""
    against = {reason.code for reason in reasons if reason.fit is Fit.NOT}
    if against - {"places"}:
        return Standing.CLOSED
    return Standing.FULL if against else Standing.OPEN


def verdict(service: ServiceFacts, looked: LookedAt, weights: Weights) -> ServiceVerdict:
    """The standing of one service with all its reasons."""
    reasons = service_reasons(service, looked, weights)
    return ServiceVerdict(service=service, standing=standing_of(reasons), reasons=reasons)


def best_first(services: Iterable[ServiceFacts], looked: LookedAt, weights: Weights) -> tuple[ServiceVerdict, ...]:
    """All services: open before full before closed, then what counts least against it, the shorter wait, the name.

    Nothing is left out: a closed service is shown with its reasons (page 02: design choice).
    """
    return tuple(sorted((verdict(service, looked, weights) for service in services), key=_order))


def _order(answer: ServiceVerdict) -> tuple[int, int, int, str, int]:
    wait = answer.service.typical_wait_days
    rank = list(Standing).index(answer.standing)
    return rank, answer.points, 9999 if wait is None else wait, answer.service.name, answer.service.service_id
