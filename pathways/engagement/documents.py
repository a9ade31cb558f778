"""The papers of a required assessment that are the service's own: RA3, RA4, RA5, and RA2 for a changed follow-up.

Police have no copy: they are told that somebody came with written consent only (Drugs Act 2005 s.15(3)).
"""

from pathways.auth.queries import name_of
from pathways.dates import day_in_words, when_in_words
from pathways.directory.entries.queries import service
from pathways.directory.models import Service
from pathways.documents.kinds import PaperKind
from pathways.documents.models import Copy
from pathways.documents.paper import Paper
from pathways.engagement.models.treatment import FollowUp, RequiredAssessmentOutcome
from pathways.engagement.required_assessments.queries import Expected

MARKING_NOTE = "Held by the service. Not for police without the person’s written consent (Drugs Act 2005 s.15)."


def attended_record(expected: Expected, outcome: RequiredAssessmentOutcome, copy: Copy) -> Paper:
    """RA3: that somebody attended the initial assessment and stayed. It is for the service's own file."""
    paper = _paper(PaperKind.RA3, expected, copy)
    paper.lead(f"Attended the initial assessment on {when_in_words(outcome.at)} and stayed to the end.")
    paper.facts(
        "As on the notice",
        [
            ("Time", when_in_words(expected.due_at)),
            ("Place", expected.required.initial_place or ""),
            ("Outcome", outcome.outcome.label),
            ("Service", _service(expected).name),
        ],
    )
    paper.facts("Recorded", [("By", name_of(outcome.recorded_by_id)), ("When", when_in_words(outcome.recorded_at))])
    paper.note(MARKING_NOTE)
    return paper


def follow_up_notice(expected: Expected, follow_up: FollowUp, before: FollowUp | None, copy: Copy) -> Paper:
    """RA4, RA5 or RA2: what the person takes away from the initial assessment, or gets for a changed time."""
    paper = _paper(kind_of(follow_up, before), expected, copy)
    if follow_up.starts_at is None:
        paper.lead("You do not have to go to a follow-up assessment. The requirement to go to one has ended.")
        paper.p("Nothing will happen to you for not going to one. The service can still help you if you want it to.")
        paper.p(f"If you have a question, or want help, ring {_whom(expected)}.")
    else:
        paper.lead(
            f"You must go to a follow-up assessment on {when_in_words(follow_up.starts_at)} at {follow_up.place}."
        )
        if before is not None and before.starts_at is not None:
            then = [("Time before", when_in_words(before.starts_at)), ("Place before", before.place or "")]
            paper.facts("It takes the place of", then)
        paper.p("You must stay until it ends.")
        paper.h2("What happens if you do not go")
        paper.p(
            "If you do not go to the follow-up assessment at that time and place, or leave before it ends, without "
            "good cause, you may be prosecuted."
        )
        paper.h2("To change the time or the place")
        paper.p(f"Ring {_whom(expected)} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("Given to the person")
    paper.sign_here("Signature of the assessor", "Date and time given")
    paper.note("Drugs Act 2005 sections 10, 13 and 14.")
    return paper


def kind_of(follow_up: FollowUp, before: FollowUp | None) -> PaperKind:
    """Which form it is. A changed time is RA2, as for the initial assessment."""
    if follow_up.starts_at is None:
        return PaperKind.RA5
    return PaperKind.RA4 if before is None else PaperKind.RA2_FOLLOW_UP


def _paper(kind: PaperKind, expected: Expected, copy: Copy) -> Paper:
    born = expected.on_notice.date_of_birth
    paper = Paper.of_copy(copy, kind.label, ref=expected.custody_record_no)
    paper.h1(kind.label)
    who = [("Name", expected.on_notice.full_name), ("Date of birth", day_in_words(born))]
    paper.facts("This paper is about", [*who, ("Custody record", expected.custody_record_no)])
    return paper


def _service(expected: Expected) -> Service:
    """The service that the notice names."""
    return service(expected.required.service_id or 0)


def _whom(expected: Expected) -> str:
    service = _service(expected)
    return f"{service.name} on {service.phone}" if service.phone else service.name
