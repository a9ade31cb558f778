"""The pages of the earlier outcomes that were found for an episode."""

from flask import url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.facts import actions, queries
from pathways.disposals.facts.rules.earlier_outcomes import how_it_counts
from pathways.disposals.forms.case import CorrectEarlierForm, EarlierForm
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.views import pages, record_look, young
from pathways.drafts.desk import once, open_form
from pathways.law.rules.disposal_terms import DrugFamily
from pathways.ui.pages import show


@pages.route("/episodes/<int:episode_id>/earlier", methods=["GET", "POST"])
@permit("disposal.propose")
def earlier(episode_id: int) -> ResponseReturnValue:
    """The earlier outcomes, whether each counts, and the form that adds one."""
    view = proposal_queries.episode_to_decide(viewer(), episode_id)
    if elsewhere := young(view):
        return elsewhere
    form = open_form(EarlierForm, title="Earlier outcomes", of=view.person.id)
    if response := once(form, lambda: _add(form, episode_id)):
        return response
    record_look(view, "earlier outcomes")
    case = queries.case_of(view)
    rows, offence_on = case.earlier, case.case.offence_on
    return show(
        "disposals/facts/earlier.html",
        form=form,
        view=view,
        rows=rows,
        counts={row.number: how_it_counts(queries.as_prior(row), offence_on) for row in rows},
        families={family.value: family.label for family in DrugFamily},
        names=names_of([row.similar_by_id for row in rows]),
    )


def _found(form: EarlierForm) -> actions.OutcomeAsTyped:
    return actions.OutcomeAsTyped(
        kind=form.kind.data,
        given_on=form.given_on.data,
        offence=form.offence.data,
        drug_family=form.drug_family.data,
        is_similar=form.is_similar.data,
        engaged=form.engaged.data,
        found_in=form.found_in.data,
    )


def _add(form: EarlierForm, episode_id: int) -> str:
    actions.add_earlier(by=viewer(), episode_id=episode_id, outcome=_found(form), version=form.seen_version)
    return url_for("disposals.earlier", episode_id=episode_id)


@pages.route("/episodes/<int:episode_id>/earlier/<int:number>", methods=["GET", "POST"])
@permit("disposal.propose")
def correct_earlier(episode_id: int, number: int) -> ResponseReturnValue:
    """Correct one earlier outcome."""
    view = proposal_queries.episode_to_decide(viewer(), episode_id)
    if elsewhere := young(view):
        return elsewhere
    row = queries.earlier_outcome(episode_id, number)
    names = ("kind", "given_on", "offence", "is_similar", "engaged", "found_in")
    filled = {name: getattr(row, name) for name in names}
    filled["drug_family"] = DrugFamily(row.drug_family) if row.drug_family else None
    form = open_form(CorrectEarlierForm, title="Correct an earlier outcome", of=view.person.id, filled=filled)
    if response := once(form, lambda: _correct(form, episode_id, number)):
        return response
    record_look(view, "earlier outcome")
    return show("disposals/facts/correct_earlier.html", form=form, view=view)


def _correct(form: CorrectEarlierForm, episode_id: int, number: int) -> str:
    actions.correct_earlier(
        by=viewer(),
        episode_id=episode_id,
        number=number,
        outcome=_found(form),
        reason=form.correction_reason.data,
        version=form.seen_version,
    )
    return url_for("disposals.earlier", episode_id=episode_id)
