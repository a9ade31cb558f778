"""What is done before somebody leaves: naloxone, asked once, and a slip with whom to ring.

Source: treatment-and-statistics 1.6: "already has" and "declined" are never one answer (recalled); the slip of somebody
who came of their own will names no drug and no offence, for others may read it (design choice).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pathways.referrals.rules.screening import Injected, Said
from pathways.refusals import Reason
from pathways.vocabulary import Answer, Mark, Substance, Worded

WHY_AT_LEAST = 5


class Naloxone(Worded):
    """Four answers that are never made into two."""

    SUPPLIED = "supplied", "Supplied"
    ALREADY_HAS = "already_has", "Already has it"
    DECLINED = "declined", "Offered and declined"
    NOT_OFFERED = "not_offered", "Not offered", "Say why below."


@dataclass(frozen=True, kw_only=True)
class NaloxoneFacts:
    """What was done about naloxone. `why_not` is asked only where it was not offered."""

    answer: Naloxone
    why_not: str = ""

    @property
    def words(self) -> str:
        return f"{self.answer.label}: {self.why_not}" if self.why_not else self.answer.label


def naloxone_reasons(facts: NaloxoneFacts) -> tuple[Reason, ...]:
    """A "not offered" gives its reason; any other answer has none."""
    if facts.answer is Naloxone.NOT_OFFERED and len(facts.why_not.strip()) < WHY_AT_LEAST:
        return (Reason("Say why naloxone was not offered", "naloxone_why", mark=Mark.DESIGN),)
    return ()


def must_answer_naloxone(
    *, said: Said | None, substances: Collection[object], injected: Injected | None, overdose: Answer | None
) -> bool:
    """Whether the answer may not stay blank: an opiate, injecting or an overdose, or nobody knows what they use.

    Anybody else may be offered it, and nobody explains why it was not (desk-treatment 01a: recommended only for opiates
    or an overdose; design choice).
    """
    if said is None or said is Said.WOULD_NOT_SAY or overdose is Answer.YES:
        return True
    injects = injected in (Injected.NOW, Injected.BEFORE)
    return injects or any(isinstance(one, Substance) and one.is_opiate for one in substances)


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One place to turn to: its name and town, the number, and when to be there if a time is known."""

    service: str
    phone: str
    when: datetime | None = None
    is_required: bool = False
    is_voluntary: bool = False


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What a person takes away. Without a required assessment it carries no name of theirs and no word on why."""

    lines: tuple[SlipLine, ...]

    @property
    def is_required(self) -> bool:
        return any(line.is_required for line in self.lines)
