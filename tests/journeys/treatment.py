"""What a worker does with one referral at the treatment desk, in the words of the pages."""

from datetime import datetime

from tests.journeys.desk import Desk


def accept(desk: Desk, name: str) -> None:
    """From the inbox in two presses: the form is filled with me and ten o'clock on the next working day."""
    assert desk.heading == "Inbox"
    with desk.taking(presses=2):
        desk.press(f"Accept {name}").press("Accept referral")


def decline(desk: Desk, name: str, reason: str) -> None:
    """From the inbox in three: the row, the reason, and that it goes on."""
    assert desk.heading == "Inbox"
    with desk.taking(presses=3):
        desk.follow(f"Decline {name}").choose("Why can you not take", reason)
        desk.press("Decline")


def record(desk: Desk, name: str, outcome: str) -> None:
    """From today's list in two: what became of it, and the next appointment that is filled in."""
    desk.go("/today")
    with desk.taking(presses=2):
        desk.press(f"{outcome} : {name}").press("Save")


def came_as_required(desk: Desk, name: str) -> None:
    """From today's list in two: the visit and the required assessment are one entry; the page after it is the case."""
    desk.go("/today")
    with desk.taking(presses=2):
        desk.press(f"Attended and stayed : {name}").press("Save")


def leave(desk: Desk, reason: str) -> None:
    """From the case in five: two answers, and once more when all that was answered stands on one page."""
    with desk.taking(presses=5):
        desk.follow("Record that he has left").choose("Why is the person leaving?", reason)
        desk.choose("Naloxone on leaving", "Already has it").press("Check and close").press("Close the case")


def assess(desk: Desk, *substances: str) -> None:
    """The assessment: what the person says, and what was agreed. `ZZ-CLINICAL-1` must never reach police."""
    desk.follow("Record Assessment").choose("Does the person use drugs or alcohol?", "Yes")
    desk.choose("What does the person say they use?", *substances)
    desk.fill("Needs agreed with the person", "ZZ-CLINICAL-1: weekly keywork, sleep, debts").press("Save assessment")


def report_met(desk: Desk) -> None:
    desk.follow("Report met or not met").choose("What do you report?", "Reported met").press("Report to police")


def offer(desk: Desk, at: datetime, purpose: str) -> None:
    desk.follow("Offer an appointment").choose("When?", "At another time")
    desk.fill_moment("Appointment date and time", at).fill("Where?", "Room 2")
    desk.choose("How will you meet?", "In person").choose("What is it for?", purpose).press("Offer appointment")


def start_and_engage(desk: Desk) -> None:
    """A structured start today, and the first structured contact as the day the person engaged."""
    desk.follow("Record structured start").choose("What kind of treatment?", "Psychosocial (code 95)")
    desk.press("Save start").follow("Record engaged on").press("Save engaged")
