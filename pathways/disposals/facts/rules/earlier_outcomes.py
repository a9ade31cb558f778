"""Earlier outcomes, and the facts that follow from them: the look-back is counted from the day of the offence.

Sources: CJCA 2015 s17(4) and Explanatory Notes para 207 (verified); steps for a drug (Hansard 11 March 2009, khat
strategy 2014; verified); data dictionary 1.4. Whether an offence is similar is an officer's decision (s17(5)(b)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pathways.dates import months_after
from pathways.law.rules.disposal_language import Value
from pathways.refusals import Reason
from pathways.vocabulary import Known, Worded

LOOK_BACK_YEARS = 2
PROSECUTOR_LEVEL = 9
"""The level of a prosecutor's authority among the ranks (data dictionary 1.6)."""


class PriorKind(Worded):
    """What an earlier case ended with."""

    CONVICTION = "conviction", "Conviction"
    SC = "SC", "Simple caution"
    CC = "CC", "Conditional caution"
    YC = "YC", "Youth caution"
    YCC = "YCC", "Youth conditional caution"
    PND = "PND", "Penalty notice"
    CW = "CW", "Cannabis or khat warning"
    CR = "CR", "Community resolution"
    O22 = "O22", "Outcome 22: diversionary activity"
    NFA = "NFA", "No further action"

    @property
    def is_caution_or_conviction(self) -> bool:
        """All kinds of caution, youth and conditional included (Explanatory Notes para 207; verified)."""
        return self.value in ("conviction", "SC", "CC", "YC", "YCC")

    @property
    def may_be_engaged_with(self) -> bool:
        return self.value in ("CR", "O22")


class FoundIn(Worded):
    """Where an earlier outcome was found. Resolutions are often not on PNC (verified)."""

    PNC = "PNC", "PNC"
    PND_DATABASE = "PND", "Police National Database"
    LOCAL = "local", "Our own system"
    OTHER_FORCE = "other_force", "Told by another force"
    TOLD = "told", "Said by the person"


@dataclass(frozen=True, kw_only=True)
class Prior:
    """One earlier outcome as the rules read it.

    `similar_rank_level` is the level of the officer who said whether it is similar.
    """

    kind: PriorKind
    given_on: date
    similar: Known = Known.NOT_KNOWN
    engaged: Known | None = None
    drug_family: str | None = None
    similar_rank_level: int | None = None


def earlier_bars(
    kind: PriorKind, *, given_on: date, engaged: Known | None, similar: Known, has_rank: bool, today: date
) -> tuple[Reason, ...]:
    """What is wrong with an earlier outcome as it was typed, each at its field.

    One given after the offence may be recorded: it only does not count.
    """
    reasons: list[Reason] = []
    if given_on > today:
        reasons.append(Reason("The outcome cannot be in the future. Type the day it was given", "given_on"))
    if kind.may_be_engaged_with and engaged is None:
        reasons.append(Reason("Select whether the person took part, or choose ‘Not known’", "engaged"))
    if similar is not Known.NOT_KNOWN and not has_rank:
        reasons.append(
            Reason(
                "No rank is recorded for you today. Choose ‘Not known’: a police officer decides what is similar",
                "is_similar",
                "Criminal Justice and Courts Act 2015 section 17(5)(b)",
                "verified",
            )
        )
    return tuple(reasons)


def how_it_counts(prior: Prior, offence_on: date | None) -> str:
    """Whether an earlier outcome counts in the two years before the offence, in words for the list."""
    if not prior.kind.is_caution_or_conviction:
        return "Not a caution or conviction: the two-year rule does not cover it"
    if offence_on is None:
        return "Not known until the day of the offence is entered"
    if prior.given_on >= offence_on:
        return "Given on or after the day of the offence: it does not count"
    if prior.given_on < look_back_from(offence_on):
        return "More than two years before the offence: it does not count"
    return "In the two years before the offence" + (", and similar: it counts" if prior.similar is Known.YES else "")


def look_back_from(offence_on: date) -> date:
    """The first day of the two years before the offence; from 29 February, 28 February."""
    return months_after(offence_on, -12 * LOOK_BACK_YEARS)


def least_rank_of_similarity(priors: Iterable[Prior], offence_on: date | None) -> int:
    """The lowest rank level of those who decided whether a caution or conviction in the two years is similar.

    At least an inspector decides that (CJCA 2015 s17(4)(b), SI 2015/830; verified). If there was nothing to decide, it
    is the highest level, so that no rule asks for more.
    """
    judged = (
        prior for prior in priors if prior.similar is not Known.NOT_KNOWN and _within(prior, offence_on) is not False
    )
    return min((prior.similar_rank_level or 0 for prior in judged), default=PROSECUTOR_LEVEL)


def _any(answers: Iterable[bool | None]) -> bool | None:
    listed = list(answers)
    if True in listed:
        return True
    return None if None in listed else False


def _truth(known: Known | None) -> bool | None:
    return {Known.YES: True, Known.NO: False}.get(known) if known else None


def _within(prior: Prior, offence_on: date | None) -> bool | None:
    if not prior.kind.is_caution_or_conviction:
        return False
    if offence_on is None:
        return None
    return look_back_from(offence_on) <= prior.given_on < offence_on


def _both(first: bool | None, other: bool | None) -> bool | None:
    if first is False or other is False:
        return False
    return None if first is None or other is None else True


def _count(answers: Iterable[bool | None]) -> int | None:
    listed = list(answers)
    return None if None in listed else listed.count(True)


def history_facts(
    priors: Iterable[Prior], *, offence_on: date | None, drug_family: str | None
) -> dict[str, Value | None]:
    """The facts that follow from the listed outcomes; each is None if an answer that matters is not known."""
    listed = tuple(priors)
    steps = [prior for prior in listed if prior.kind in (PriorKind.CW, PriorKind.PND)]
    same = [
        None if drug_family is None or prior.drug_family is None else prior.drug_family == drug_family
        for prior in steps
    ]
    resolutions = [prior for prior in listed if prior.kind is PriorKind.CR]
    offered = [prior for prior in listed if prior.kind.may_be_engaged_with]
    return {
        "similar_prior_within_2y": _any(_both(_within(prior, offence_on), _truth(prior.similar)) for prior in listed),
        "prior_same_drug_steps": _count(same),
        "cr_prior_same_type": _count(_truth(prior.similar) for prior in resolutions),
        "cr_prior_not_engaged": _any(
            None if _truth(prior.engaged) is None else not _truth(prior.engaged) for prior in offered
        ),
    }
