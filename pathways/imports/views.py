"""The desk for imports: who waits for somebody to decide who they are."""

from typing import Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from pathways.audit import record as audit
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import answered, once, open_form
from pathways.imports.actions import importing
from pathways.imports.forms import WhoItIsForm
from pathways.imports.queries import people_set_aside
from pathways.imports.queries.people_set_aside import Doubtful, KnownPerson
from pathways.imports.rules.deciding import WhoItIs
from pathways.people.models.identity import PersonDetails
from pathways.ui.pages import marks_asked_for, show
from pathways.ui.rendering import day

pages = Blueprint("imports", __name__)

# Who waits, and one of them at a time.


DECIDED: Final = {
    WhoItIs.SAME: "Decided, in your name: they are the person who is known already.",
    WhoItIs.ANOTHER: "Decided, in your name: they are another person, and were added.",
    WhoItIs.LEFT_OUT: "Decided, in your name: they are left out.",
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
    return _beside_each_other(form, _as_they_stand(someone, form), known)


def _as_they_stand(before: Doubtful, form: WhoItIsForm) -> Doubtful:
    """Whom the page shows. After a refusal they are read again: that was rolled back, and others may have decided."""
    return people_set_aside.doubtful(viewer(), before.aside.id) if form.refusals else before


def _beside_each_other(form: WhoItIsForm, someone: Doubtful, known: tuple[KnownPerson, ...]) -> ResponseReturnValue:
    aside = someone.aside
    bars = people_set_aside.bars_to_deciding(aside)
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
