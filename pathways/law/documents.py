"""The law on a date as a paper, in the order of its page."""

from collections.abc import Sequence
from datetime import date, datetime

from pathways.dates import day_in_words
from pathways.documents.paper import Paper, laid_out_once
from pathways.law.queries import NotifiedSuite
from pathways.law.rules.law_on_a_day import LawOnDay
from pathways.law.rules.tables import DatedRow, ListedOffence


def law_paper(shown: LawOnDay, suites: Sequence[NotifiedSuite], *, made_at: datetime) -> bytes:
    """The law on a date, in the order of its page. It says the same to whoever asks, so it is laid out once."""
    title = f"The law on {day_in_words(shown.day)}"
    paper = Paper(title, marking="OFFICIAL", ref=f"Version {shown.version}", made_at=made_at)
    paper.h1(title)
    paper.p("The law that Pathways uses for an arrest, charge or decision on this day. Each line names its source.")
    paper.h2("1. Statutory regime")
    paper.table(
        "Regimes of drug testing",
        ("Regime", "State", "From", "Until", "Source and mark"),
        [
            (
                regime.row.name,
                regime.standing.label,
                _day(regime.row.effective_from, "No date"),
                _day(regime.until),
                _source(regime.row),
            )
            for regime in shown.regimes
        ],
        (130, 60, 80, 80, 130),
    )
    paper.h2("2. Specified drugs")
    paper.p(shown.in_force.rule if shown.in_force else "No drug was specified on this day.")
    if shown.specified:
        paper.p("Among the drugs an officer can choose: " + ", ".join(drug.name for drug in shown.specified) + ".")
    paper.h2(f"3. Trigger offences: {len(shown.triggers)} on the list")
    heads, widths = ("Offence", "Act and section", "Since", "Source and mark"), (170, 110, 80, 120)
    paper.table("On the list", heads, [_listed(row, row.effective_from) for row in shown.triggers], widths)
    joined = [_listed(row, row.effective_from) for row in shown.joined]
    left = [_listed(row, row.effective_to) for row in shown.left]
    paper.table(f"Joined the list this year: {len(joined)}", heads if joined else (), joined, widths)
    last = ("Offence", "Act and section", "Last day", "Source and mark")
    paper.table(f"Left the list this year: {len(left)}", last if left else (), left, widths)
    paper.h2("4. Look-alikes that are not trigger offences")
    rows = [(row.offence, f"{row.act} {row.section}", row.why_not, _source(row)) for row in shown.look_alikes]
    paper.table("Look-alikes", ("Offence", "Act and section", "Why not", "Source and mark"), rows, (130, 110, 130, 110))
    paper.h2("5. Routes notified at each suite")
    paper.table(
        "Suites", ("Suite", "On arrest", "After charge", "Charge, 14 to 17", "Assessment", "Since", "Source"),
        [
            (site.name, *map(_yes, (site.on_arrest, site.after_charge, site.covers_under_18, site.covers_assessment)),
             _day(site.since, "No notice"), "; ".join(site.sources) or "Notice not entered")
            for site in suites
        ],
        (70, 50, 50, 60, 70, 70, 110),
    )  # fmt: skip
    paper.h2("6. Device panels")
    rows = [(row.device, row.label, _day(row.effective_from), _source(row)) for row in shown.panel]
    paper.table("What the custody devices look for", ("Device", "Looks for", "Since", "Source and mark"), rows, widths)
    paper.h2("7. Sources and how far they were checked")
    bank = [(source.source, source.mark.label, "; ".join(source.rests)) for source in shown.sources]
    paper.table("Sources", ("Source", "Mark", "What depends on it"), bank, (190, 70, 220))
    return laid_out_once(paper)


def _day(day: date | None, blank: str = "No end") -> str:
    return day_in_words(day) if day else blank


def _source(row: DatedRow) -> str:
    return f"{row.source} ({row.mark.label})"


def _listed(row: ListedOffence, day: date | None) -> tuple[str, str, str, str]:
    only = " Only for a specified drug." if row.needs_specified_drug else ""
    return row.offence + only, f"{row.act} {row.section}", _day(day), _source(row)


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
