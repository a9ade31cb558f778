"""Faults to plant in an episode that has none, each with the fields it must be found at. Written without the checks.

A fault is put into whatever episode comes: one that needs a start or an end first makes it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from pathways.ndtms.rules.file import EpisodeRow, FileIntervention, Top
from tests.unit.ndtms.episodes import ENDS_ON

DAY = timedelta(days=1)
Planted = tuple[Callable[[EpisodeRow], EpisodeRow], set[str]]


def treated(row: EpisodeRow, **more: object) -> EpisodeRow:
    """The episode with one intervention still open, and not ended."""
    started = (row.CPLANDT or ENDS_ON) + DAY
    facts: dict[str, object] = {
        "MODAL": "95", "MODID": 1, "REFMODDT": row.TRIAGED, "FAOMODDT": row.CPLANDT, "MODST": started,
    }  # fmt: skip
    only = FileIntervention(**(facts | more))
    return replace(row, interventions=(only,), tops=(), DISD=None, DISRSN="")


def ended(row: EpisodeRow, reason: str, **more: object) -> EpisodeRow:
    """The episode treated, and ended for a reason sixty days after its care plan."""
    on = (row.CPLANDT or ENDS_ON) + 60 * DAY
    episode = treated(row, MODEND=on, MODEXIT="A")
    return replace(episode, DISD=on, DISRSN=reason, **more)


def scored(row: EpisodeRow, *scores: tuple[str, int], stage: str = "start", day: date | None = None) -> EpisodeRow:
    episode = treated(row)
    top = Top(TOPDATE=day or episode.CPLANDT or ENDS_ON, TOPID=1, TRSTAGE=stage, scores=scores)
    return replace(episode, tops=(top,))


def but(**more: object) -> Callable[[EpisodeRow], EpisodeRow]:
    return lambda row: replace(row, **more)


FAULTS: tuple[Planted, ...] = (
    (but(AGNCY=""), {"AGNCY"}),
    (but(CLIENTID=""), {"CLIENTID"}),
    (lambda row: replace(row, CONSENT="N", AGNCY=""), {"AGNCY"}),
    (but(FINITIAL=""), {"FINITIAL"}),
    (but(SINITIAL=""), {"SINITIAL"}),
    (but(FINITIAL="Karl"), {"FINITIAL"}),
    (but(SINITIAL="Okafor"), {"SINITIAL"}),
    (but(DOB=None), {"DOB"}),
    (but(DOB=date(1902, 12, 31)), {"DOB"}),
    (lambda row: replace(row, DOB=row.REFLD), {"DOB"}),
    (lambda row: replace(row, DOB=(row.REFLD or ENDS_ON) + DAY), {"DOB"}),
    (lambda row: replace(row, DOB=(row.REFLD or ENDS_ON) - 17 * 365 * DAY, DRUG1AGE=None), {"DOB"}),
    (but(SEX=""), {"SEX"}),
    (but(SEX="not_known"), {"SEX"}),
    (but(ETHNIC=""), {"ETHNIC"}),
    (but(ETHNIC="IC1"), {"ETHNIC"}),
    (but(ETHNIC="X7"), {"ETHNIC"}),
    (but(PC="no fixed abode"), {"PC"}),
    (but(REFLD=None), {"REFLD"}),
    (
        lambda row: replace(
            row,
            REFLD=ENDS_ON + DAY,
            TRIAGED=ENDS_ON + DAY,
            CPLANDT=None,
            DISD=None,
            DISRSN="",
            interventions=(),
            tops=(),
        ),
        {"REFLD"},
    ),
    (but(TRIAGED=None), {"TRIAGED"}),
    (but(came_to_triage=False), {"TRIAGED"}),
    (lambda row: replace(row, TRIAGED=(row.REFLD or ENDS_ON) - DAY), {"TRIAGED"}),
    (lambda row: replace(row, CPLANDT=(row.TRIAGED or ENDS_ON) - DAY), {"CPLANDT"}),
    (but(RFLS=""), {"RFLS"}),
    (but(RFLS="hearsay"), {"RFLS"}),
    (but(substances=()), {"DRUG1"}),
    (but(substances=("tea",)), {"DRUG1"}),
    (but(substances=("heroin", "tea")), {"DRUG2"}),
    (but(substances=("heroin", "heroin")), {"DRUG2"}),
    (but(substances=("heroin", "crack", "heroin")), {"DRUG3"}),
    (but(substances=("heroin", "", "crack")), {"DRUG2"}),
    (but(DRUG1AGE=-1), {"DRUG1AGE"}),
    (but(DRUG1AGE=99), {"DRUG1AGE"}),
    (but(ROUTE="by post"), {"ROUTE"}),
    (but(INJSTAT="sometimes"), {"INJSTAT"}),
    (but(ROUTE="inject", INJSTAT="never"), {"INJSTAT"}),
    (but(ACCMNEED="tent"), {"ACCMNEED"}),
    (but(EMPSTAT="busy"), {"EMPSTAT"}),
    (but(PRNTSTAT="perhaps"), {"PRNTSTAT"}),
    (but(DUALDIAG="maybe"), {"DUALDIAG"}),
    (but(NALOXISS="lost"), {"NALOXISS"}),
    (but(PREGNANT="unsure", SEX="female"), {"PREGNANT"}),
    (but(PREGNANT="yes", SEX="male"), {"PREGNANT"}),
    (but(CHILDWTH=-1), {"CHILDWTH"}),
    (but(CHILDWTH=31), {"CHILDWTH"}),
    (but(CHILDWTH=2, PRNTSTAT="not_a_parent"), {"CHILDWTH"}),
    (lambda row: treated(row, MODAL="97"), {"MODAL"}),
    (lambda row: replace(episode := treated(row), interventions=episode.interventions * 2), {"MODAL"}),
    (lambda row: treated(row, FAOMODDT=(row.TRIAGED or ENDS_ON) - DAY), {"FAOMODDT"}),
    (lambda row: treated(row, MODST=(row.CPLANDT or ENDS_ON) - DAY, REFMODDT=None), {"MODST"}),
    (lambda row: treated(row, REFMODDT=(row.REFLD or ENDS_ON) - DAY), {"REFMODDT"}),
    (lambda row: treated(row, MODEND=row.CPLANDT, MODEXIT="A"), {"MODEND"}),
    (lambda row: treated(row, MODEND=(row.CPLANDT or ENDS_ON) + 9 * DAY), {"MODEXIT"}),
    (lambda row: treated(row, MODEXIT="B"), {"MODEND"}),
    (lambda row: treated(row, MODEND=(row.CPLANDT or ENDS_ON) + 9 * DAY, MODEXIT="Z"), {"MODEXIT"}),
    (lambda row: treated(row, MODST=None, MODEND=(row.CPLANDT or ENDS_ON) + DAY, MODEXIT="A"), {"MODST"}),
    (lambda row: replace(treated(row), DISD=(row.CPLANDT or ENDS_ON) + 60 * DAY, DISRSN="85"), {"MODEND"}),
    (lambda row: scored(row, ("OPIUSE", 29)), {"OPIUSE"}),
    (lambda row: scored(row, ("ALCUSE", -1)), {"ALCUSE"}),
    (lambda row: scored(row, ("QUALLIFE", 21)), {"QUALLIFE"}),
    (lambda row: scored(row, ("HRISK", 2)), {"HRISK"}),
    (lambda row: scored(row, ("ALCUSE", 1), stage="sometime"), {"TRSTAGE"}),
    (lambda row: scored(row, day=(row.REFLD or ENDS_ON) - DAY), {"TOPDATE"}),
    (lambda row: ended(row, ""), {"DISRSN"}),
    (lambda row: replace(ended(row, "85"), DISD=None), {"DISD"}),
    (lambda row: ended(row, "99"), {"DISRSN"}),
    (lambda row: replace(ended(row, "85"), DISD=(row.REFLD or ENDS_ON) - DAY), {"DISD"}),
    (lambda row: replace(ended(row, "85"), DISD=row.CPLANDT), {"DISD"}),
    (lambda row: ended(row, "85", died_on=row.CPLANDT), {"DISRSN"}),
    (lambda row: ended(row, "89"), {"DISRSN"}),
    (lambda row: replace(ended(row, "80"), interventions=()), {"DISRSN"}),
    (lambda row: ended(row, "88"), {"DISRSN"}),
)
"""Each with what must be said of it: those fields, and no other."""
