"""What if: a policy lead's question about past decisions, its progress, and its answer. No case opens from here."""

from dataclasses import dataclass
from datetime import timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.dates import day_in_words
from pathways.drafts.desk import once, open_form
from pathways.law.queries import book_in_use
from pathways.law.rules.disposal_book import rules
from pathways.policy import actions, queries
from pathways.policy.forms import CancelForm, what_if_form
from pathways.policy.models import WhatIfRun
from pathways.policy.rules.changes import TITLES, words_of
from pathways.policy.rules.counts import Cut
from pathways.policy.rules.what_if import left_in_words, question_of
from pathways.policy.views.changes import pages
from pathways.ui.pages import show

GROUPS = (
    ("Which disposals are used", ("cfg_two_tier", "cfg_o22_enabled", "cfg_pnd_enabled", "cfg_cw_enabled")),
    ("Community resolution", ("cfg_cr_",)),
    ("Cautions", ("cfg_cc_", "cfg_da_", "cfg_sc_", "cfg_pcsc_", "cfg_charge_", "cfg_four_")),
    ("Drugs of a notice or a warning", ("cfg_pnd_families", "cfg_cw_families")),
)


@dataclass(frozen=True)
class ChangedLine:
    """One thing that the question changes, in words."""

    what: str
    would_be: str


@pages.route("/policy/what-if", methods=["GET", "POST"])
@permit("policy.change")
def what_if() -> ResponseReturnValue:
    """Ask a question: every switch with its present value, the days of one rule, and which decisions to answer."""
    today = clock.today()
    form_class = what_if_form(queries.switches_shown(viewer()), rules(book_in_use()))
    year = {"from_on": today - timedelta(days=365), "to_on": today}
    form = open_form(form_class, title="What if", filled=year)

    def ask() -> str:
        run = actions.ask_what_if(by=viewer(), question=form.question())
        return url_for("policy.what_if_run", what_if_run_id=run.id)

    if response := once(form, ask):
        return response
    asked = [(run, lines_of(run), CancelForm()) for run in queries.what_if_runs(viewer())]
    return show("policy/what_if.html", form=form, groups=GROUPS, asked=asked)


@pages.route("/policy/what-if/<int:what_if_run_id>", methods=["GET", "POST"])
@permit("policy.change")
def what_if_run(what_if_run_id: int) -> ResponseReturnValue:
    """One question: each look answers the next decisions; the answer shows when all are answered."""
    form = CancelForm()

    def cancel() -> str:
        run = actions.cancel_what_if(by=viewer(), run_id=what_if_run_id)
        return url_for("policy.what_if_run", what_if_run_id=run.id)

    if response := once(form, cancel):
        return response
    run = queries.what_if_run(viewer(), what_if_run_id)
    if request.method == "GET":  # a post that was refused does not answer the next part
        run = actions.go_on(by=viewer(), run_id=run.id)
    return show(
        "policy/what_if_run.html",
        form=form,
        run=run,
        lines=lines_of(run),
        question=question_of(run.question),
        left=left_in_words(done=run.done, total=run.total, began=run.asked_at, now=clock.now()),
        cuts=Cut,
    )


def lines_of(run: WhatIfRun) -> list[ChangedLine]:
    """What a question changes, in words."""
    question = question_of(run.question)
    lines = [ChangedLine(TITLES[name], words_of(name, value)) for name, value in question.switches]
    for rule_dates in question.dates:
        until = f" to {day_in_words(rule_dates.valid_to)}" if rule_dates.valid_to else ", without a last day"
        lines.append(
            ChangedLine(f"Rule {rule_dates.row.split('@')[0]}", f"from {day_in_words(rule_dates.valid_from)}{until}")
        )
    return lines
