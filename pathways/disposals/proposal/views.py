"""The pages on which an officer records the facts, reads the verdicts and proposes a disposal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.auth.guard import permit, viewer
from pathways.directory.entries.queries import services_open_on
from pathways.disposals.conditions.rules import ToCheck, latest_due, standard_due, value_and_place_to_check
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.facts.queries import CaseView
from pathways.disposals.facts.rules.case import (
    FROM_THE_OFFENCE,
    DisposalStepFacts,
    is_nitrous_oxide_possessed,
    may_be_warned,
    trial_mode_of,
)
from pathways.disposals.facts.rules.fact_sheet import may_wait, read_back
from pathways.disposals.facts.rules.time_limits import ASKS, questions_of_time
from pathways.disposals.forms.case import FactsForm
from pathways.disposals.forms.proposal import ProposalForm, standard_plan
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import actions, queries
from pathways.disposals.proposal.rules import verdicts
from pathways.disposals.proposal.rules.what_clears_a_rule import may_override
from pathways.disposals.steps.rules.machine import State
from pathways.disposals.victims import queries as victims_queries
from pathways.disposals.victims.rules import ASKED_OF
from pathways.disposals.views import as_shown, openings_of, pages, record_look, young
from pathways.drafts.desk import FormsDesk, forms_desk, once, open_form
from pathways.law import queries as law_queries
from pathways.law.rules.disposal_book import RuleBook, rules_for
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Gate, Kind
from pathways.safeguarding.queries import may_be_sent_to, risks_told
from pathways.ui.forms import every_field
from pathways.ui.pages import show
from pathways.vocabulary import YesNo

KEEPS_A_MARGIN = (Kind.CC, Kind.O22)
"""The disposals after whose last date time must be left to charge (rule CC-17)."""


@pages.route("/episodes/<int:episode_id>/disposal", methods=["GET", "POST"])
@permit("disposal.propose")
def choose(episode_id: int) -> ResponseReturnValue:
    """First the form of the facts, then every disposal with its verdict, reasons and sources."""
    view = queries.episode_to_decide(viewer(), episode_id)
    if elsewhere := young(view):
        return elsewhere
    case, before = facts_queries.case_of(view), queries.disposals_of(episode_id)
    form = None
    if case.sheet is None or "change" in request.args or request.method == "POST":
        form = _facts_form(case, before)
        if response := once(form, partial(_record_facts, form, episode_id)):
            return response
    record_look(view, "disposal")
    purpose = ResultPurpose.CONDITIONAL_CAUTION
    return show(
        "disposals/proposal/choose.html",
        form=form,
        case=case,
        view=view,
        purpose=purpose,
        notice_is_saved=request.args.get("done") == "notice",
        **_verdicts(case, queries.standing_among(before)),
    )


def _facts_form(case: CaseView, before: Iterable[Disposal]) -> FactsForm:
    """The form of the facts, with the answers given before. If a decision is taken again, the admission is not filled
    in but asked again."""
    again = any(row.state is State.REDECIDE for row in before)
    answers = {name: value for name, value in case.answers.items() if not (again and name == "admission")}
    days = ("offence_on", "prosecutor_evidence_on", "victim_statement_on")
    filled = {**answers, **{name: getattr(case.case, name) for name in days}}
    form = open_form(FactsForm, title="Facts for the disposal", of=case.view.person.id, filled=filled)
    form.leave_out(answered_elsewhere(case))
    return form


@dataclass(frozen=True)
class Offered:
    """What every form that proposes a disposal in one case offers: services, and what the victim chose."""

    services: tuple[tuple[int, str], ...]
    remedy: str | None


def _offered(case: CaseView) -> Offered:
    open_now = may_be_sent_to(services_open_on(clock.today()), case.view.person.id)
    services = tuple((service.id, service.name) for service in open_now if not service.young_people)
    return Offered(services=services, remedy=victims_queries.remedy_chosen(case.view.episode.id))


def _proposal(
    case: CaseView, step: DisposalStepFacts, offered: Offered, kind: Kind, at: str = "", desk: FormsDesk | None = None
) -> ProposalForm:
    """The form that proposes a disposal, on its own page or, with `at`, under its verdict."""
    view, keeps_margin_until = case.view, case.keeps_margin_until if kind in KEEPS_A_MARGIN else None
    due_on = standard_due(clock.today(), dates.bank_holidays(), keeps_margin_until)
    is_drug_offence = case.facts(step)["drug_offence"] is True
    filled = {"conditions": standard_plan(kind, due_on, is_drug_offence=is_drug_offence)}
    title = f"Propose: {kind.label}"
    form = open_form(ProposalForm, title=title, of=view.person.id, filled=filled, at=at, desk=desk)
    form.for_kind(kind)
    form.offer_services(offered.services)
    form.ask_of_remedy(offered.remedy if kind in ASKED_OF else None)
    if at:
        form.offer_overrides(())
        # Several forms are on one page, so each gets ids of its own.
        for each in every_field(form):
            each.id = f"{kind.value}-{each.id}"
    return form


def _verdicts(case: CaseView, standing: Disposal | None) -> dict[str, Any]:
    """What the page shows once the facts are recorded."""
    book, today, step = law_queries.book_in_use(), clock.today(), _step(case)
    kinds = (
        *verdicts.SHOWN_NOW,
        *(verdicts.OF_PART_6 if case.settings["cfg_pcsc_part6_commenced"].value is True else ()),
    )
    asked = (rule for kind in kinds for rule in rules_for(kind, book, today))
    read = frozenset[str]().union(*(rule.fails_when.names for rule in asked))
    settings = [setting for name, setting in case.settings.items() if name in read]
    facts = case.facts(step)
    answers = verdicts.opinions(facts, kinds, book=book, on=today)
    set_aside = {answer.kind: _may_be_set_aside(answer, step, facts, book) for answer in answers}
    opens_aside = [answer.kind for answer in answers if _opens_aside(answer, set_aside[answer.kind])]
    aside = {rule for kind in opens_aside for rule, _ in set_aside[kind]}
    can_be_done = [answer for answer in answers if answer.may_be_proposed or answer.kind in opens_aside]
    stops_all = verdicts.stop_every(answers)
    left = answered_elsewhere(case)
    return {
        "answers": read_back(case.answers),
        "blank": may_wait(case.answers, left=left),
        "can_be_done": can_be_done,
        "about": partial(_about, case),
        "gravity": facts_queries.gravity_of(case),
        "shut": [answer for answer in answers if answer not in can_be_done],
        "stops_all": stops_all,
        "shared": [reason.rule_id for reason in stops_all],
        "opens_aside": opens_aside,
        "standing": standing,
        "proposal_of": _proposal_of(case, step, can_be_done) if standing is None else None,
        "settings": [setting for setting in settings if setting.value is None or setting.is_demonstration],
        "as_shown": partial(as_shown, openings=openings_of(case, left=left), aside=aside),
        "gates": tuple(Gate),
        "risks": risks_told(case.view.episode.id),
    }


def _proposal_of(
    case: CaseView, step: DisposalStepFacts, can_be_done: Iterable[verdicts.Opinion]
) -> Callable[..., ProposalForm] | None:
    """Gives the form under each verdict that may be proposed, from what all of them show, read once."""
    kinds = [answer.kind.value for answer in can_be_done if answer.may_be_proposed]
    if not kinds:
        return None
    addresses = [url_for("disposals.propose", episode_id=case.view.episode.id, kind=kind) for kind in kinds]
    return partial(_proposal, case, step, _offered(case), desk=forms_desk(case.view.person.id, addresses))


def _about(case: CaseView, kind: Kind) -> list[verdicts.AboutDisposal | ToCheck]:
    """What one disposal does and asks, and what an officer checks because no rule does."""
    line = verdicts.each_disposal().get(kind)
    limits = value_and_place_to_check(offence.code for offence in case.case.offences) if kind is Kind.PND else ()
    return [*((line,) if line else ()), *limits]


def _record_facts(form: FactsForm, episode_id: int) -> str:
    facts_actions.record_facts(
        by=viewer(),
        episode_id=episode_id,
        answers=form.answers,
        offence_on=form.day_of_offence,
        prosecutor_evidence_on=form.day_of_evidence,
        victim_statement_on=form.day_of_statement,
        version=form.seen_version,
    )
    if form.pressed == "task_list":
        return url_for("casefile.task_list", episode_id=episode_id)
    return url_for("disposals.choose", episode_id=episode_id)


def answered_elsewhere(case: CaseView) -> tuple[str, ...]:
    """The questions of the sheet that need not be asked: the offences or the custody record answer them."""
    mode = trial_mode_of(case.case.offences)
    names = ("appropriate_adult",) if case.view.detention else ()
    if mode is not None:
        names = (*names, "trial_mode")
    if not is_nitrous_oxide_possessed(case.case.offences):
        names = (*names, "nitrous_oxide")
    names = (*names, *sorted(set(ASKS.values()) - questions_of_time(offence.code for offence in case.case.offences)))
    return names if may_be_warned(case.case.offences) else (*names, "cw_aggravating")


@pages.route("/episodes/<int:episode_id>/disposal/propose/<kind>", methods=["GET", "POST"])
@permit("disposal.propose")
def propose(episode_id: int, kind: str) -> ResponseReturnValue:
    """Propose one disposal: its conditions, and why. Only disposals that this product carries through have a page."""
    view = queries.episode_to_decide(viewer(), episode_id)
    if kind not in {each.value for each in verdicts.CARRIED_THROUGH}:
        abort(404)
    if elsewhere := young(view):
        return elsewhere
    case, chosen = facts_queries.case_of(view), Kind(kind)
    if request.method != "POST" and (case.sheet is None or queries.standing(episode_id)):
        return redirect(url_for("disposals.choose", episode_id=episode_id))
    step, book = _step(case), law_queries.book_in_use()
    form = _proposal(case, step, _offered(case), chosen)
    limits = _limits(case, chosen, step, book)
    form.offer_overrides(_may_be_set_aside(limits["opinion"], step, case.facts(step), book))
    if response := once(form, lambda: _propose(form, episode_id, chosen)):
        return response
    record_look(view, "propose")
    return show("disposals/proposal/propose.html", form=form, kind=chosen, view=view, **limits)


def _limits(case: CaseView, kind: Kind, step: DisposalStepFacts, book: RuleBook) -> dict[str, Any]:
    """The limits of the conditions: the latest days, the highest penalty, and the verdict so far."""
    facts = case.facts(step)
    weeks = [facts[name] for name in ("cfg_cc_normal_weeks", "cfg_cc_max_weeks")]
    first = case.case.offence_on if facts["cfg_cc_anchor"] == FROM_THE_OFFENCE else clock.today()
    return {
        "opinion": verdicts.opinion(kind, facts, picking=True, book=book, on=clock.today()),
        "as_shown": partial(as_shown, openings=openings_of(case, left=answered_elsewhere(case))),
        "cap": facts["fin_cap"],
        "keeps_margin_until": case.keeps_margin_until if kind in KEEPS_A_MARGIN else None,
        "latest": [latest_due(first, week) for week in weeks if first and isinstance(week, int | float)],
    }


def _step(case: CaseView) -> DisposalStepFacts:
    """The step as the page asks about it, with the gravity score, which the authoriser may change."""
    gravity = facts_queries.gravity_of(case)
    return actions.step_now(viewer().rank, gravity_final=gravity.final if gravity else None)


def _opens_aside(answer: verdicts.Opinion, set_aside: Iterable[tuple[str, str]]) -> bool:
    """Whether everything that stops a disposal is guidance that this officer may set aside with a reason."""
    stops = [reason.rule_id for reason in answer.reasons if not reason.verdict.may_be_proposed]
    may = {rule_id for rule_id, _ in set_aside}
    return bool(stops) and answer.kind in verdicts.CARRIED_THROUGH and may.issuperset(stops)


def _may_be_set_aside(
    answer: verdicts.Opinion, step: DisposalStepFacts, facts: Facts, book: RuleBook
) -> list[tuple[str, str]]:
    """The rules against a disposal that this officer could set aside with a reason: (id, message)."""
    by_id = {rule.id: rule for rule in rules_for(answer.kind, book, step.on)}
    stops = (reason for reason in answer.reasons if not reason.verdict.may_be_proposed)
    rank = actions.rank_to_set_aside(viewer(), step.rank_level)
    return [
        (reason.rule_id, reason.message) for reason in stops if not may_override(by_id[reason.rule_id], rank, facts)
    ]


def _propose(form: ProposalForm, episode_id: int, kind: Kind) -> str:
    made = actions.propose(
        by=viewer(),
        episode_id=episode_id,
        kind=kind,
        rationale=form.rationale.data,
        reasons_cite_test=form.reasons_cite_test.data is YesNo.YES,
        plan=form.plan,
        deadline_reason=form.later_because,
        words_stand_because=form.words_stand_because.data or "",
        overrides=form.overrides,
        **form.remedy,
        version=form.seen_version,
    )
    if form.pressed == "task_list":
        return url_for("casefile.task_list", episode_id=episode_id)
    if kind is Kind.CC:
        return url_for("referrals.needs", episode_id=episode_id)
    return url_for("disposals.disposal", disposal_id=made.id)
