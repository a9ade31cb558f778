"""When and how a case may be closed. Source: treatment reference 1.8 and 2.1."""

from dataclasses import dataclass
from datetime import date

from pathways.engagement.rules.codes import Ending, endings_from
from pathways.engagement.rules.standing import DIED, is_with_the_service, not_open
from pathways.engagement.rules.steps import dated, in_words
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class ExitFacts:
    """A person leaving. `not_before` is the latest dated step or attended contact; before either, `accepted_on`."""

    state: ReferralState
    has_died: bool
    today: date
    on: date
    ending: Ending
    not_before: date | None
    accepted_on: date | None = None


def bars_to_exit(facts: ExitFacts) -> tuple[Reason, ...]:
    """Every reason that the case cannot be closed in this way on this date; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    bars = [*dated(facts.on, facts.today, "The date of leaving", "exited_on")]
    if facts.ending not in endings_from(facts.state):
        words = f"“{facts.ending.label}” is not open while the case is “{facts.state.label}”"
        bars.append(Reason(words, "reason", source=facts.ending.source, mark=facts.ending.mark.value))
    if facts.not_before and facts.on < facts.not_before:
        bars.append(Reason(f"Leaving cannot be before the last contact on {in_words(facts.not_before)}", "exited_on"))
    elif facts.accepted_on and facts.on < facts.accepted_on:
        words = f"Leaving cannot be before you accepted the referral on {in_words(facts.accepted_on)}"
        bars.append(Reason(words, "exited_on"))
    return tuple(bars)
