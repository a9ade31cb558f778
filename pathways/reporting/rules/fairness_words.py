"""The sentences of the fairness page: how it is counted, and what may not be concluded from it."""

from collections.abc import Iterator

from pathways.dates import day_in_words
from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome, about_outcome_22
from pathways.reporting.rules.fairness_tables import HEAD, Fairness
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.vocabulary import Mark

FAIRNESS_TITLE = "Fairness of disposals"

CANNOT = (
    "A difference is not a cause. It shows where to look, not why: ask the cases, the officers and the people.",
    "Small numbers jump about. Where an interval is wide, or a relative rate's interval includes 1, the "
    "difference may be chance. With so many comparisons, about one in twenty lies outside its interval by "
    "chance alone.",
    "Only people who came to the desk are here. Who was never stopped, never arrested or never brought in is not, and "
    "neither is how anybody was policed before.",
    "“Could have had it” repeats what the rules said on the facts that officers entered. If facts were recorded "
    "differently for different people (an admission, a history), the rates hide it.",
    "Other things differ between groups: the offence, earlier outcomes, what a victim wanted, whether a service was "
    "near, whether somebody said no. None of it is taken into account.",
    "No difference here does not prove that all is well, and these figures say nothing about one person or officer.",
)


def fairness_lead(report: Fairness) -> str:
    """Who is counted, and by which day, in a sentence or two."""
    when = f"{report.period.words}, as known on {day_in_words(report.period.as_at)}"
    if not report.people:
        return f"No decision fell into {report.period.words}."
    if report.is_not_shown:
        return (
            f"How many people had a decision from {when} is not shown: they are too few, or would tell of a few in "
            "another period."
        )
    return (
        f"{report.people:,} people had a decision from {when}. Each is counted once in an outcome, and may have had "
        "several."
    )


def totals_note(report: Fairness) -> str:
    """What stands under the table of all outcomes."""
    return "Outcome 22 is included, as a row of its own. People may be in several rows, so the rows are not added up."


def table_note(report: Fairness, breakdown: Breakdown, outcome: DeskOutcome) -> str:
    """What stands under every table and chart: the comparison, Outcome 22, the stars."""
    reference = report.compared_with[breakdown]
    stars = f" Where a number would tell of fewer than {THRESHOLD} people it is {HIDDEN}; a 0 is shown."
    return (
        f"Compared with: {reference}. {about_outcome_22(outcome)} Line: 95% "
        f"interval.{stars if report.hides else ''} Figures as known on {day_in_words(report.period.as_at)}. "
        "Source: records in Pathways."
    )


def how_counted(report: Fairness) -> tuple[ReportTerm, ...]:
    """Every definition the figures rest on, and what the record cannot say."""
    return tuple(
        ReportTerm(term, meaning, mark, "Published interval") if mark.is_verified else ReportTerm(term, meaning, mark)
        for term, meaning, mark in _definitions(report)
    )


def _definitions(report: Fairness) -> Iterator[tuple[str, str, Mark]]:
    yield (
        "Decided in the period",
        "A decision falls into the period by the day the outcome was given, agreed, signed, charged or closed.",
        Mark.DESIGN,
    )
    yield (
        "Could have had it",
        "People with a recorded offence for whom the verdict at the decision left that disposal open (available, or "
        "available with authority). The verdict of the proposed disposal is the one stored. The record stores none of "
        "the others: theirs follow from the facts stored with the decision, under the same book of rules. Where "
        "a fact was not known the disposal is not counted as open. For charged and no "
        "further action it is everybody with a decision; for conditions kept, everybody for whom that was decided.",
        Mark.DESIGN,
    )
    yield (
        "What the record cannot say",
        f"Decisions without a stored verdict: {report.without_verdict} (charged or released without a proposal here). "
        "They count for charged and no further action only. Who was refused a disposal before anything was proposed is "
        "not stored.",
        Mark.DESIGN,
    )
    for outcome in DeskOutcome:
        yield outcome.label, f"{outcome.hint[0].upper()}{outcome.hint[1:]}. {about_outcome_22(outcome)}", Mark.DESIGN
    yield (
        "Not counted",
        f"Waiting for a decision: {report.pending}. Ended before any outcome (died, transferred, handed to the "
        f"young people's service, decided again): {report.ended_otherwise}. Quashed or entered in error: "
        f"{report.void}. "
        "Restricted records are not counted, here or anywhere.",
        Mark.DESIGN,
    )
    yield (
        "Groups",
        "Ethnicity as the person describes it, sex and area as last recorded, age on the day on which the first of "
        "their disposals was proposed, or on which they were released. Not asked and not recorded are groups of their "
        "own: nobody is guessed into another.",
        Mark.DESIGN,
    )
    yield "Rate and its interval", "Of those who could have had it. Wilson's score interval, 95%.", Mark.VERIFIED
    yield (
        "Relative rate",
        "The group's rate divided by that of the group compared with; 1 means no difference. Koopman's score "
        "interval, 95%. The "
        "groups compared with were fixed beforehand: "
        + ", ".join(report.compared_with[breakdown] for breakdown in Breakdown)
        + ".",
        Mark.VERIFIED,
    )
    yield (
        "Small numbers",
        f"A group is shown whole or not at all, decided once for page, picture, file and paper together. 1 to "
        f"{THRESHOLD - 1} is {HIDDEN}, and so is any group or outcome that would give such a number away.",
        Mark.DESIGN,
    )


def fairness_lines(report: Fairness) -> tuple[tuple[str, ...], ...]:
    """The rows of the file, head first: every outcome by every breakdown, each with what it says of Outcome 22."""
    head = ("breakdown", "outcome", *(name.lower().replace(" ", "_").replace("%", "") for name in HEAD))
    rows: list[tuple[str, ...]] = [(*head, "outcome_22")]
    for outcome in DeskOutcome:
        note = (about_outcome_22(outcome),)
        rows.append(("everybody", *report.totals[outcome][:1], "Everybody", *report.totals[outcome][1:], "", "", *note))
        for breakdown in Breakdown:
            table = report.tables[breakdown, outcome]
            rows += [(breakdown.value, outcome.label, *row.cells, *note) for row in table]
    return tuple(rows)
