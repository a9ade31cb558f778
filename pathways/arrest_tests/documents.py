"""The papers of this room: the law on a date, and the notice of a required assessment.

The notice (RA1) is what the person takes away (Drugs Act 2005 s.11(5)-(6)).

The same decision gives the same bytes, so that the hash kept at hand-over proves what was handed over. When and by
whom it is handed over is written on the paper by hand.
"""

from collections.abc import Sequence
from datetime import date, datetime

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.queries.suites import NotifiedSuite
from pathways.arrest_tests.rules.law_on_a_day import LawOnDay
from pathways.arrest_tests.rules.moments import day_in_words
from pathways.arrest_tests.rules.rows import DatedRow, ListedOffence
from pathways.auth.queries import name_of, suite
from pathways.directory.queries import service
from pathways.documents import Paper
from pathways.people.queries import EpisodeView


def when_in_words(initial_at: datetime) -> str:
    """Thursday 26 November 2026 at 14:00."""
    wall = clock.london(initial_at)
    return f"{wall:%A} {day_in_words(wall.date())} at {wall:%H:%M}"


def notice_of(view: EpisodeView, required: RequiredAssessment) -> bytes:
    """The PDF of an imposed assessment. Raises ValueError for a decision not to require one."""
    if required.imposed_at is None or required.initial_at is None or required.service_id is None:
        raise ValueError("Only an assessment that is required has a notice")
    details, detention = view.details, view.detention
    number = detention.custody_record_no if detention else ""
    where, place = required.initial_place or "", service(required.service_id)
    station = suite(detention.suite_id) if detention else None
    officer = name_of(required.recorded_by_id)
    paper = Paper("Notice of required assessment (RA1)", ref=number, made_at=required.imposed_at, made_by=officer)
    paper.h1("Notice of required assessment (RA1)")
    paper.facts(
        "This notice is for",
        [
            ("Name", details.full_name),
            ("Date of birth", day_in_words(details.date_of_birth)),
            ("Custody record", number),
            ("Police station", station.name if station else ""),
            ("Required by", officer),
        ],
    )
    paper.lead(f"You must go to an initial assessment on {when_in_words(required.initial_at)} at {where}.")
    paper.p("You must stay until it ends. You must also go to a follow-up assessment and stay until it ends.")
    paper.h2("What happens if you do not go")
    paper.bullets(
        [
            "If you do not go to the initial assessment at that time and place, or leave before it ends, without good "
            "cause, you may be prosecuted.",
            "If you do not go to the follow-up assessment at the time and place you are given, or leave before it "
            "ends, without good cause, you may be prosecuted.",
        ]
    )
    paper.h2("When the follow-up is not needed")
    paper.p("If you are told at the initial assessment that you do not have to go to a follow-up, it is not required.")
    paper.h2("To change the time or the place")
    ring = f" on {place.phone}" if place.phone else ""
    paper.p(f"Ring {place.name}{ring} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("If you disagree with the test result")
    paper.p(
        "Tell an officer before you leave. The sample can be sent to a laboratory. Until you are told otherwise, you "
        "must still go. If the laboratory does not find a specified Class A drug, the requirement ends."
    )
    paper.h2("Handed over before release")
    paper.sign_here("Officer’s signature", "Date and time handed over")
    paper.note("Drugs Act 2005 sections 9 to 14.")
    return paper.pdf()


def law_paper(shown: LawOnDay, suites: Sequence[NotifiedSuite], *, made_at: datetime, made_by: str) -> bytes:
    """The law on a date, in the order of its page. The same law, suites, time and name give the same bytes."""
    title = f"The law on {day_in_words(shown.day)}"
    paper = Paper(title, marking="OFFICIAL", ref=f"Version {shown.version}", made_at=made_at, made_by=made_by)
    paper.h1(title)
    paper.p("What Pathways answers with for an arrest, charge or decision on this day. Each line names its source.")
    paper.h2("1. Statutory regime")
    paper.table(
        "Regimes of drug testing",
        ("Regime", "State", "From", "Until", "Source and mark"),
        [
            (
                one.row.name,
                one.standing.label,
                _day(one.row.effective_from, "No date"),
                _day(one.until),
                _source(one.row),
            )
            for one in shown.regimes
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
    paper.h2("4. Look-alikes that are no trigger offences")
    rows = [(row.offence, f"{row.act} {row.section}", row.why_not, _source(row)) for row in shown.look_alikes]
    paper.table("Look-alikes", ("Offence", "Act and section", "Why not", "Source and mark"), rows, (130, 110, 130, 110))
    paper.h2("5. Routes notified at each suite")
    paper.table(
        "Suites", ("Suite", "On arrest", "After charge", "Charge, 14 to 17", "Assessment", "Since", "Source"),
        [
            (one.name, *map(_yes, (one.on_arrest, one.after_charge, one.covers_under_18, one.covers_assessment)),
             _day(one.since, "No notice"), "; ".join(one.sources) or "Notice not entered")
            for one in suites
        ],
        (70, 50, 50, 60, 70, 70, 110),
    )  # fmt: skip
    paper.h2("6. Device panels")
    rows = [(row.device, row.label, _day(row.effective_from), _source(row)) for row in shown.panel]
    paper.table("What the custody devices look for", ("Device", "Looks for", "Since", "Source and mark"), rows, widths)
    paper.h2("7. Sources and how far they were checked")
    bank = [(one.source, one.mark.label, "; ".join(one.rests)) for one in shown.sources]
    paper.table("Sources", ("Source", "Mark", "What rests on it"), bank, (190, 70, 220))
    return paper.pdf()


def _day(day: date | None, blank: str = "No end") -> str:
    return day_in_words(day) if day else blank


def _source(row: DatedRow) -> str:
    return f"{row.source} ({row.mark.label})"


def _listed(row: ListedOffence, day: date | None) -> tuple[str, str, str, str]:
    only = " Only for a specified drug." if row.needs_specified_drug else ""
    return row.offence + only, f"{row.act} {row.section}", _day(day), _source(row)


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
