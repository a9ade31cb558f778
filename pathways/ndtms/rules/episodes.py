"""What one treatment episode is, as the national file asks for it: frozen facts under the names of the file.

Values are as Pathways stores them (`crack`, `no_fixed_abode`); codes are put in only when a cell is written. None or an
empty text is "not recorded", which is no answer of anybody's.
"""

from dataclasses import dataclass, replace
from datetime import date

from pathways.directory.rules import outcode_of
from pathways.engagement.rules import Span, end_with_case, way_of_ending
from pathways.vocabulary import Substance

SUBSTANCES_IN_FILE = 3
OPIATES = frozenset(substance.value for substance in Substance if substance.is_opiate)
TOP_DAYS = (
    "ALCUSE", "OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE", "IVDRGUSE", "SHOTHEFT", "DRGSELL",
    "PWORK", "EDUCAT",
)  # fmt: skip
TOP_SCALES = ("PSYHSTAT", "PHSTAT", "QUALLIFE")
TOP_YES_NO = ("SHARING", "OTHTHEFT", "ASSAULT", "ACUTHPBM", "HRISK")


@dataclass(frozen=True, kw_only=True)
class Intervention:
    """One intervention. `MODAL` is the code Pathways stores of the dated list, `MODEXIT` how it ended."""

    MODAL: str
    MODID: int
    MODST: date | None = None
    REFMODDT: date | None = None
    FAOMODDT: date | None = None
    MODEND: date | None = None
    MODEXIT: str = ""


@dataclass(frozen=True, kw_only=True)
class Top:
    """One set of TOP scores by the names of the file; an item that the person declined is not in it."""

    TOPDATE: date
    TOPID: int
    TRSTAGE: str
    scores: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class EpisodeRow:
    """One episode at one service. `referral_id` leads to the case; `reference` is what staff call it.

    `consent_asked` tells a no from a question never put, `consent_why` how the answer stands, `may_be_asked` that one
    may ask; `came_to_triage` that the triage was attended. `died_on` is the London date of death. `substances` are all
    that were named, main problem first.
    """

    referral_id: int
    reference: str
    person_id: int = 0
    CLIENTID: str = ""
    EPISODID: str = ""
    AGNCY: str = ""
    CONSENT: str = "N"
    consent_asked: bool = False
    consent_why: str = ""
    may_be_asked: bool = False
    FINITIAL: str = ""
    SINITIAL: str = ""
    DOB: date | None = None
    SEX: str = ""
    ETHNIC: str = ""
    REFLD: date | None = None
    PC: str = ""
    PREVTR: str = ""
    ACCMNEED: str = ""
    PRNTSTAT: str = ""
    CHILDWTH: int | None = None
    PREGNANT: str = ""
    DUALDIAG: str = ""
    EMPSTAT: str = ""
    substances: tuple[str, ...] = ()
    DRUG1AGE: int | None = None
    ROUTE: str = ""
    INJSTAT: str = ""
    RFLS: str = ""
    TRIAGED: date | None = None
    came_to_triage: bool = True
    CPLANDT: date | None = None
    DISD: date | None = None
    DISRSN: str = ""
    died_on: date | None = None
    NALOXISS: str = ""
    interventions: tuple[Intervention, ...] = ()
    tops: tuple[Top, ...] = ()

    @property
    def goes_in_full(self) -> bool:
        return self.CONSENT == "Y"

    @property
    def drugs(self) -> tuple[tuple[str, str], ...]:
        """DRUG1 to DRUG3, main problem first: the rest stay here, every one of them kept."""
        return tuple((f"DRUG{place}", substance) for place, substance in enumerate(in_file(self.substances), start=1))


def in_file(substances: tuple[str, ...]) -> tuple[str, ...]:
    """The three that go, in the order they were named. What decides the client group is never the one dropped.

    Any opiate makes the group, else alcohol beside anything else: where it was named fourth or later it goes third
    (treatment reference 1.4: the groups verified, their order recalled).
    """
    goes, stays = substances[:SUBSTANCES_IN_FILE], substances[SUBSTANCES_IN_FILE:]
    for group in (OPIATES, frozenset({Substance.ALCOHOL.value})):
        if group.intersection(goes):
            return goes
        decides = next((substance for substance in stays if substance in group), None)
        if decides is not None:
            return (*goes[:-1], decides)
    return goes


def ended_with(one: Intervention, ended_on: date | None, reason: str) -> Intervention:
    """An intervention as it stands once its episode has ended, for that reason: nothing goes on after a discharge."""
    if one.MODEND is not None or one.MODST is None or ended_on is None:
        return one
    day = end_with_case(Span(started_on=one.MODST), ended_on)
    return replace(one, MODEND=day, MODEXIT=way_of_ending(reason) or "")


def initial(name: str | None) -> str:
    """The first letter of a name in capitals; empty where it has none. The file never holds a name."""
    return next((each.upper()[0] for each in name or "" if each.isalpha()), "")


def outcode(postcode: str) -> str:
    """The first half of a postcode, in capitals; empty for what is none. NDTMS stores no more (recalled)."""
    return outcode_of(postcode) or ""
