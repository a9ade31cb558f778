"""Who came back to custody after a release, as it is shown: by route, and what may not be concluded of it."""

from typing import Final

from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.reporting.rules.treatment import (
    BACK_BY_THEN,
    DIED,
    LATER,
    NOT_BACK,
    OUT_OF,
    PENDING,
    PEOPLE,
    RELEASED,
    SOON,
    BackCounts,
    ReleasedCounts,
    figure_of,
    of_route,
    year_before,
)
from pathways.reporting.rules.treatment_parts import (
    Rate,
    Section,
    masked,
    months_of,
    pending_words,
    sentence_of,
    tallies,
)
from pathways.reporting.rules.treatment_units import BACK, BACK_SOON, ReleasedRoute

TITLE: Final = "Came back to custody"
CANNOT: Final = (
    "Not that a route made anybody come back, or kept anybody from it: who is sent which way differs in what they did, "
    "how often they were arrested before, and what they need. None of it is taken into account.",
    "Not that anybody offended again: an arrest is no conviction, and no reconviction is counted here.",
    "Not that whoever did not come back was not arrested: another force’s custody is not seen, and prison keeps people "
    "from coming back.",
)


def released_section(of: ReleasedCounts, hidden: frozenset[str], period: Period) -> Section:
    """The section of a year's report: of the year before, so that the 12 months of everybody are over."""
    before, people = months_of(year_before(period)), figure_of(RELEASED, PEOPLE)
    everybody = of.everybody
    rates = [
        *_rates("Everybody", "", everybody, hidden),
        *(
            rate
            for route in ReleasedRoute
            if (back := of.routes.get(route.value, BackCounts())).out_of
            for rate in _rates(route.label, route.value, back, hidden)
        ),
    ]
    pending, died = (figure_of(RELEASED, what) for what in (PENDING, DIED))
    classes = tallies(
        hidden,
        ("Came back within 6 months", of_route("", SOON), everybody.soon),
        ("Came back later, within 12 months", of_route("", LATER), everybody.later),
        ("Did not come back within 12 months", of_route("", NOT_BACK), everybody.not_back),
        ("All of these", of_route("", OUT_OF), everybody.out_of),
        ("Died before they came back", died, of.died),
        ("Pending: their 12 months are not over", pending, of.pending),
        ("Everybody released", people, of.people),
    )
    is_shown = bool(of.people) and people not in hidden
    soon, year = rates[:2]
    counted = (
        f"Arrested again and back in custody after a release, {before}: within 6 months {soon.words}; within "
        f"12 months {year.words}."
    )
    sentence = sentence_of(
        of.people,
        counted + pending_words(masked(pending, of.pending, hidden), "12 months"),
        is_shown=is_shown,
        nobody=f"Nobody was released from custody after an arrest, {before}.",
        who=f"were released from custody, {before},",
    )
    return Section(
        name="came-back",
        title=TITLE,
        sentence=sentence,
        rates=tuple(rates),
        classes=classes,
        cannot=CANNOT,
        metrics=tuple(terms_of(year_before(period).from_on, BACK_SOON, BACK)),
        is_shown=is_shown,
        days=f"released in the year before, {before}",
    )


def _rates(label: str, route: str, of: BackCounts, hidden: frozenset[str]) -> tuple[Rate, Rate]:
    def rate(code: str, within: str, count: int, name: str) -> Rate:
        return Rate(
            code=code,
            label=f"{label}: within {within}",
            share=Share(count, of.out_of),
            count=of_route(route, name),
            of=of_route(route, OUT_OF),
            hidden=hidden,
        )

    return rate(BACK_SOON, "6 months", of.soon, SOON), rate(BACK, "12 months", of.back, BACK_BY_THEN)
