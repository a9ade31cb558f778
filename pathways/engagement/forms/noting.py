"""A contact that was held, and notes."""

from pathways.engagement.forms.naloxone import naloxone_field, naloxone_why_field
from pathways.engagement.rules import LONGEST_NOTE, ContactHow, ContactRecord, ContactWith, naloxone_of
from pathways.ui.fields import LongText, Moment, Radios, choices_of
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

HINT = f"For your service only. Police and other providers never see it. At most {LONGEST_NOTE:,} characters."


class ContactForm(Form):
    """When, how, with whom; structured or not; naloxone; a note."""

    at = Moment("When was it?", called="Contact", not_future=True)
    how = Radios("How?", choices=choices_of(ContactHow), required="Select how the contact was held")
    whom = Radios("With whom?", choices=choices_of(ContactWith), required="Select with whom")
    is_structured = Radios(
        "Was it a structured contact?",
        hint="Part of pharmacological or psychosocial treatment, with the person, in the room, by phone or by video.",
        choices=choices_of(YesNo),
        required="Select whether it was a structured contact",
    )
    naloxone = naloxone_field(required=False)
    naloxone_why = naloxone_why_field()
    text = LongText("Note (optional)", called="The note", hint=HINT, most=LONGEST_NOTE, required=False)

    def contact(self) -> ContactRecord:
        """What was held, as the rules read it."""
        return ContactRecord(
            at=self.at.data,
            how=self.how.data,
            whom=self.whom.data,
            is_structured=self.is_structured.data is YesNo.YES,
            naloxone=naloxone_of(self.naloxone.data, self.naloxone_why.data or ""),
        )


class NoteForm(Form):
    """A note: a new one, a changed one, or an addition."""

    text = LongText("Note", called="The note", hint=HINT, most=LONGEST_NOTE, required="Write the note")
