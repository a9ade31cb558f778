"""The document of a conditional caution: offence, admission, consent, conditions and the warning.

The signed document must hold the details of the offence, an admission, consent and the conditions (CJA 2003 s23(5);
verified). The words on what it means are placeholders until the force signs off its leaflet (design/look.md).
"""

from dataclasses import dataclass
from datetime import datetime

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.queries import name_of
from pathways.disposals.queries import CaseView, DisposalView
from pathways.documents import Copy, Paper

EXPLAINED = (
    "A conditional caution is not a conviction. It is recorded, and it may be told to others as the law allows.",
    "You must keep every condition by its date.",
    "If you fail without reasonable excuse to comply with a condition, you may be prosecuted for the offence, and this "
    "document may be used in those proceedings.",
    "You do not have to agree. If you do not, the police decide again what to do about the offence.",
)
EXPLAINED_SOURCE = "Criminal Justice Act 2003 sections 23(4), 23(5) and 24"
WORDS_VERSION = "caution-2026-11"
ADMITS = "I admit that I committed the offence."
AGREES = "I agree to be given this conditional caution and to keep its conditions."


@dataclass(frozen=True, kw_only=True)
class CautionPaper:
    """What the document says. `signed_at` is None while it is printed to be signed."""

    name: str
    date_of_birth: str
    reference: str
    offences: tuple[str, ...]
    conditions: tuple[tuple[str, str, str], ...]
    authorised: str
    officer: str
    explained_at: datetime | None = None
    signed_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether offence, admission, consent and conditions are all there (the words of the last two are fixed)."""
        return bool(self.offences and self.conditions and all(wording for _, wording, _ in self.conditions))

    def drawn(self, copy: Copy) -> Paper:
        """One copy of the paper."""
        paper = Paper.of_copy(copy, "Conditional caution", ref=self.reference)
        paper.h1("Conditional caution")
        if self.signed_at is None:
            paper.lead("To be read and signed. This copy is not signed.")
        paper.facts(
            "Person", (("Name", self.name), ("Date of birth", self.date_of_birth), ("Authority", self.authorised))
        )
        paper.h2("The offence")
        paper.bullets(self.offences)
        paper.p(ADMITS)
        paper.h2("The conditions")
        paper.table("Conditions", ("Number", "What you must do", "By"), self.conditions, (60, 310, 110))
        paper.h2("What this means")
        paper.bullets(EXPLAINED)
        paper.note(f"{EXPLAINED_SOURCE} (verified). Wording {WORDS_VERSION}.")
        paper.h2("Agreement")
        paper.p(AGREES)
        if self.signed_at is None or self.explained_at is None:
            paper.sign_here("Signature of the person", "Signature of the officer", "Date and time")
        else:
            paper.facts("Signature", self._signature(self.explained_at, self.signed_at))
        return paper

    def _signature(self, explained_at: datetime, signed_at: datetime) -> tuple[tuple[str, str], ...]:
        return (
            ("Explained, with the warning", in_words(explained_at)),
            ("Admission and agreement signed on paper by", self.name),
            ("In the presence of", self.officer),
            ("Recorded", in_words(signed_at)),
        )


def caution(
    found: DisposalView,
    case: CaseView,
    *,
    by: Viewer,
    explained_at: datetime | None = None,
    signed_at: datetime | None = None,
) -> CautionPaper:
    """The document of one disposal, to be signed or as signed. An appropriate adult or interpreter signs by hand."""
    disposal, details = found.disposal, found.view.details
    rank = disposal.authorised_rank.label if disposal.authorised_rank else "Officer"
    at = in_words(disposal.authorised_at) if disposal.authorised_at else "not yet given"
    return CautionPaper(
        name=details.full_name,
        date_of_birth=_day(details.date_of_birth),
        reference=f"CC-{disposal.id:06}",
        offences=case.offence_words,
        conditions=tuple((str(row.position), row.wording, _day(row.due_on)) for row in found.conditions),
        authorised=f"{rank} {name_of(disposal.authorised_by_id)}, {at}" if disposal.authorised_at else at,
        officer=by.name,
        explained_at=explained_at,
        signed_at=signed_at,
    )


def in_words(instant: datetime) -> str:
    """25 November 2026 at 03:43, in London."""
    local = clock.london(instant)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def _day(day: object) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
