"""The result for the court and the prosecutor (DT2): the result only, for the purposes of PACE 1984 s.63B(7).

That DT2 exists and goes to the prosecutor, with a dispute noted on it, was read; its printed lines were not, so they
are a choice of this product.
"""

from typing import Final

from pathways.arrest_tests.documents.parts import Parts, write
from pathways.arrest_tests.rules.outcomes import Purpose
from pathways.documents import Copy, Paper, PaperKind

PARTS: Final[Parts] = (
    (
        "1. Person",
        (
            ("name", "Name"),
            ("born", "Date of birth, and how it is known"),
            ("custody", "Custody record"),
            ("station", "Police station"),
        ),
    ),
    ("2. Offence", (("offences", "Offence relied on"), ("route", "Route"))),
    (
        "3. Sample and result",
        (
            ("taken", "Sample taken"),
            ("lines", "Each substance on the device"),
            ("overall", "Overall result"),
            ("disputed", "Disputed; sent to a laboratory"),
            ("charge", "Treated as taken on charge"),
            ("recorded", "Recorded by, and when"),
        ),
    ),
)
TO_WHOM: Final = {
    Purpose.BAIL: "the court, the prosecutor",
    Purpose.CONDITIONAL_CAUTION: "the prosecutor",
    Purpose.SENTENCE: "the court",
    Purpose.FAILURE_PROCEEDINGS: "the prosecutor, the court",
}


def result_for_court(values: dict[str, str], copy: Copy) -> Paper:
    """One copy of DT2."""
    paper = Paper.of_copy(copy, PaperKind.DT2.label, ref=values["custody"])
    paper.h1(PaperKind.DT2.label)
    paper.lead("This tells the result of a test and nothing else. Nothing from an assessment is told here.")
    write(paper, PARTS, values)
    paper.h2("What it may inform, and for whom")
    paper.bullets(f"{purpose.label} ({purpose.source}): {whom}." for purpose, whom in TO_WHOM.items())
    paper.p("It shows that a drug may be in the body. It is not evidence of possession. Opiates are not only heroin.")
    paper.note(
        "PACE 1984 section 63B(7) (verified). Restriction on bail applies only to adults, on court bail, in notified "
        "areas (Bail Act 1976 Schedule 1 paragraphs 6A to 6C; the text of 2004 was read)."
    )
    return paper
