"""How a view opens a form and gets it done once: the two calls that every page with a form makes."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import Response, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from pathways import audit, clock
from pathways.auth.guard import viewer, viewer_or_none
from pathways.drafts import actions, by_field, queries
from pathways.drafts.by_field import page_of
from pathways.drafts.meanwhile import changed_since
from pathways.drafts.models import PostKey
from pathways.drafts.rules import LONGEST_ADDRESS, OnePage, may_be_kept
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import constraints, db, roll_back
from pathways.store.outages import outage_of
from pathways.ui import plain
from pathways.ui.forms import Form

AnyForm = TypeVar("AnyForm", bound=Form)
THROW_AWAY, FORGET = "throw_away_draft", "forget_draft"


def open_form(
    kind: type[AnyForm], *, title: str, of: int | None = None, filled: Mapping[str, Any] | None = None, at: str = ""
) -> AnyForm:
    """A form for this address: what was posted, else the user's own draft, else `filled`.

    `at` is where it goes when that is another page's address: shown beside what this page shows, never read here.

    `of` is the person it is about: their record's version travels with the form, and `once` holds it first (of a form
    about two records the view says both, in `form.held_first`). `form.draft_saved_at` says when the
    shown draft was kept, or is None. A post of the page's script only keeps the draft and is answered here.
    """
    values = dict(filled or {})
    values["version"] = str(audit.version_of(of, in_confidence=viewer().is_treatment)) if of is not None else ""
    if request.method == "POST" and not at:
        form = kind(data=values)
        if by_field.is_draft_only() and form.keeps_drafts:
            by_field.keep_now(form, title=title, of=of)
    else:
        draft = queries.draft_at(viewer().user_id, at or request.path)
        typed = MultiDict((name, each) for name, many in draft.typed.items() for each in many) if draft else None
        form = kind(typed, data=values) if typed else kind(None, data=values)
        form.draft_saved_at = draft.saved_at if draft else None
        form.draft_seen.data = str(draft.revision) if draft else "0"
        form.record_moved_on = bool(draft and draft.seen_version and draft.seen_version != values["version"])
        session["last_title"] = title  # what a post is called that comes after the session ran out
        if typed:
            form.post_key.data, form.version.data = form.post_key.default(), values["version"]
    form.about, form.held_first = of, () if of is None else (of,)
    form.is_drafted, form.may_start_afresh = form.keeps_drafts, not at
    form.on_refused = lambda: _keep(form, title, of)
    return form


def once(form: Form, act: Callable[[], str]) -> str | None:
    """Run `act` (which returns where to go next) exactly once for this form, and commit.

    The same form posted again returns the first result. A refusal rolls everything back, puts its reasons on the
    form, keeps a draft, and returns None: the view shows the form again. What is no refusal and no two at once is
    raised, and its page says whether a draft was kept.
    """
    user_id, key = viewer().user_id, form.key
    if (done := queries.result_of(user_id, key)) is not None:
        return done
    row = PostKey(user_id=user_id, key=key, location="", done_at=clock.now())
    try:
        if unlisted := form.unlisted:
            audit.security(viewer(), "mass_assignment.ignored", route=request.endpoint, fields=unlisted[:20])
        db.session.add(row)
        db.session.flush()  # a second post of the same form waits here, or finds the key taken
        for person_id in form.held_first:
            audit.hold(person_id)
        row.location = act()
        actions.throw_away(user_id=user_id, address=request.path, page=page_of(form))
        db.session.commit()
        g.was_done_now = True
        return row.location
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal.reasons)
        if isinstance(refusal, Stale):
            _tell_what_changed(form)
    except IntegrityError as error:
        db.session.rollback()
        if (done := queries.result_of(user_id, key)) is not None:
            return done
        if not constraints.is_at_once(error):
            _keep_what_failed(form)
            raise
        form.refuse(Stale(constraints.told_at_once(error)).reasons)
    except (OutOfSight, HTTPException):
        raise
    except Exception as error:
        roll_back()
        if outage_of(error) is None:
            _keep_what_failed(form)
        raise
    form.on_refused()
    return None


def _keep_what_failed(form: Form) -> None:
    """Keep what was typed though we failed, if that at least can be done."""
    try:
        form.on_refused()
        g.typed_is_kept = form.keeps_drafts
    except SQLAlchemyError:
        roll_back()


def _tell_what_changed(form: Form) -> None:
    """Shown again, the form says what moved the record on, and is about the record as it is now."""
    seen = form.seen_version
    if form.about is not None and seen is not None and seen >= 0:
        form.changed_meanwhile = changed_since(form.about, seen)
    form.carry_present_version()


def carry(form: Form, address: str, *, title: str, of: int) -> str:
    """Keep what was typed as the draft of another page, which asks more about the same; gives its address.

    For the `act` of `once`: the fields that both forms have are filled there.
    """
    actions.keep(user_id=viewer().user_id, address=address, title=title, typed=form.typed(), person_id=of)
    audit.look(viewer(), of, "draft.kept", ("draft", None))
    return address


def first_result() -> ResponseReturnValue | None:
    """Where a form led that went through before, for a request that sends it again; None for any other request.

    Asked before the page is: what the form did may have closed the record to it since.
    """
    looking = viewer_or_none() if request.method == "POST" else None
    key = request.form.get("post_key", "") if looking else ""
    if looking is None or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", key):
        return None
    done = queries.result_of(looking.user_id, key)
    if done and by_field.is_draft_only():
        return by_field.told(by_field.WAS_SENT)
    return redirect(done) if done else None


def first_result_instead(response: Response) -> Response:
    """The same once more, when the page has answered: the other half of a double press may have been done meanwhile.

    What this very request did it answers itself: a link that is shown once stands on its page.
    """
    if g.get("was_done_now"):
        return response
    if response.status_code in (200, 404, 409) and response.mimetype == "text/html" and (done := first_result()):
        return make_response(done)
    return response


def thrown_away() -> ResponseReturnValue | None:
    """Throw the user's draft away where that was pressed, on its page or in the list of all drafts.

    Asked before the page is: what was typed as a session ran out may be kept at an address that acts on any post, or
    whose page is gone.
    """
    pressed = request.form.get("then") if request.method == "POST" and request.endpoint else None
    looking = viewer_or_none() if pressed in (THROW_AWAY, FORGET) else None
    if looking is None:
        return None
    if not by_field.is_ours():
        raise CSRFError
    actions.throw_away(user_id=looking.user_id, address=request.path)
    db.session.commit()
    return redirect(request.full_path.rstrip("?") if pressed == THROW_AWAY else url_for("auth.carry_on"))


def answered() -> None:
    """Drop the user's draft for this address: a form that only asks (a search) was answered. The page commits."""
    actions.throw_away(user_id=viewer().user_id, address=request.path)


def park(user_id: int) -> bool:
    """Keep the post of a session that ran out as its own user's draft. False when it was sent to no page of ours, or
    by a form that was not ours."""
    if request.endpoint is None or len(request.path) > LONGEST_ADDRESS:
        return False
    if not by_field.is_ours() or _nothing_to_come_back_to(request.form):
        return False
    typed = {name: [plain.fit_to_show(each) for each in request.form.getlist(name)] for name in request.form}
    seen = typed.get("draft_seen", [""])[0]
    page = OnePage(
        key=typed.get("post_key", [""])[0][:64], seen=int(seen) if re.fullmatch(r"[0-9]{1,9}", seen) else None
    )
    title = session.get("last_title", "A page")
    actions.keep(user_id=user_id, address=request.path, title=title, typed=typed, page=page)
    db.session.commit()
    return True


def _nothing_to_come_back_to(typed: Iterable[str]) -> bool:
    """Whether a post was one button at an address that is no page: nobody is offered to carry on with that."""
    is_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return not is_page and not any(may_be_kept(name) for name in typed if name != "then")


def _keep(form: Form, title: str, of: int | None) -> None:
    """Keep what a refused form holds, and commit: whatever the view shows or wherever it leads now, it is kept."""
    if form.is_too_old:  # perhaps sent by another site: shown again, and kept nowhere
        audit.security(viewer(), "csrf.failed", route=request.endpoint)
        db.session.commit()
        return
    if _nothing_to_come_back_to(form.typed()):
        return
    kept = actions.keep(
        user_id=viewer().user_id,
        address=request.path,
        title=title,
        typed=form.typed(),
        person_id=of,
        page=page_of(form),
    )
    form.newer_draft_at = kept.draft.saved_at if kept.stands else None
    if of is not None:
        audit.look(viewer(), of, "draft.kept", ("draft", None))
    db.session.commit()
