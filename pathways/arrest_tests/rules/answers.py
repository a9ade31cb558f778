"""The answer for each route and the one sentence an officer reads first.

A route `is_open` only when nothing stands in its way, the warning included; `tag` leaves out the steps that are still
to be done before asking.
"""

from dataclasses import dataclass
from typing import Final

from pathways.arrest_tests.rules.facts import OffenceFacts
from pathways.arrest_tests.rules.findings import Bearing, Finding
from pathways.arrest_tests.rules.routes import Route
from pathways.vocabulary import Worded


class Tag(Worded):
    """How a route stands, in one word."""

    OPEN = "open", "Open"
    NEEDS_AUTHORITY = "needs_authority", "Needs authority"
    NEEDS_INFORMATION = "needs_information", "Needs information"
    CLOSED = "closed", "Closed"


FINAL: Final = frozenset({"V-001", "V-003", "V-004", "V-005", "V-006", "V-009", "V-018", "V-021"}) | {
    "V-019",
    "V-019a",
    "V-020",
}
AWAITING_AUTHORITY: Final = frozenset({"V-010", "V-011", "V-012", "V-013"})
FACT_MISSING: Final = frozenset({"V-008", "V-016"})
STEPS_STILL_TO_DO: Final = frozenset({"V-014", "V-015"})
AT_THE_REQUEST: Final = STEPS_STILL_TO_DO | {"V-007"}
"""What is done, and written down, while a sample is asked for: it is no reason not to begin."""


@dataclass(frozen=True, kw_only=True)
class RouteAnswer:
    """One route: the offences it would rest on, and every finding, its own and those both routes share."""

    route: Route
    relied_on: tuple[OffenceFacts, ...]
    by_authority: bool
    findings: tuple[Finding, ...]
    shared: tuple[Finding, ...]
    has_offences: bool

    @property
    def blocks(self) -> tuple[str, ...]:
        """The codes of what stands in the way, sorted."""
        return tuple(sorted({one.rule for one in (*self.findings, *self.shared) if one.bearing.blocks}))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(sorted({one.rule for one in (*self.findings, *self.shared) if one.bearing is Bearing.WARNS}))

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(one for one in (*self.findings, *self.shared) if one.bearing.blocks)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """What stands under the route: all of it, but of a closed route only what does not speak for it."""
        if self.tag is not Tag.CLOSED:
            return self.findings
        return tuple(one for one in self.findings if one.bearing is not Bearing.MET)

    @property
    def is_open(self) -> bool:
        return not self.blocks

    @property
    def tag(self) -> Tag:
        remaining = set(self.blocks) - STEPS_STILL_TO_DO
        if not remaining:
            return Tag.OPEN
        if remaining & FINAL - (set() if self.has_offences else {"V-009"}):
            return Tag.CLOSED
        if remaining & FACT_MISSING or not remaining & AWAITING_AUTHORITY:
            return Tag.NEEDS_INFORMATION
        return Tag.NEEDS_AUTHORITY

    @property
    def may_be_asked(self) -> bool:
        """Whether the words may be said: nothing is left but what belongs to the request itself."""
        return not set(self.blocks) - AT_THE_REQUEST

    @property
    def summary(self) -> str:
        """One line under the route's name."""
        names = ", ".join(offence.in_sentence for offence in self.relied_on)
        if self.tag is Tag.OPEN:
            return f"Open for {names}." if names else "Open."
        if self.tag is Tag.NEEDS_AUTHORITY:
            return "Opens if an inspector or above authorises it."
        if not self.has_offences:
            return "No offence is recorded yet."
        if "V-009" in self.blocks:
            return (
                "Not charged with any offence."
                if self.route is Route.CHARGE
                else "Not arrested for any offence that is still uncharged and open."
            )
        asked = [one for one in self.blocking if one.rule in FACT_MISSING]
        return (asked or self.blocking)[0].message


@dataclass(frozen=True, kw_only=True)
class BasisAnswer:
    """Both routes and the one sentence an officer reads first."""

    arrest: RouteAnswer
    charge: RouteAnswer

    @property
    def routes(self) -> tuple[RouteAnswer, RouteAnswer]:
        return self.arrest, self.charge

    @property
    def nearest(self) -> RouteAnswer:
        """The route on which an offence stands; of two, the one with fewer rules in its way."""
        return min(self.routes, key=lambda one: ("V-009" in one.blocks, len(one.blocks), not one.relied_on))

    @property
    def on_either(self) -> tuple[Finding, ...]:
        """What both routes need. Where both are closed for good nothing is left to do: only what closes them stands."""
        if all(route.tag is Tag.CLOSED for route in self.routes):
            return tuple(one for one in self.arrest.shared if one.bearing.blocks and one.rule in FINAL)
        return self.arrest.shared

    @property
    def may_be_asked(self) -> bool:
        return any(route.may_be_asked for route in self.routes)

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The facts without which nobody can say whether a sample may be asked for; none where a route is open."""
        waiting = [route for route in self.routes if route.tag is not Tag.CLOSED]
        if (
            not waiting
            or waiting[0].tag is not Tag.NEEDS_INFORMATION
            or any(route.tag is Tag.OPEN for route in waiting)
        ):
            return ()
        return tuple(
            {finding.rule: finding for finding in waiting[0].blocking if finding.rule in FACT_MISSING}.values()
        )

    @property
    def verdict(self) -> str:
        ready = [one for one in self.routes if one.tag is Tag.OPEN]
        if ready:
            how = "An inspector has authorised it" if all(one.by_authority for one in ready) else "No inspector needed"
            return f"Yes, {' or '.join(one.route.in_sentence for one in ready)}. {how}"
        waiting = [one for one in self.routes if one.tag is not Tag.CLOSED]
        if not waiting:
            if "V-018" in self.arrest.blocks:
                return "No: a sample has already been taken"
            is_young = "V-005" in self.arrest.blocks
            return "No: offer the young people’s service" if is_young else "No: offer a voluntary referral"
        nearest = waiting[0]
        if not nearest.has_offences:
            return "Cannot say yet: add the offence"
        if self.missing:
            return f"Cannot say yet: {_counted(len(self.missing), 'fact')} missing"
        count = len(set(nearest.blocks) - STEPS_STILL_TO_DO - {"V-017"})
        return f"Not yet: {_counted(count, 'thing')} {'stops' if count == 1 else 'stop'} it"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
