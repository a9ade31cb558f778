"""The paper of a disposal, drawn: the same parts in the same order for each kind, those it does not have left out."""

from dataclasses import dataclass
from datetime import datetime

from pathways import clock
from pathways.disposals.documents.words import ADMITS_NOTHING, WORDS, Words
from pathways.disposals.rules import SIGNED_BY_THE_PERSON, Kind, SignedHow
from pathways.documents import Copy, Paper

READ_IT = "I have read this document, or it was read to me."


@dataclass(frozen=True, kw_only=True)
class DisposalPaper:
    """What the document says. `signed_at` is None while it is printed to be signed or given.

    `tasks` are number, wording and last day. `present` are the appropriate adult and the interpreter, each as
    (who, whether there). `reference` is the number of a penalty notice, or of what was seized for a warning.
    """

    kind: Kind
    name: str
    date_of_birth: str
    number: int
    offences: tuple[str, ...]
    admission: str
    said: str
    tasks: tuple[tuple[str, str, str], ...]
    authorised: str
    officer: str
    means: tuple[str, ...]
    means_version: str
    present: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    explained_at: datetime | None = None
    signed_at: datetime | None = None
    signed_how: SignedHow = SignedHow.PAPER
    typed_name: str = ""

    @property
    def words(self) -> Words:
        return WORDS[self.kind]

    @property
    def is_complete(self) -> bool:
        """Whether everything is there that a signed document must hold (CJA 2003 s23(5) for a conditional caution)."""
        tasks = all(wording for _, wording, _ in self.tasks) and (bool(self.tasks) or not self.words.tasks)
        signed = self.signed_how is SignedHow.PAPER or bool(self.typed_name.strip())
        return bool(self.offences and self.admission) and tasks and signed

    def drawn(self, copy: Copy) -> Paper:
        """One copy of the paper."""
        words = self.words
        paper = Paper.of_copy(copy, words.title, ref=f"{words.prefix}-{self.number:06}")
        paper.h1(words.title)
        if self.signed_at is None:
            by_person = self.kind in SIGNED_BY_THE_PERSON
            unsigned = "To be read and signed. This copy is not signed." if by_person else "It is not given yet."
            paper.lead(unsigned)
        paper.facts("Person", self._person())
        paper.h2("The offence")
        paper.bullets(self.offences)
        paper.p(self.admission)
        if self.said:
            paper.note(self.said)
        if words.tasks:
            paper.h2(words.tasks)
            paper.table("Each with its last day", ("Number", "What you must do", "By"), self.tasks, (60, 310, 110))
        paper.h2("What this means")
        paper.bullets(self.means)
        ours = self.means_version == words.version
        where = f"{words.source} ({words.mark})" if ours else "Words that the force signed off"
        paper.note(f"{where}. Wording {self.means_version}.")
        self._agreement(paper)
        return paper

    def _person(self) -> tuple[tuple[str, str], ...]:
        named = {Kind.PND: "Number of the notice", Kind.CW: "Reference of what was seized"}.get(self.kind, "Reference")
        own = ((named, self.reference or "To be entered when it is given"),) if self.kind in (Kind.PND, Kind.CW) else ()
        return (
            ("Name", self.name),
            ("Date of birth", self.date_of_birth),
            ("Authority", self.authorised),
            *own,
            *self.present,
        )

    def _agreement(self, paper: Paper) -> None:
        by_person = self.kind in SIGNED_BY_THE_PERSON
        paper.h2("Agreement" if by_person else "Given")
        if self.words.agrees:
            paper.p(self.words.agrees)
        if self.signed_at is None:
            person = ("Signature of the person",) if by_person else ()
            others = tuple(f"Signature of the {who.lower()}" for who, _ in self.present)
            paper.sign_here(*person, *others, "Signature of the officer", "Date and time")
        else:
            paper.signed("Signature" if by_person else "Record", self._signed(self.signed_at, by_person=by_person))

    def _signed(self, signed_at: datetime, *, by_person: bool) -> tuple[tuple[str, str], ...]:
        told = (("Explained, with the warning", in_words(self.explained_at)),) if self.explained_at else ()
        lines: tuple[tuple[str, str], ...] = (("Given by", self.officer),)
        if by_person and self.signed_how is SignedHow.SCREEN:
            lines = (
                ("Signed on screen by", self.typed_name),
                ("With the words", READ_IT),
                ("Confirmed by the officer present", self.officer),
            )
        elif by_person:
            what = "Agreement" if self.admission == ADMITS_NOTHING else "Admission and agreement"
            lines = ((f"{what} signed on paper by", self.name), ("In the presence of", self.officer))
        return (*told, *lines, ("Recorded", in_words(signed_at)))


def in_words(instant: datetime) -> str:
    """25 November 2026 at 03:43, in London."""
    local = clock.london(instant)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"
