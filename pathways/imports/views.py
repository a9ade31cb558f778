"""The desk for imports: who waits for somebody to decide who they are; what was imported, and taking it back."""

from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from pathways.approvals.queries import bars_to_confirming
from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import answered, once, open_form
from pathways.imports.actions import importing, undoing
from pathways.imports.forms import DecideTakingBackForm, TakeBackForm, WhoItIsForm
from pathways.imports.queries import people_set_aside
from pathways.imports.queries import runs as queries
from pathways.imports.queries.people_set_aside import Doubtful, KnownPerson
from pathways.imports.queries.runs import ListedRun
from pathways.imports.rules.deciding import WhoItIs
from pathways.people.models.identity import PersonDetails
from pathways.refusals import Reason, or_out_of_sight
from pathways.ui.pages import marks_asked_for, show
from pathways.ui.rendering import day

pages = Blueprint("imports", __name__)

# Who waits, and one of them at a time.


DECIDED: Final = {
    WhoItIs.SAME: "Decided, in your name: the last one is the person who is known already.",
    WhoItIs.ANOTHER: "Decided, in your name: the last one is another person, and was added.",
    WhoItIs.LEFT_OUT: "Decided, in your name: the last one is left out.",
}
"""What the viewer has just decided, for the page that follows."""


@pages.get("/imports/waiting")
@permit("person.record")
def waiting() -> ResponseReturnValue:
    """Who was set aside by an import of the force, and waits."""
    marks = marks_asked_for()
    page = people_set_aside.waiting(viewer(), marks["after"])
    known = people_set_aside.details_of_those(page.rows)
    audit.listed(viewer(), "import.waiting.read", known, waiting=[each.aside.id for each in page.rows])
    return show("imports/waiting.html", page=page, known=known, marks=marks, done=_decided_here())


@pages.route("/imports/waiting/<int:number>", methods=["GET", "POST"])
@permit("person.record")
def who_it_is(number: int) -> ResponseReturnValue:
    """Decide who somebody of a file is, beside each person they may be; then the next one."""
    someone = people_set_aside.doubtful(viewer(), number)
    known = people_set_aside.known_people(viewer(), someone)
    form = open_form(WhoItIsForm, title="Who somebody of an import is")
    form.offer((each.hit.person.id, _who(each.hit.details)) for each in known)

    def decide() -> str:
        importing.decide(by=viewer(), aside=someone.aside, who=form.who, same_as=form.same_as)
        return _next(number, done=form.who)

    if bars := people_set_aside.bars_to_deciding(someone.aside):
        form.comes_too_late(f"{bars[0].message}. Your answer was not recorded")
    elif response := once(form, decide, settles=True):
        return response
    if form.refusals:  # that was rolled back, and others may have decided: they are read again
        someone = people_set_aside.doubtful(viewer(), number)
        bars = people_set_aside.bars_to_deciding(someone.aside)
    return _beside_each_other(form, someone, known, bars)


def _beside_each_other(
    form: WhoItIsForm, someone: Doubtful, known: tuple[KnownPerson, ...], bars: tuple[Reason, ...]
) -> ResponseReturnValue:
    aside = someone.aside
    if bars:
        answered()
    shown = [each.hit.person.id for each in known]
    audit.listed(viewer(), "import.waiting.viewed", shown, waiting=aside.id)
    return show(
        "imports/who_it_is.html",
        form=form,
        someone=someone,
        known=known if aside.row_facts else (),
        bars=bars,
        names=names_of([aside.decided_by_id]),
        following=_next(aside.id),
        done=_decided_here(),
    )


def _next(number: int, done: WhoItIs | None = None) -> str:
    """The page of who waits after this one, or the list where nobody else does."""
    following = people_set_aside.next_waiting(viewer(), number)
    if following is None:
        return url_for("imports.waiting", done=done)
    return url_for("imports.who_it_is", number=following, done=done)


def _decided_here() -> str | None:
    return next((words for who, words in DECIDED.items() if who == request.args.get("done")), None)


def _who(details: PersonDetails) -> str:
    pnc = f", PNC {details.pnc_id}" if details.pnc_id else ""
    return f"{details.full_name}, born {day(details.date_of_birth)}{pnc}"


# What was imported, and taking one import back: one person asks, another confirms, and the worker does it.


ASKED: Final = {
    "asked": "Asked, in your name. It waits for somebody else to confirm it: until then everything stays.",
    "confirmed": "Confirmed, in your name. What the import made is taken back now.",
    "turned_down": "Turned down, in your name: what was imported stays.",
}
MOST_SHOWN: Final = 50
"""Of how many records that stayed row and key are shown."""


@pages.get("/imports")
@permit("person.merge")
def runs() -> ResponseReturnValue:
    """What the force imported, latest first, what became of the rows of each, and how many people wait."""
    marks = marks_asked_for()
    page = queries.page_of_runs(viewer(), marks["after"])
    numbers = [each.run.id for each in page.rows]
    return show(
        "imports/runs.html",
        page=page,
        marks=marks,
        waits=people_set_aside.how_many_wait(viewer(), numbers),
        names=names_of(each.run.began_by_id for each in page.rows),
    )


@pages.route("/imports/<int:number>", methods=["GET", "POST"])
@permit("person.merge")
def run_page(number: int) -> ResponseReturnValue:
    """One import: what became of its rows. Where somebody asked that it is taken back, somebody else answers here."""
    listed = queries.listed_run(viewer(), number)
    form = open_form(DecideTakingBackForm, title="Taking back an import")

    def decide() -> str:
        undoing.decide_undoing(by=viewer(), proposal=or_out_of_sight(listed.undoing), confirms=form.confirms)
        return url_for("imports.run_page", number=number, done="confirmed" if form.confirms else "turned_down")

    if response := once(form, decide, settles=True):
        return response
    return _page_of(queries.listed_run(viewer(), number) if form.refusals else listed, form)


def _page_of(listed: ListedRun, form: DecideTakingBackForm) -> ResponseReturnValue:
    run, proposal = listed.run, listed.undoing
    if proposal is not None and not proposal.waits:
        answered()
    left, first = queries.what_is_left(run, MOST_SHOWN)
    return show(
        "imports/run_page.html",
        form=form,
        listed=listed,
        waits=people_set_aside.how_many_wait(viewer(), [run.id]).get(run.id, 0),
        left=left,
        first=first,
        bars=bars_to_confirming(proposal, by=viewer()) if proposal else (),
        names=names_of([run.began_by_id, *((proposal.proposed_by_id, proposal.decided_by_id) if proposal else ())]),
        done=ASKED.get(request.args.get("done", "")),
    )


@pages.route("/imports/<int:number>/take-back", methods=["GET", "POST"])
@permit("person.merge")
def take_back(number: int) -> ResponseReturnValue:
    """Ask that an import is taken back. Nothing happens until somebody else has confirmed it."""
    listed = queries.listed_run(viewer(), number)
    form = open_form(TakeBackForm, title="Ask to take an import back")

    def ask() -> str:
        undoing.propose_undoing(by=viewer(), run=listed.run, reason=form.reason.data)
        return url_for("imports.run_page", number=number, done="asked")

    if response := once(form, ask):
        return response
    return show("imports/take_back.html", form=form, listed=listed)
