"""The forms of what one person proposes and another decides: the decision, and taking one's own back."""

from pathways.ui.fields import Choice, Hidden, Line, LongText, Radios
from pathways.ui.forms import Form
from pathways.vocabulary import YesNo

SEND_BACK = "send_back"
"""What the button beside "Approve" posts as `then`."""


class DecideForm(Form):
    """A second person's decision. `seen` is what the page showed them."""

    seen = Hidden(most=80)
    checked = LongText("What did you check?", hint="Read with the change for as long as it is used", most=1000)

    @property
    def has_read_source(self) -> bool | None:
        """None where the source is made up: there is nothing to read, and nobody is asked."""
        return None


class DecideBySourceForm(DecideForm):
    """The same decision where the change names a source that can be read."""

    read_source = Radios(
        "Have you read the source?",
        choices=[Choice("yes", "Yes, the whole of it", means=YesNo.YES), Choice("no", "No", means=YesNo.NO)],
        required="Select whether you have read the source",
    )

    @property
    def has_read_source(self) -> bool | None:
        return {YesNo.YES: True, YesNo.NO: False}.get(self.read_source.data)


def form_to_decide(*, is_made_up: bool) -> type[DecideForm]:
    """What a second person is asked; `is_made_up` is a change of the demonstration."""
    return DecideForm if is_made_up else DecideBySourceForm


class EndForm(Form):
    """Why a proposal is taken back, or an approved change stopped before it begins."""

    seen = Hidden(most=80)
    ended_why = Line("Why?", most=400)
