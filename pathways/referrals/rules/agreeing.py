"""An answer as somebody is about to write it down, and what is missing from it.

Source: treatment-and-statistics 1.2.2 and the CON rows of the transitions (design choice): asked, understood, not by
silence. "Not asked" is an answer, so that silence is never read as a no.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pathways.referrals.rules.consents import ConsentState, Covers, Helped, Whom
from pathways.referrals.rules.wordings import REFERRAL, SHARING
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """One answer. `signed` and `understood` are None where nobody said; `covers` is of question 1, `whom` of 4."""

    number: int
    state: ConsentState
    signed: bool | None = None
    understood: bool | None = None
    helped: Helped | None = None
    why_not: str = ""
    language: str = ""
    covers: Covers | None = None
    whom: frozenset[Whom] = frozenset()


def bars_to_answers(answers: Iterable[AnswerGiven]) -> tuple[Reason, ...]:
    """What is missing before these answers of one sitting can be kept; none means they can."""
    given = tuple(answers)
    if not given:
        return (Reason("Answer at least one question, or go back without saving"),)
    found: list[Reason] = []
    for one in given:
        agrees = one.state is ConsentState.GIVEN
        if one.number == SHARING and agrees and not one.whom:
            found.append(Reason("Select who may be asked to join, or ‘Does not agree’", "whom"))
        if one.number == SHARING and one.whom and not agrees:
            found.append(Reason("Nobody can be ticked unless the person agrees to question 4", "whom"))
        if one.number == REFERRAL and agrees and one.covers is None:
            found.append(Reason("Select how far the consent reaches", "answer"))
    asked = [one for one in given if one.state is not ConsentState.NOT_ASKED]
    if asked:
        found += _of_understanding(asked[0])
    return tuple(found)


def _of_understanding(one: AnswerGiven) -> Iterable[Reason]:
    """What every answer that was asked for must say: how it was given, and whether it was understood."""
    if one.signed is None:
        yield Reason("Select how the answers were given", "signed")
    if one.understood is None:
        yield Reason("Select whether the person understood", "understood")
    if one.understood is False and not one.why_not:
        yield Reason("Say why it was not understood, so that a colleague can ask again", "not_understood_why")
    if one.understood and one.why_not:
        yield Reason("Leave the reason empty where the person understood", "not_understood_why")
