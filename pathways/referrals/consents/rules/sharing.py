"""What is missing from an answer before it is recorded, and what each consent lets out, to whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pathways.referrals.consents.rules.consents import (
    REFERRAL,
    SHARING,
    STATISTICS,
    ConsentFacts,
    ConsentState,
    ConsentVerdict,
    Covers,
    Helped,
    Whom,
    consent_live,
    lapses_at,
    standing,
)
from pathways.refusals import Reason

# An answer about to be recorded, and what is missing from it.
#
# Source: treatment-and-statistics 1.2.2 and the CON rows of the transitions (design choice): asked, understood, and
# never inferred from silence. "Not asked" is an answer, so that silence is never read as a no.


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """One answer. `signed` and `understood` are None where not stated; `covers` is for question 1, `whom` for 4."""

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
    """What is missing before these answers of one sitting can be recorded; empty when nothing is."""
    given = tuple(answers)
    if not given:
        return (Reason("Answer at least one question, or go back without saving"),)
    reasons: list[Reason] = []
    for answer in given:
        agrees = answer.state is ConsentState.GIVEN
        if answer.number == SHARING and agrees and not answer.whom:
            reasons.append(Reason("Select who may be asked to join, or ‘Does not agree’", "whom"))
        if answer.number == SHARING and answer.whom and not agrees:
            reasons.append(Reason("Nobody can be ticked unless the person agrees to question 4", "whom"))
        if answer.number == REFERRAL and agrees and answer.covers is None:
            reasons.append(Reason("Select how far the consent reaches", "answer"))
    asked = [answer for answer in given if answer.state is not ConsentState.NOT_ASKED]
    if asked:
        reasons += _of_understanding(asked[0])
    return tuple(reasons)


def _of_understanding(answer: AnswerGiven) -> Iterable[Reason]:
    """What is missing of how an answer was given and whether it was understood, for a question that was asked."""
    if answer.signed is None:
        yield Reason("Select how the answers were given", "signed")
    if answer.understood is None:
        yield Reason("Select whether the person understood", "understood")
    if answer.understood is False and not answer.why_not:
        yield Reason("Say why it was not understood, so that a colleague can ask again", "not_understood_why")
    if answer.understood and answer.why_not:
        yield Reason("Leave the reason empty where the person understood", "not_understood_why")


# What each consent lets out, and to whom: the next provider, the national statistics, a partner, a peer.
#
# Sources: treatment-and-statistics 1.2.2 (design choice); that nothing obtained through a required assessment is
# disclosed without the person's written consent: Drugs Act 2005 s.15(3) (verified).


ONLY_ALOUD = "Said aloud only: what comes from a required assessment is told to nobody without a signature"
TAKEN_BACK = "The agreement to be referred was withdrawn: nothing more is shared"


def is_in_writing_where_it_must_be(*, from_required_assessment: bool, in_writing: bool) -> bool:
    """The rule of s.15(3): what came out of a required assessment is told to nobody on a consent given only aloud.

    It applies to the police, the next provider, the statistics, partners and peers alike.
    """
    return in_writing or not from_required_assessment


def written(verdict: ConsentVerdict, *, from_required_assessment: bool) -> ConsentVerdict:
    """The verdict for what is to be told: not live where the consent must be in writing and is not."""
    if verdict.live and not is_in_writing_where_it_must_be(
        from_required_assessment=from_required_assessment, in_writing=verdict.in_writing
    ):
        return replace(verdict, live=False, why=ONLY_ALOUD)
    return verdict


def may_pass_on(
    rows: Iterable[ConsentFacts], service_id: int, at: datetime, *, from_required_assessment: bool = False
) -> ConsentVerdict:
    """Whether this service may be told (a referral, a send-on, a transfer). Rows of one person, from `consents_in`.

    `from_required_assessment`: what is handed over came out of one. What custody itself asked did not.
    """
    verdict = consent_live(rows, REFERRAL, at, service_id)
    return written(verdict, from_required_assessment=from_required_assessment)


def may_share_with(
    rows: Iterable[ConsentFacts], whom: Whom, at: datetime, *, from_required_assessment: bool = False
) -> ConsentVerdict:
    """Whether this one (mental health team, housing worker or peer) may be asked to join, by consent 4.

    Nobody may once consent 1 was withdrawn: that stops all further sharing, whatever consent 4 says.
    """
    answers = tuple(rows)
    first = standing((row for row in answers if row.taken_at <= at), REFERRAL)
    if first is not None and first.state is ConsentState.WITHDRAWN:
        return ConsentVerdict(live=False, row=first, why=TAKEN_BACK)
    verdict = consent_live(answers, SHARING, at)
    if verdict.row is None or not verdict.live:
        return verdict
    if whom not in verdict.row.shared_with:
        return replace(verdict, live=False, why=f"Agreed to others, not to this one ({whom.label.lower()}): ask first")
    return written(verdict, from_required_assessment=from_required_assessment)


@dataclass(frozen=True, kw_only=True)
class ForStatistics:
    """Consent 3 for a row of the national file. `was_asked` tells a no from a question that was never put.

    `until` is the first moment at which time alone may change it, None where it cannot.
    """

    full: bool
    was_asked: bool
    why: str
    until: datetime | None = None

    @property
    def letter(self) -> str:
        """Y exports the full row; N only the agency, the client's own number and this letter."""
        return "Y" if self.full else "N"


def ndtms_consent(
    rows: Iterable[ConsentFacts],
    at: datetime,
    *,
    ended_at: datetime | None = None,
    from_required_assessment: bool = False,
) -> ForStatistics:
    """Whether a treatment episode is exported in full at `at`. Not asked exports as N and is counted separately (design
    choice).

    `ended_at` is the end of the treatment episode, if it has ended. What was agreed while it ran covers it to its end,
    so a consent that lapsed because the episode ended, or later, still exports it. A withdrawal or refusal reduces the
    export from then on, whenever the episode ended.
    """
    every = [row for row in rows if row.number == STATISTICS]
    until = _says_else_after(every, at, ended_at)
    answers = [row for row in every if row.taken_at <= at]
    stands = standing(answers, STATISTICS)
    if stands is None or stands.state is ConsentState.NOT_ASKED:
        return ForStatistics(full=False, was_asked=False, why="Not asked yet", until=until)
    moment = at
    if ended_at is not None and ended_at < at and stands.state in (ConsentState.GIVEN, ConsentState.EXPIRED):
        answers = [row for row in answers if row.state is not ConsentState.EXPIRED or row.taken_at < ended_at]
        moment = max(ended_at, max(row.taken_at for row in answers))
    verdict = written(consent_live(answers, STATISTICS, moment), from_required_assessment=from_required_assessment)
    return ForStatistics(full=verdict.live, was_asked=True, why=verdict.why, until=until)


def _says_else_after(rows: Collection[ConsentFacts], at: datetime, ended_at: datetime | None) -> datetime | None:
    """The first moment at which these answers may say something else: one is given or lapses by its age, or the
    episode ends. Nothing lapses by its age after that."""
    moments = [row.taken_at for row in rows if row.taken_at > at]
    if ended_at is None or ended_at >= at:
        lapses = [lapses_at(row.taken_at) for row in rows if row.state is ConsentState.GIVEN]
        moments += [moment for moment in (*lapses, ended_at) if moment is not None and moment >= at]
    return min(moments, default=None)
