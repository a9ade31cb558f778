"""What the ARC report says in words. Page and paper read the same sentences."""

from dataclasses import dataclass

from pathways.dates import day_in_words
from pathways.reporting.rules.arc import (
    EARLIER_MARKS,
    GROUPS,
    MENTIONS,
    MERGED,
    NEED,
    OUTCOMES,
    UNNAMED,
    USERS,
    ArcReport,
)
from pathways.reporting.rules.proportions import NO_CASES, Share
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.vocabulary import Mark

TITLE = "ARC report"
SCORE = "Public health score interval"
TOO_FEW = (
    "How many people were assessed in this period is not shown: they are too few, or would tell of a few in another."
)
SMALL = f"Fewer than {THRESHOLD} people are shown as {HIDDEN}, and so is any figure that would give them away."
OUTCOME_HEAD = ("Outcome", "People", "Share", "95% interval")

_CARE = (
    "What was published of ARC stands in the Lincolnshire Drugs Strategy 2021-2025: of 354 people assessed from 2016 "
    "to 2021, 103 engaged and 251 did not. That is 29.1%. The published table does not say what “engaged” meant, or by "
    "when. These figures say both, so the two are not the same measure.",
    "ARC worked with the most prolific offenders, by their own choice. Its 29.1% is not a target for people tested on "
    "arrest.",
    "People may be on several substance lines, so the lines do not add up to the people assessed.",
)
_EVERYBODY = (
    "The people counted here are not ARC’s own clients alone: they are everybody who came to an assessment at any "
    "service in the period, from custody or any other way."
)


@dataclass(frozen=True)
class ReportTerm:
    """A term of a report, what it means here, how far that was checked, and in what."""

    term: str
    meaning: str
    mark: Mark
    source: str = "Pathways definitions"


def lead(report: ArcReport) -> str:
    """The report in two sentences."""
    if not report.assessed:
        return f"Nobody was assessed from {report.period.words}."
    if report.is_not_shown:
        return TOO_FEW
    people = "person was" if report.assessed == 1 else "people were"
    share = report.engaged.words if report.is_final else report.engaged.percent
    return f"{report.assessed:,} {people} assessed, {report.period.words}. {_engaged_words(report, share)}"


def _engaged_words(report: ArcReport, share: str) -> str:
    if "engaged" in report.hidden:
        return f"How many engaged in treatment is not shown. {SMALL}"
    share_words = "" if _hides_shares(report) else f": {share}"
    if report.is_final:
        return f"{report.outcome.yes:,} engaged in treatment{share_words}."
    return f"{report.outcome.yes:,} had engaged in treatment by {day_in_words(report.period.as_at)}{share_words}."


def _hides_shares(report: ArcReport) -> bool:
    """Whether shares are hidden with a count of their whole, the assessed without those who died first."""
    return "died_before_engaging" in report.hidden


def substances_sentence(report: ArcReport) -> str:
    """Which substance leads, and that lines overlap."""
    if any(line.value in report.hidden for line in report.lines):
        return f"People may use several substances, so these shares do not add up to 100%. {SMALL}"
    line, count = report.ranked[0]
    share = report.of_assessed(count).percent
    mentions = (
        f"{report.mentions:,} mentions by {report.users:,} people, " if not report.hidden & {MENTIONS, USERS} else ""
    )
    return (
        f"{line.label} was named most often: by {count:,} people, {share}. People may use several substances: "
        f"{mentions}so these shares do not add up to 100%."
    )


def groups_check(report: ArcReport) -> str:
    """The sum of the groups, which the source's figures also satisfy, shown so that a reader can follow it."""
    if report.hidden & {*GROUPS}:
        return SMALL
    return f"Check: {report.multiple:,} + {report.single:,} + {report.none:,} = {report.assessed:,}. Agrees."


def outcome_check(report: ArcReport) -> str:
    """That the outcomes add up to everybody assessed, with pending and died first where there are any."""
    outcome = report.outcome
    if report.hidden & {*OUTCOMES}:
        return f"{SMALL} Those pending are not counted as did not engage."
    parts = [outcome.yes, outcome.no, *(count for count in (outcome.pending, outcome.died) if count)]
    pending = (
        "Pending: none." if not outcome.pending else f"Pending: {outcome.pending:,}, not counted as did not engage."
    )
    return f"Check: {' + '.join(f'{part:,}' for part in parts)} = {report.assessed:,}. Agrees. {pending}"


def outcome_rows(report: ArcReport) -> tuple[tuple[str, ...], ...]:
    """The table of outcomes under OUTCOME_HEAD."""
    outcome = report.outcome
    rows = [
        _outcome(report, "Engaged, of all assessed", "engaged", report.engaged),
        _outcome(report, "Did not engage, of all assessed", "did_not_engage", report.did_not_engage),
    ]
    if outcome.pending:
        rows.append(("Still open (pending)", report.figure("still_open", outcome.pending), "", ""))
    if outcome.died:
        died = report.figure("died_before_engaging", outcome.died)
        rows.append(("Died before engaging (left out of the shares)", died, "", ""))
    rows.append(_need_row(report))
    return tuple(rows)


def _outcome(report: ArcReport, name: str, measure: str, share: Share) -> tuple[str, ...]:
    if measure in report.hidden or _hides_shares(report):
        return name, report.figure(measure, share.count), HIDDEN, HIDDEN
    return _row(name, share, report.is_final)


STILL_OPEN = "some are still open"
"""Figures that are made stay as they are; but whoever's case is open may engage yet, and the report has no horizon."""


def _row(name: str, share: Share, is_final: bool) -> tuple[str, ...]:
    if not share.of:
        return name, f"{share.count:,}", NO_CASES, NO_CASES
    early = "" if is_final else f", {STILL_OPEN}"
    return name, f"{share.count:,}", f"{share.percent}{early}", share.interval_words if is_final else STILL_OPEN


def _need_row(report: ArcReport) -> tuple[str, ...]:
    name = "Engaged, of those who use anything"
    if NEED in report.hidden:
        return name, HIDDEN, HIDDEN, HIDDEN
    if report.engaged_of_users is None:
        return name, f"not published by the source: {report.range_of_users.words}", "", ""
    share = report.engaged_of_users
    _, _, rate, interval = _row(name, share, report.is_final)
    return name, f"{share.count:,} of {share.of:,}", rate, interval


def cares(report: ArcReport) -> tuple[str, ...]:
    """What to keep in mind about these figures; only what applies to them."""
    sentences = list(_CARE)
    if report.engaged_of_users is not None:
        sentences.insert(1, _EVERYBODY)
    else:
        sentences.append(
            "These are people of the ARC demonstration: their totals are the published ones, all else about them is "
            "made up. Who of those with a need engaged was not published, so only the possible range is shown."
        )
    if report.merged:
        sentences.append(f"{_records(report)} merged: a person is counted once.")
    if report.unnamed:
        sentences.append(
            f"Use without a named substance was recorded {_times(report, UNNAMED, report.unnamed)}: counted as other "
            "drugs."
        )
    if report.earlier_marks:
        sentences.append(
            "A mark of engagement before the assessment was found "
            f"{_times(report, EARLIER_MARKS, report.earlier_marks)} and does not count."
        )
    return tuple(sentences)


def definitions(report: ArcReport) -> tuple[ReportTerm, ...]:
    """The terms as they were counted, with the horizon and what "engaged" meant where it was recorded."""
    under = f" As recorded: {' '.join(report.recorded_under)}" if report.recorded_under else ""
    return (
        ReportTerm(
            "Assessed",
            "People with an attended assessment in the period, both days included, each once after merging, by their "
            "first one in it. The substances are those declared there. Restricted records are not counted, here or "
            "anywhere.",
            Mark.DESIGN,
        ),
        ReportTerm(
            "Substances",
            "Crack, powder and unspecified cocaine are one cocaine. What the table does not name is other drugs. More "
            "than one substance means two or more different ones declared, the forms of cocaine as one.",
            Mark.DESIGN,
        ),
        ReportTerm(
            "Engaged",
            "A service recorded the person as engaged on or after the assessment and on or before "
            f"{day_in_words(report.period.as_at)}.{under}",
            Mark.DESIGN,
        ),
        ReportTerm("Horizon", "None: engaged at any time up to that date.", Mark.DESIGN),
        ReportTerm(
            "Still open",
            "Not engaged by then, and a referral was open: pending, and not “did not engage”.",
            Mark.DESIGN,
        ),
        ReportTerm("95% interval", "Wilson’s score interval, in per cent of the people named.", Mark.VERIFIED, SCORE),
    )


def _records(report: ArcReport) -> str:
    return "Some duplicate records were" if MERGED in report.hidden else f"{report.merged:,} duplicate records were"


def _times(report: ArcReport, name: str, count: int) -> str:
    return "for some people" if name in report.hidden else f"{count:,} times"
