"""The forms of this stage: accept, decline, settle an error, find a place, and answer by a link."""

from pathways.acceptance.rules import NOT_REASONS, LinkAnswer, decline_reasons
from pathways.referrals.first_appointments.rules import WayToMeet
from pathways.referrals.steps.rules import steps_asked
from pathways.tables import offered
from pathways.ui.choices import Choice, Pick, Radios, choices_of
from pathways.ui.dates_and_times import Moment
from pathways.ui.fields import Hidden, Line, LongText
from pathways.ui.forms import Form


class AcceptForm(Form):
    """The page fills it in with the viewer and the suggested time: change it, or just accept."""

    keyworker = Pick("Keyworker", required="Select the keyworker")
    first_slot = Moment("First appointment", called="First appointment")
    place = Line("Place", most=120, required="Enter where the first appointment is")
    channel = Radios("How you meet", choices=choices_of(WayToMeet))
    note = LongText("Note for your team (optional)", called="Note", required=False, most=2000)


REASONS = offered(decline_reasons())


class DeclineForm(Form):
    """One reason from a closed list, and a note for the service or manager asked next."""

    reason = Radios(
        "Why can you not take this person?",
        hint=NOT_REASONS,
        choices=choices_of(REASONS),
        required="Select why you cannot take this person",
    )
    note = LongText(
        "Note to whoever is asked next (optional)",
        called="Note",
        required=False,
        most=500,
    )
    counted_anew = tuple(each.code for each in REASONS if each.for_want_of_a_place)
    """The reasons under which the page says how many free places the directory shows."""


class SecondNoteForm(Form):
    """What a colleague who came second had typed, to be added to the note of the one who accepted."""

    note = LongText("Your note, kept as you typed it", called="Your note", most=1000)


class SettleForm(Form):
    """Whether a manager agrees that a referral is an error."""

    agrees = Radios(
        "Do you agree?",
        choices=[Choice("yes", "Yes, close it"), Choice("no", "No, keep it open")],
        required="Select whether you agree",
    )


class PlacingForm(Form):
    """A service for somebody whom no service has. The view sets the services."""

    service = Radios("Place with", hint="Best fit first. Nothing is chosen.", required="Select a service")
    note = LongText(
        "Why this one?",
        called="Reason",
        hint="The service reads this.",
        most=500,
        required="Say why you chose this one",
    )


OF_QUESTIONS = [
    Choice(value, label)
    for each in steps_asked()["ask"].records
    if each.name == "about"
    for value, label in each.choices
]


class LinkAnswerForm(Form):
    """The first page of a link: which answer, and whose. Nothing is chosen."""

    answer = Radios(
        "Your answer",
        choices=[each for each in choices_of(LinkAnswer) if each.value != LinkAnswer.WRONG_PLACE.value],
        required="Select your answer",
    )
    who = Line("Your name and role", hint="Kept with the answer.", most=120, required="Enter your name and role")


class CheckForm(Form):
    """The check page of a link. It carries the answers of the first page."""

    answer = Hidden(most=20)
    who = Hidden(most=120)


class AcceptByLink(CheckForm):
    first_slot = Moment("First appointment", called="First appointment")
    place = Line("Place", most=120, required="Enter where the first appointment is")


class DeclineByLink(CheckForm):
    reason = Radios(
        "Why can you not take this person?",
        hint=NOT_REASONS,
        choices=choices_of(REASONS, hints=dict.fromkeys(REASONS, "")),
        required="Select why you cannot take this person",
    )


class AskByLink(CheckForm):
    about = Radios("What do you need?", choices=OF_QUESTIONS, required="Select what you need")
    question = LongText(
        "Your question",
        hint="Whoever sent the referral reads this. Leave out anything the person told you in confidence.",
        least=10,
        most=1000,
        required="Enter your question",
    )


BY_LINK: dict[str, type[CheckForm]] = {
    LinkAnswer.ACCEPT.value: AcceptByLink,
    LinkAnswer.DECLINE.value: DeclineByLink,
    LinkAnswer.ASK.value: AskByLink,
    LinkAnswer.WRONG_PLACE.value: CheckForm,
}
