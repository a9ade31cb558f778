"""The forms of scrutiny. Nothing is chosen beforehand."""

from collections.abc import Iterable

from pathways.scrutiny.rules.rounds import LEAST_WORDS, MOST_CASES, LinkWhy, Score
from pathways.ui.choices import Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.fields import Hidden, Line, LongText, WholeNumber
from pathways.ui.forms import Form

_SCALE = [(score.value, f"{score.number}. {score.label}") for score in Score]


class RoundForm(Form):
    from_on = DateBoxes("Decided from", called="First day", not_future=True)
    to_on = DateBoxes("Decided until", called="Last day", hint="That day is included", not_future=True)
    size = WholeNumber(
        "How many cases should the panel read?",
        called="Number of cases",
        hint="Every domestic abuse and hate case is read, even if that makes more",
        least=1,
        most=MOST_CASES,
    )
    members = Ticks("Who sits on the panel?", called="Panel")

    def offer_members(self, people: Iterable[tuple[int, str]]) -> None:
        """Set who may be chosen: numbers and names."""
        self.members.choices = [(str(number), words) for number, words in people]

    @property
    def member_ids(self) -> tuple[int, ...]:
        return tuple(int(each) for each in self.members.data or ())


class HideForm(Form):
    words = LongText(
        "Words to hide",
        hint="One line for each: a name, a nickname, a place, a number. Each is hidden wherever the case says it",
        most=2000,
    )

    @property
    def lines(self) -> list[str]:
        return str(self.words.data or "").splitlines()


class ReleasePackForm(Form):
    seen = Hidden(most=64)
    read = Ticks(
        "Before the panel gets it",
        called="Your answer",
        choices=[("read", "I have read every case above, and nothing in it says who anybody is")],
    )


class FindingForm(Form):
    finding = Radios("What did the panel find?", called="Finding", choices=_SCALE)
    words = LongText(
        "In the panel's words",
        required=False,
        hint=f"Needed unless the case was consistent with policy: {LEAST_WORDS} characters or more. Name nobody",
    )

    @property
    def score(self) -> Score:
        return Score(self.finding.data)


class LearningForm(Form):
    what = LongText("What will be done?", called="Action", least=LEAST_WORDS, most=1000)
    owner = Line("Who sees to it?", called="Owner", hint="A post or team, not only a name", most=120)
    due_on = DateBoxes("By when?", called="Day")


class DoneForm(Form):
    done_on = DateBoxes("When was it done?", called="Day", not_future=True)
    words = LongText("What was done?", least=LEAST_WORDS, most=1000)


class ScoreForm(Form):
    score = Radios("How do you score this case?", called="Score", choices=_SCALE)
    observations = LongText(
        "Observations",
        required=False,
        hint=f"Needed for every score but the first: {LEAST_WORDS} characters or more. If you cannot decide, say why",
    )

    @property
    def given(self) -> Score:
        return Score(self.score.data)


class LinkForm(Form):
    why = Radios("What is your link to this case?", called="Link", choices=choices_of(LinkWhy))
    note = LongText("Anything to add", required=False, hint="Name nobody", most=400)
