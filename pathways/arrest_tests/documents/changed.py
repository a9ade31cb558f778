"""The notice of a changed appointment (RA2): it repeats the warning (Drugs Act 2005 s.11(8), s.13(8))."""

from datetime import date

from pathways.arrest_tests.documents.notice import when_in_words
from pathways.arrest_tests.models import AppointmentChange
from pathways.arrest_tests.rules.moments import day_in_words
from pathways.directory.queries import service
from pathways.documents import Copy, Paper, PaperKind


def changed_notice_of(
    change: AppointmentChange,
    name: str,
    born_on: date,
    number: str,
    copy: Copy,
    *,
    is_follow_up_ended: bool = False,
) -> Paper:
    """The new time and place, what they replace, and the warning again. Why it was changed is not on it.

    Once an initial was missed there is no follow-up any more, and the notice asks for none (s.12(5)).
    """
    place = service(change.new_service_id)
    paper = Paper.of_copy(copy, PaperKind.RA2.label, ref=number)
    paper.h1(PaperKind.RA2.label)
    who = [("Name", name), ("Date of birth", day_in_words(born_on)), ("Custody record", number)]
    paper.facts("This notice is for", [pair for pair in who if pair[1]])
    paper.lead(
        f"Your initial assessment is changed. You must now go on {when_in_words(change.new_at)} at {change.new_place}."
    )
    if is_follow_up_ended:
        paper.p("You must stay until it ends. You do not have to go to a follow-up assessment.")
    else:
        paper.p("You must stay until it ends. You must also go to a follow-up assessment and stay until it ends.")
    paper.facts(
        "It takes the place of",
        [("Time before", when_in_words(change.old_at)), ("Place before", change.old_place)],
    )
    paper.h2("What happens if you do not go")
    paper.bullets(
        [
            "If you do not go to the initial assessment at the new time and place, or leave before it ends, without "
            "good cause, you may be prosecuted.",
            "If you do not go to the follow-up assessment at the time and place you are given, or leave before it "
            "ends, without good cause, you may be prosecuted.",
        ][: 1 if is_follow_up_ended else 2]
    )
    if not is_follow_up_ended:
        paper.h2("When the follow-up is not needed")
        paper.p(
            "If you are told at the initial assessment that you do not have to go to a follow-up, it is not required."
        )
    paper.h2("To change it again")
    ring = f" on {place.phone}" if place.phone else ""
    paper.p(f"Ring {place.name}{ring} before the appointment. A changed time or place is given to you in writing.")
    paper.h2("Given to the person")
    paper.sign_here("Signature of whoever gave it", "Date and time given")
    paper.note("Drugs Act 2005 sections 9 to 14.")
    return paper
