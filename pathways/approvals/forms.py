"""The forms of a proposal: a second person decides it or says yes or no, or its proposer says why it is taken back."""

from pathways.approvals.rules import SecondPersonAnswer
from pathways.ui.choices import Choice, Radios
from pathways.ui.fields import Hidden, Line, LongText
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import YesNo

SEND_BACK = "send_back"
"""What the button beside "Approve" posts as `then`."""


class DecideForm(Form):
    """A second person's decision. `seen` is what the page showed them."""

    seen = Hidden(most=80)
    checked = LongText(
        "What did you check?",
        required="Say what you checked or, to send it back, why",
        hint="To send it back, say why here. What you write is shown with the change for as long as it is used",
        most=1000,
    )

    @property
    def has_read_source(self) -> bool | None:
        """Whether the source was read; None where it is made up, so that nobody is asked."""
        return None

    @property
    def decision(self) -> SecondPersonAnswer:
        return {
            "approves": self.pressed != SEND_BACK,
            "checked": self.checked.data or "",
            "has_read_source": self.has_read_source,
        }


class DecideBySourceForm(DecideForm):
    """A second person's decision on a change whose source can be read."""

    read_source = Radios(
        "Have you read the source?",
        choices=[Choice("yes", "Yes, the whole of it", means=YesNo.YES), Choice("no", "No", means=YesNo.NO)],
        required="Select whether you have read the source",
    )

    @property
    def has_read_source(self) -> bool | None:
        return {YesNo.YES: True, YesNo.NO: False}.get(self.read_source.data)


class WithdrawForm(Form):
    """Why a proposal is taken back, or an approved change stopped before it begins."""

    seen = Hidden(most=80)
    ended_why = Line("Why?", most=400)


class ConfirmForm(RuledForm):
    """A second person's yes or no, asked in the words of its desk (see `yes_or_no`)."""

    answer: Radios

    @property
    def confirms(self) -> bool:
        return bool(self.answer.data)


def yes_or_no(question: str, yes: str, no: str, *, required: str, value: str = "confirm") -> Radios:
    """The question of a `ConfirmForm`. `value` is what a yes posts."""
    answers = [Choice(value, yes, means=True), Choice("turn_down", no, means=False)]
    return Radios(question, choices=answers, required=required)
