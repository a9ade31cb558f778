"""The paper of each disposal, made from the record, and the letter to a victim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pathways import dates
from pathways.auth.queries import name_of
from pathways.auth.roles import Viewer
from pathways.dates import day_in_words, moment_in_words
from pathways.disposals.conditions.rules import ConditionStatus
from pathways.disposals.documents.words import ACCEPTS, ADMITS, ADMITS_NOTHING, WORDS, Words
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS, stated
from pathways.disposals.proposal.queries import DisposalView
from pathways.disposals.proposal.rules.papers import SIGNED_BY_THE_PERSON, SignedHow
from pathways.disposals.steps import queries
from pathways.disposals.victims.queries import remedy_chosen
from pathways.disposals.victims.rules import told_to_the_victim
from pathways.documents.models import Copy
from pathways.documents.paper import Paper
from pathways.law.rules.disposal_terms import Kind

# How the paper of a disposal is drawn. Each kind has the same parts in the same order, and leaves out what it has not.


READ_IT = "I have read this document, or it was read to me."


@dataclass(frozen=True, kw_only=True)
class DisposalPaper:
    """What the paper of a disposal says. `signed_at` is None while it is printed to be signed or given.

    `tasks` are number, wording and last day. `present` are the appropriate adult and the interpreter, each as
    (who, whether there). `reference` is the number of a penalty notice, or of what was seized for a warning.
    """

    kind: Kind
    name: str
    date_of_birth: str
    number: int
    offences: tuple[str, ...]
    admission: str
    answer_on_admission: str
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
        """Whether it has everything that a signed document must have (CJA 2003 s23(5) for a conditional caution)."""
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
        if self.answer_on_admission:
            paper.note(self.answer_on_admission)
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
        explained = (("Explained, with the warning", moment_in_words(self.explained_at)),) if self.explained_at else ()
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
        return (*explained, *lines, ("Recorded", moment_in_words(signed_at)))


# The paper of each disposal from the record. `paper_of` chooses the function for its kind.


NOT_RECORDED = "What the person said about the offence is not recorded."
_ADMISSION = next(question for question in QUESTIONS if question.name == "admission")
_ADULT = {"present": "Needed, and present", "absent": "Needed, not present yet"}
GONE = (ConditionStatus.VARIED, ConditionStatus.CANCELLED)
_FULL = ("reliable", "doubt")
HAD_IT = "The person admitted having it."
NOT_ADMITTED = "No full admission is recorded."


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What is known about the signature when the paper is made; nothing while it is printed to be signed.

    `leaflet_lines` and `leaflet_version` are of the leaflet that the force signed off; without one the words of this
    product are used. `reference` is the number of a notice or of what was seized, before the step that records it.
    """

    explained_at: datetime | None = None
    signed_at: datetime | None = None
    signed_how: SignedHow = SignedHow.PAPER
    typed_name: str | None = None
    reference: str | None = None
    leaflet_lines: Sequence[str] | None = None
    leaflet_version: str | None = None


def conditional_caution(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The paper of a conditional caution: offence, admission, consent, conditions and the warning.

    CJA 2003 s23(4), s23(5); verified.
    """
    return _paper(disposal_view, case, by, signing, admission=ADMITS)


def simple_caution(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The paper of a simple caution: offence, admission, consent, and what it means."""
    return _paper(disposal_view, case, by, signing, admission=ADMITS)


def community_resolution(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The paper of a community resolution: offence, admission or acceptance of responsibility, and the actions."""
    admission = case.answers.get("admission")
    return _paper(disposal_view, case, by, signing, admission=ADMITS if admission in _FULL else ACCEPTS)


def outcome_22(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The agreement of Outcome 22: offence and activity. It neither asks for nor repeats an admission."""
    return _paper(disposal_view, case, by, signing, admission=ADMITS_NOTHING, says=False)


def penalty_notice(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The record that a penalty notice was given, with the force's own number. It is not the notice."""
    reason = "The officer has reason to believe that this penalty offence was committed."
    return _paper(disposal_view, case, by, signing, admission=reason, says=False)


def warning(disposal_view: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The record that a cannabis or khat warning was given, with the admission and what was seized."""
    is_admitted = case.answers.get("admission") in _FULL
    return _paper(disposal_view, case, by, signing, admission=HAD_IT if is_admitted else NOT_ADMITTED)


def _paper(
    disposal_view: DisposalView, case: CaseView, by: Viewer, signing: Signing, *, admission: str, says: bool = True
) -> DisposalPaper:
    disposal, details, words = disposal_view.disposal, disposal_view.view.details, WORDS[disposal_view.disposal.kind]
    tasks = [row for row in disposal_view.conditions if row.status not in GONE]
    return DisposalPaper(
        kind=disposal.kind,
        name=details.full_name,
        date_of_birth=day_in_words(details.date_of_birth),
        number=disposal.id,
        offences=case.offence_words,
        admission=admission,
        answer_on_admission=_said(case) if says else "",
        tasks=tuple((str(row.position), row.wording, day_in_words(row.due_on)) for row in tasks) if words.tasks else (),
        authorised=_authority(disposal_view),
        officer=by.name,
        means=tuple(signing.leaflet_lines or words.means),
        means_version=signing.leaflet_version or words.version,
        present=_present(case),
        reference=signing.reference or _recorded_reference(disposal_view),
        explained_at=signing.explained_at,
        signed_at=signing.signed_at,
        signed_how=signing.signed_how,
        typed_name=signing.typed_name or "",
    )


def _authority(disposal_view: DisposalView) -> str:
    """Who gave authority. A prosecutor's decision is entered by an officer, who did not take it."""
    disposal = disposal_view.disposal
    if disposal.authorised_at is None:
        return "not yet given"
    by_prosecutor = [each.recorded for each in disposal_view.events if each.event == "cps_authorises"]
    if by_prosecutor and queries.prosecutor_of(disposal_view.events).decision == "authorised":
        decided_on = date.fromisoformat(by_prosecutor[-1]["decided_on"])
        return f"Crown Prosecution Service, {by_prosecutor[-1]['prosecutor']}, {day_in_words(decided_on)}"
    rank = disposal.authorised_rank.label if disposal.authorised_rank else "Officer"
    return f"{rank} {name_of(disposal.authorised_by_id)}, {moment_in_words(disposal.authorised_at)}"


def _said(case: CaseView) -> str:
    choice = _ADMISSION.choice(case.answers.get("admission"))
    return f"Recorded: {choice.label[:1].lower()}{choice.label[1:]}." if choice else NOT_RECORDED


def _present(case: CaseView) -> tuple[tuple[str, str], ...]:
    """Who else has to be there: the custody record says so in custody, the fact sheet elsewhere."""
    detention = case.view.detention
    if detention is None:
        adult = _ADULT.get(case.answers.get("appropriate_adult", ""))
        return (("Appropriate adult", adult),) if adult else ()
    lines: list[tuple[str, str]] = []
    if detention.needs_appropriate_adult:
        lines.append(("Appropriate adult", _ADULT["present" if detention.appropriate_adult_present else "absent"]))
    if detention.needs_interpreter:
        there = "present" if detention.interpreter_present else "not present yet"
        lines.append(("Interpreter", f"{detention.interpreter_language or 'language not recorded'}, {there}"))
    return tuple(lines)


def _recorded_reference(disposal_view: DisposalView) -> str:
    given = [event.recorded.get("reference") for event in disposal_view.events if event.event == "give"]
    return next((str(each) for each in reversed(given) if each), "")


PAPERS = {
    Kind.CC: conditional_caution,
    Kind.SC: simple_caution,
    Kind.CR: community_resolution,
    Kind.O22: outcome_22,
    Kind.PND: penalty_notice,
    Kind.CW: warning,
}


def paper_of(
    disposal_view: DisposalView,
    case: CaseView,
    *,
    by: Viewer,
    explained_at: datetime | None = None,
    signed_at: datetime | None = None,
    signed_how: SignedHow = SignedHow.PAPER,
    typed_name: str | None = None,
    reference: str | None = None,
    leaflet_lines: Sequence[str] | None = None,
    leaflet_version: str | None = None,
) -> DisposalPaper:
    """The document of one disposal, to be signed or as signed. `Signing` explains the arguments."""
    signing = Signing(
        explained_at=explained_at,
        signed_at=signed_at,
        signed_how=signed_how,
        typed_name=typed_name,
        reference=reference,
        leaflet_lines=leaflet_lines,
        leaflet_version=leaflet_version,
    )
    return PAPERS[disposal_view.disposal.kind](disposal_view, case, by=by, signing=signing)


# The letter that tells a victim the outcome. It has no name, nothing about health and no address.


ASK = "If you have a question, or if you do not agree with this, ask the officer in your case and give the reference."
NOT_TOLD = "We cannot tell you more about the other person. That is so in every case."
HELP = "You can have help as a victim of crime whatever the outcome. The officer can put you in touch."


@dataclass(frozen=True, kw_only=True)
class VictimLetter:
    """What the letter says. `lines` are the outcome; `remedy` is what the victim chose, if that is recorded."""

    reference: str
    force: str
    offence_on: date | None
    decided_on: date | None
    lines: tuple[str, ...]
    remedy: str | None

    def drawn(self, copy: Copy) -> Paper:
        """One copy of the letter."""
        paper = Paper.of_copy(copy, "What happened with your case", ref=self.reference)
        paper.h1("What happened with your case")
        when = f" on {day_in_words(self.offence_on)}" if self.offence_on else ""
        paper.lead(f"You are, or speak for, the victim of an offence{when}. This letter tells you the outcome.")
        paper.h2("The outcome")
        for line in self.lines:
            paper.p(line)
        if self.remedy:
            paper.p(f"You were asked what would put things right. You chose: {self.remedy}")
        paper.h2("What we cannot tell you")
        paper.p(NOT_TOLD)
        paper.h2("Questions and help")
        paper.p(ASK)
        paper.p(HELP)
        decided = (("Decided", day_in_words(self.decided_on)),) if self.decided_on else ()
        paper.facts("Your case", (("Reference", self.reference), ("Police force", self.force), *decided))
        return paper


def victim_letter(disposal_view: DisposalView, case: CaseView, *, force: str) -> VictimLetter | None:
    """The letter about one disposal; None if there is no victim, or nothing to tell yet."""
    disposal = disposal_view.disposal
    lines = told_to_the_victim(disposal.kind, disposal.state)
    # The facts of today count: a victim may have come to light since the proposal.
    if not lines or not (stated(case.answers).get("victim_exists") is True or case.victim_tried):
        return None
    return VictimLetter(
        reference=f"{WORDS[disposal.kind].prefix}-{disposal.id:06}",
        force=force,
        offence_on=case.case.offence_on,
        decided_on=dates.london(disposal.signed_at).date() if disposal.signed_at else None,
        lines=lines,
        remedy=remedy_chosen(disposal.episode_id),
    )
