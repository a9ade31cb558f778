"""Not now, ask again."""

from collections.abc import Iterable

from pathways import clock
from pathways.arrest_tests.rules.asking_later import LaterFacts, WhyLater, later_reasons
from pathways.refusals import Reason
from pathways.ui.fields import Line, Moment, Radios, choices_of
from pathways.ui.forms import RuledForm


class AskLaterForm(RuledForm):
    why = Radios("Why not now?", choices=choices_of(WhyLater), required="Select why not now")
    note = Line("In whose words, or what else (optional)", called="What else", required=False, most=400)
    ask_again_at = Moment("Ask again at", called="Asking again", hint="The board counts down to it")

    def facts(self) -> LaterFacts:
        return LaterFacts(why=self.why.data, ask_again_at=self.ask_again_at.data, note=self.note.data or "")

    def against(self) -> Iterable[Reason]:
        return later_reasons(self.facts(), now=clock.now())
