"""What police may see of a referral: one function decides, for every page, list and paper.

Source: Pathways treatment reference 2.4 ("What police may / may not see"). The table is a design choice that rests on
Drugs Act 2005 s.12(2) and s.14(2) (the assessor must tell police of a failure: verified) and s.15(3) (anything else
from a required assessment needs written consent: verified). Confidentiality law behind the rest is recalled.
"""

from dataclasses import dataclass
from datetime import datetime

from pathways.casefile.rules.kinds import BASE, FEEDBACK, STATUTORY, Column, Hidden, Kind
from pathways.casefile.rules.link import Agreement, PoliceView
from pathways.referrals.rules import is_in_writing_where_it_must_be
from pathways.vocabulary import Mark

SOURCE = "Drugs Act 2005 s.12(2), s.14(2), s.15(3); what police may see, treatment reference 2.4"
MARK = Mark.DESIGN


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is true of a referral.

    `at` is the instant it happened (for a dated fact: the entry, or the end of its London day if entered later);
    a statutory failure is dated by the report to police. `earliest_at` is given where only a day is known: it may have
    happened then already. `note` is only what the fact's own row of the table allows.
    """

    kind: Kind
    at: datetime
    heading: str = ""
    note: str = ""
    where: str = ""
    who: str = ""
    earliest_at: datetime | None = None
    whole_day: bool = False
    from_required_assessment: bool = False
    condition_id: int | None = None
    was_reported: bool = False
    police_are_recipient: bool = False


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The answer: whether the fact shows, by which column, or why it does not."""

    visible: bool
    by: Column | None = None
    hidden: Hidden | None = None


def police_may_see(fact: Fact, viewer_facts: PoliceView, moment: datetime) -> Sight:
    """Whether police may see `fact` at `moment`.

    Silence tells nothing: what is hidden is simply not there, and this function never looks at what else is known.
    Withdrawal hides at once, whatever the date of the fact; consent given anew shows facts from its own moment only.
    What has only a day and may have happened before that moment is not shown.
    """
    if fact.at > moment:
        return _no(Hidden.NOT_YET)
    if fact.kind in BASE:
        return _yes(Column.ANYONE)
    if fact.kind in STATUTORY:
        return _yes(Column.STATUTE) if fact.was_reported else _no(Hidden.NOT_REPORTED)
    if fact.kind in FEEDBACK:
        return _under_consent(fact, viewer_facts.agreement(moment))
    if fact.kind is Kind.CONDITION_REPORTED:
        runs = any(one.condition_id == fact.condition_id and one.runs(moment) for one in viewer_facts.conditions)
        return _yes(Column.CONDITION) if runs else _no(Hidden.NO_RUNNING_CONDITION)
    if fact.kind is Kind.DIED:
        return _yes(Column.ANYONE) if viewer_facts.holds_open_step else _no(Hidden.NOTHING_OPEN)
    if fact.kind is Kind.SAFEGUARDING_ACTION:
        return _yes(Column.ANYONE) if fact.police_are_recipient else _no(Hidden.NOT_FOR_POLICE)
    return _no(Hidden.NEVER)


def _under_consent(fact: Fact, agreed: Agreement | None) -> Sight:
    if agreed is None:
        return _no(Hidden.NO_CONSENT)
    happened_at = fact.earliest_at or fact.at
    if happened_at < agreed.given_at:
        return _no(Hidden.BEFORE_CONSENT)
    signed = agreed.in_writing_from is not None and happened_at >= agreed.in_writing_from
    if not is_in_writing_where_it_must_be(from_required_assessment=fact.from_required_assessment, in_writing=signed):
        return _no(Hidden.NOT_IN_WRITING)
    return _yes(Column.CONSENT)


def _yes(column: Column) -> Sight:
    return Sight(visible=True, by=column)


def _no(why: Hidden) -> Sight:
    return Sight(visible=False, hidden=why)
