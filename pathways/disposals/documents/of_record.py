"""The papers as the record stands: one function for each disposal, and `paper_of` for whichever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pathways.auth import Viewer
from pathways.auth.queries import name_of
from pathways.disposals import queries
from pathways.disposals.documents.paper import DisposalPaper, in_words
from pathways.disposals.documents.words import ACCEPTS, ADMITS, ADMITS_NOTHING, WORDS
from pathways.disposals.queries import CaseView, DisposalView
from pathways.disposals.rules import QUESTIONS, ConditionStatus, Kind, SignedHow

NOT_RECORDED = "What the person said about the offence is not recorded."
_ADMISSION = next(question for question in QUESTIONS if question.name == "admission")
_ADULT = {"present": "Needed, and present", "absent": "Needed, not present yet"}
GONE = (ConditionStatus.VARIED, ConditionStatus.CANCELLED)
_FULL = ("reliable", "doubt")
HAD_IT = "The person admitted having it."
NOT_ADMITTED = "No full admission is recorded."


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What is known of the signature when the paper is made; nothing while it is printed to be signed.

    `leaflet_lines` and `leaflet_version` are of the leaflet that the force signed off; without one the words of this
    product stand. `reference` is the number of a notice or of what was seized, before the step that records it.
    """

    explained_at: datetime | None = None
    signed_at: datetime | None = None
    signed_how: SignedHow = SignedHow.PAPER
    typed_name: str | None = None
    reference: str | None = None
    leaflet_lines: Sequence[str] | None = None
    leaflet_version: str | None = None


def conditional_caution(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """Offence, admission, consent, conditions and the warning (CJA 2003 s23(4), s23(5); verified)."""
    return _paper(found, case, by, signing, admission=ADMITS)


def simple_caution(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """Offence, admission, consent, and what it means."""
    return _paper(found, case, by, signing, admission=ADMITS)


def community_resolution(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """Offence, what the person said (an admission, or that they accept responsibility), and the actions."""
    said = case.answers.get("admission")
    return _paper(found, case, by, signing, admission=ADMITS if said in _FULL else ACCEPTS)


def outcome_22(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """Offence, the activity, and that the investigation stays open. It neither asks for nor repeats an admission."""
    return _paper(found, case, by, signing, admission=ADMITS_NOTHING, says=False)


def penalty_notice(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The record that a notice was given, with the force's own number: it is not the notice."""
    reason = "The officer has reason to believe that this penalty offence was committed."
    return _paper(found, case, by, signing, admission=reason, says=False)


def warning(found: DisposalView, case: CaseView, *, by: Viewer, signing: Signing) -> DisposalPaper:
    """The record that a cannabis or khat warning was given, with the admission and what was seized."""
    is_admitted = case.answers.get("admission") in _FULL
    return _paper(found, case, by, signing, admission=HAD_IT if is_admitted else NOT_ADMITTED)


PAPERS = {
    Kind.CC: conditional_caution,
    Kind.SC: simple_caution,
    Kind.CR: community_resolution,
    Kind.O22: outcome_22,
    Kind.PND: penalty_notice,
    Kind.CW: warning,
}


def paper_of(
    found: DisposalView,
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
    """The document of one disposal, to be signed or as signed; what each part says is told at `Signing`."""
    signing = Signing(
        explained_at=explained_at,
        signed_at=signed_at,
        signed_how=signed_how,
        typed_name=typed_name,
        reference=reference,
        leaflet_lines=leaflet_lines,
        leaflet_version=leaflet_version,
    )
    return PAPERS[found.disposal.kind](found, case, by=by, signing=signing)


def _paper(
    found: DisposalView, case: CaseView, by: Viewer, signing: Signing, *, admission: str, says: bool = True
) -> DisposalPaper:
    disposal, details, words = found.disposal, found.view.details, WORDS[found.disposal.kind]
    tasks = [row for row in found.conditions if row.status not in GONE]
    return DisposalPaper(
        kind=disposal.kind,
        name=details.full_name,
        date_of_birth=_day(details.date_of_birth),
        number=disposal.id,
        offences=case.offence_words,
        admission=admission,
        said=_said(case) if says else "",
        tasks=tuple((str(row.position), row.wording, _day(row.due_on)) for row in tasks) if words.tasks else (),
        authorised=_authority(found),
        officer=by.name,
        means=tuple(signing.leaflet_lines or words.means),
        means_version=signing.leaflet_version or words.version,
        present=_present(case),
        reference=signing.reference or _recorded_reference(found),
        explained_at=signing.explained_at,
        signed_at=signing.signed_at,
        signed_how=signing.signed_how,
        typed_name=signing.typed_name or "",
    )


def _authority(found: DisposalView) -> str:
    """Who gave authority. A prosecutor's decision is entered by an officer, who did not take it."""
    disposal = found.disposal
    if disposal.authorised_at is None:
        return "not yet given"
    by_prosecutor = [each.recorded for each in found.events if each.event == "cps_authorises"]
    if by_prosecutor and queries.prosecutor_of(found.events).decision == "authorised":
        decided_on = date.fromisoformat(by_prosecutor[-1]["decided_on"])
        return f"Crown Prosecution Service, {by_prosecutor[-1]['prosecutor']}, {_day(decided_on)}"
    rank = disposal.authorised_rank.label if disposal.authorised_rank else "Officer"
    return f"{rank} {name_of(disposal.authorised_by_id)}, {in_words(disposal.authorised_at)}"


def _said(case: CaseView) -> str:
    choice = _ADMISSION.choice(case.answers.get("admission"))
    return f"Recorded: {choice.label[:1].lower()}{choice.label[1:]}." if choice else NOT_RECORDED


def _present(case: CaseView) -> tuple[tuple[str, str], ...]:
    """Who has to be there beside the person: in custody the custody record says so, elsewhere the fact sheet."""
    held = case.view.detention
    if held is None:
        adult = _ADULT.get(case.answers.get("appropriate_adult", ""))
        return (("Appropriate adult", adult),) if adult else ()
    lines: list[tuple[str, str]] = []
    if held.needs_appropriate_adult:
        lines.append(("Appropriate adult", _ADULT["present" if held.appropriate_adult_present else "absent"]))
    if held.needs_interpreter:
        there = "present" if held.interpreter_present else "not present yet"
        lines.append(("Interpreter", f"{held.interpreter_language or 'language not recorded'}, {there}"))
    return tuple(lines)


def _recorded_reference(found: DisposalView) -> str:
    given = [event.recorded.get("reference") for event in found.events if event.event == "give"]
    return next((str(each) for each in reversed(given) if each), "")


def _day(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
