"""The notice of a required assessment (RA1): what the person takes away (Drugs Act 2005 s.11(5)-(6)).

The hash kept at hand-over is of the copy that was printed for it. When and by whom it is handed over is written on the
paper by hand: it is printed before.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pathways import clock
from pathways.arrest_tests.documents.parts import write
from pathways.arrest_tests.models import RequiredAssessment
from pathways.arrest_tests.rules.moments import day_in_words
from pathways.auth.queries import name_of, suite
from pathways.directory.queries import service
from pathways.documents import Copy, Paper, PaperKind
from pathways.people.queries import EpisodeView

GAP: Final = "_" * 40
WHO: Final = (
    ("name", "Name"),
    ("born", "Date of birth"),
    ("custody", "Custody record"),
    ("station", "Police station"),
    ("officer", "Required by"),
)


def when_in_words(initial_at: datetime) -> str:
    """Thursday 26 November 2026 at 14:00."""
    wall = clock.london(initial_at)
    return f"{wall:%A} {day_in_words(wall.date())} at {wall:%H:%M}"


def notice_of(view: EpisodeView, required: RequiredAssessment, copy: Copy) -> Paper:
    """The notice of an imposed assessment. Raises ValueError for a decision not to require one."""
    if required.imposed_at is None or required.initial_at is None or required.service_id is None:
        raise ValueError("Only an assessment that is required has a notice")
    details, detention = view.details, view.detention
    number = detention.custody_record_no if detention else ""
    where, place = required.initial_place or "", service(required.service_id)
    station = suite(detention.suite_id) if detention else None
    paper = Paper.of_copy(copy, PaperKind.RA1.label, ref=number)
    who = {
        "name": details.full_name,
        "born": day_in_words(details.date_of_birth),
        "custody": number,
        "station": station.name if station else "",
        "officer": name_of(required.recorded_by_id),
    }
    ring = f"{place.name} on {place.phone}" if place.phone else place.name
    _written(paper, who, f"{when_in_words(required.initial_at)} at {where}", ring)
    return paper


def blank_notice(paper: Paper) -> Paper:
    """RA1 to be written on by hand while the system is down."""
    _written(paper, None, GAP, GAP)
    return paper


def _written(paper: Paper, who: Mapping[str, str] | None, when_and_where: str, ring: str) -> None:
    paper.h1(PaperKind.RA1.label)
    write(paper, (("This notice is for", WHO),), who)
    paper.lead(f"You must go to an initial assessment on {when_and_where}.")
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
    paper.p(f"Ring {ring} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("If you disagree with the test result")
    paper.p(
        "Tell an officer before you leave. The sample can be sent to a laboratory. Until you are told otherwise, you "
        "must still go. If the laboratory does not find a specified Class A drug, the requirement ends."
    )
    paper.h2("Handed over before release")
    paper.sign_here("Handed over by (name and signature of the officer)", "Date and time handed over")
    paper.note("Drugs Act 2005 sections 9 to 14 (verified).")
