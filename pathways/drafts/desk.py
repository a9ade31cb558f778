"""How a view opens a form and gets it done once, pages that a search opens, and lists that are searched."""

import hmac
import json
import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, current_app, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import ReferenceStanding, reference_to, standing_of, viewer, viewer_or_none
from pathways.drafts import actions, by_field
from pathways.drafts.actions import LONGEST_ADDRESS, NEVER_KEPT, OnePage, may_be_kept
from pathways.drafts.by_field import page_of
from pathways.drafts.changed_meanwhile import changed_since
from pathways.drafts.models import Draft, PostKey
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import constraints
from pathways.store.base import db, roll_back
from pathways.store.engines import outage_of
from pathways.ui import fields as plain
from pathways.ui.errors import sentences_sent
from pathways.ui.forms import Form
from pathways.ui.pages import show

logger = logging.getLogger(__name__)

# How a view opens a form and gets it done once: the two calls that every page with a form makes.


AnyForm = TypeVar("AnyForm", bound=Form)
THROW_AWAY, FORGET = "throw_away_draft", "forget_draft"


@dataclass(frozen=True)
class FormsDesk:
    """What several forms of other pages carry that stand on one page about one person, read once for all of them."""

    version: str
    drafts: dict[str, Draft]


def forms_desk(of: int | None, addresses: Collection[str]) -> FormsDesk:
    """For the forms that go to these addresses: one statement."""
    version, drafts = actions.version_and_drafts(viewer(), of, addresses)
    return FormsDesk("" if of is None else str(version), drafts)


NO_VERSION = "0"
"""Beside a post, which brings the version that it was filled from: no record has this one."""


def open_form(
    kind: type[AnyForm],
    *,
    title: str,
    of: int | None = None,
    filled: Mapping[str, Any] | None = None,
    at: str = "",
    desk: FormsDesk | None = None,
) -> AnyForm:
    """A form for this address: what was posted, else the user's own draft, else `filled`.

    `at` is where it goes when that is another page's address: shown beside what this page shows, never read here.
    `desk` is that of all such forms on the page.

    `of` is the person it is about: their record's version travels with the form, and `once` locks it first (of a form
    about two records the view says both, in `form.locked_first`). `form.draft_saved_at` says when the
    shown draft was kept, or is None. A post of the page's script only keeps the draft and is answered here.
    """
    values = dict(filled or {})
    if request.method == "POST" and not at:
        form = kind(data=values | {"version": "" if of is None else NO_VERSION})
        if by_field.is_draft_only() and form.keeps_drafts:
            by_field.keep_now(form, title=title, of=of)
    else:
        address = at or request.path
        desk = desk or forms_desk(of, [address])
        values["version"], draft = desk.version, desk.drafts.get(address)
        typed = MultiDict((name, each) for name, entries in draft.typed.items() for each in entries) if draft else None
        form = kind(typed, data=values) if typed else kind(None, data=values)
        form.draft_saved_at = draft.saved_at if draft else None
        form.draft_seen.data = str(draft.revision) if draft else "0"
        form.record_moved_on = bool(draft and draft.seen_version and draft.seen_version != values["version"])
        session["last_title"] = title  # what a post is called that comes after the session ran out
        if typed:
            form.post_key.data, form.version.data = form.post_key.default(), values["version"]
    form.about, form.locked_first = of, () if of is None else (of,)
    form.is_drafted, form.may_start_afresh = form.keeps_drafts, not at
    form.on_refused = lambda: _keep(form, title, of)
    return form


def once(form: Form, act: Callable[[], str], *, settles: bool = False) -> ResponseReturnValue | None:
    """Where a form leads that was sent and is right: `act` (which returns where to go next) runs once, and commits.

    `settles`: the page asked for one answer, and this is it. Nobody else's draft of it is offered any more.

    None where the page is to be shown: it was only opened, a field is wrong, or `act` refused. A refusal, also of
    whoever comes second of two at once, rolls everything back, puts its reasons on the form and keeps a draft. The same
    form posted again is led where the first one was. Any other error is raised, and its page says whether a draft was
    kept.
    """
    location = _done(form, act, settles) if form.submitted() else None
    return None if location is None else redirect(location)


def _done(form: Form, act: Callable[[], str], settles: bool) -> str | None:
    """Run `act` for this form, or find where the other press of it led; None where it was refused.

    Where an earlier press led was asked before the page was (`first_result`).
    """
    user_id, key = viewer().user_id, form.key
    row = PostKey(user_id=user_id, key=key, location="", done_at=clock.now())
    try:
        if unlisted := form.unlisted:
            audit.security(viewer(), "mass_assignment.ignored", route=request.endpoint, fields=unlisted[:20])
        db.session.add(row)
        db.session.flush()  # a second post of the same form waits here, or finds the key taken
        for person_id in form.locked_first:
            audit.lock(person_id)
        row.location = act()
        actions.throw_away(user_id=user_id, address=request.path, page=page_of(form))
        if settles:
            actions.throw_away_everybodys(request.path)
        db.session.commit()
        g.was_done_now = True
        _remember_sent(key)
        return row.location
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal.reasons)
        if isinstance(refusal, Stale):
            _tell_what_changed(form)
    except IntegrityError as error:
        db.session.rollback()
        if done := actions.result_of(user_id, key):
            return done
        if not constraints.is_at_once(error):
            _keep_what_failed(form)
            raise
        # A form that is told so each time has a mistake of ours: whoever runs Pathways can see it.
        logger.warning("Whoever came second was told so: %s", constraints.constraint_of(error))
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
    if form.about is not None:
        form.changed_meanwhile = changed_since(form.about, form.seen_version)
        form.carry_version(str(audit.version_of(form.about, in_confidence=viewer().is_treatment)))


def carry(form: Form, address: str, *, title: str, of: int) -> str:
    """Keep what was typed as the draft of another page, which asks more about the same; gives its address.

    For the `act` of `once`: the fields that both forms have are filled there.
    """
    audit.look(viewer(), of, "draft.kept", ("draft", None))
    actions.keep(user_id=viewer().user_id, address=address, title=title, typed=form.typed(), person_id=of)
    return address


def first_result() -> ResponseReturnValue | None:
    """Where a form led that went through before, for a request that sends it again; None for any other request.

    Asked before the page is: what the form did may have closed the record to it since.
    """
    looking = viewer_or_none() if request.method == "POST" else None
    key = request.form.get("post_key", "") if looking else ""
    if looking is None or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", key):
        return None
    done = actions.result_of(looking.user_id, key)
    if done and by_field.is_draft_only():
        return by_field.not_saved(by_field.WAS_SENT)
    if done and session.get(SENT, {}).get(key, _digest()) != _digest() and (typed := sentences_sent()) is not None:
        return show("drafts/desk/_sent_before.html", status=409, typed=typed, led_to=done)
    return redirect(done) if done else None


SENT, MOST_SENT = "sent", 4


def _remember_sent(key: str) -> None:
    """Whoever goes back to one of the last forms and sends it otherwise is told that the first press stands."""
    session[SENT] = dict([*session.get(SENT, {}).items(), (key, _digest())][-MOST_SENT:])


def _digest() -> str:
    sent = sorted(item for item in request.form.items(multi=True) if item[0] not in NEVER_KEPT)
    return hmac.new(str(current_app.secret_key).encode(), json.dumps(sent).encode(), "sha256").hexdigest()[:16]


def first_result_instead(response: Response) -> Response:
    """Where the form led, asked again once the page has answered: the other half of a double press may be done. What
    this very request did it answers itself: a link that is shown once stands on its page."""
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
    """Drop the user's draft for this address: what it asks was answered, or is not asked any more.

    Commits where there was one. Whoever sends the form holds the person first and then the drafts: a page that held the
    draft while it records its look would wait for them as they wait for it.
    """
    if actions.throw_away(user_id=viewer().user_id, address=request.path):
        db.session.commit()


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
    """Whether a post was one button, at an address that is no page or to throw a draft away: nobody is offered that."""
    is_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    shows_form = is_page and request.form.get("then") not in (THROW_AWAY, FORGET)
    return not shows_form and not any(may_be_kept(name) for name in typed if name != "then")


def _keep(form: Form, title: str, of: int | None) -> None:
    """Keep what a refused form holds, and commit: whatever the view shows or wherever it leads now, it is kept.

    What a form that keeps no drafts holds (a search) stands on the page that refused it, and nowhere else.
    """
    if form.is_too_old:  # another site may have sent it: shown again, and not kept
        audit.security(viewer(), "csrf.failed", route=request.endpoint)
        db.session.commit()
        return
    if not form.keeps_drafts or _nothing_to_come_back_to(form.typed()):
        return
    if of is not None:  # before the draft is locked: whoever sends the form throws it away after their own event
        audit.look(viewer(), of, "draft.kept", ("draft", None))
    saved = actions.keep(
        user_id=viewer().user_id,
        address=request.path,
        title=title,
        typed=form.typed(),
        person_id=of,
        page=page_of(form),
    )
    form.newer_draft_at = saved.draft.saved_at if saved.stands else None
    db.session.commit()


# Pages that bring somebody in: they open from the officer's own search, never by counting (`auth.guard`).


FOUND = "found"
"""The name of the reference in an address."""
ENDED = "your search for this person ended. What you typed is still on this page"


def found_by_search(person_id: int) -> str:
    """The reference by which the pages that bring this person in open for the viewer, from now on."""
    return reference_to(person_id, user_id=viewer().user_id, session_id=viewer().session_id)


def search_again(person_id: int) -> Response | None:
    """None where the page may be shown. Else the page that asks to search again, the same for everybody: what was typed
    is kept, and filled in when the same person is chosen. Raises OutOfSight for whoever never found them."""
    is_sent = request.method == "POST"
    standing = standing_of(
        request.args.get(FOUND, ""),
        person_id,
        user_id=viewer().user_id,
        session_id=viewer().session_id,
        to_send=is_sent,
    )
    if standing is ReferenceStanding.LIVES:
        return None
    if standing is ReferenceStanding.NONE and actions.draft_at(viewer().user_id, request.path) is None:
        raise OutOfSight
    if by_field.is_draft_only():
        return by_field.not_saved(ENDED)
    if is_sent:
        park(viewer().user_id)
    draft = actions.draft_at(viewer().user_id, request.path)
    return show("drafts/desk/_search_again.html", has_draft=draft is not None)


# Searching a list by post: what was searched for is kept, and its address holds a reference and no name.


SEARCH, WORDS = "search", "words"
"""The name of the reference in an address; that of the words in the form, and nowhere else."""


@dataclass(frozen=True)
class ListSearch:
    """What the list of this address is searched for. `has_ended`: it was, but for what is no longer kept."""

    words: str = ""
    reference: str = ""
    has_ended: bool = False

    @property
    def in_address(self) -> dict[str, Any]:
        """What the links of the page pass on."""
        return {SEARCH: self.reference} if self.reference else {}


def search_of_list() -> ListSearch:
    """What the user searched the list of this address for."""
    reference = request.args.get(SEARCH, "")
    if not reference.isprintable():  # none that we gave, and PostgreSQL takes no NUL
        return ListSearch(has_ended=True)
    words = actions.search_kept(viewer().user_id, reference[:32]) if reference else ""
    return ListSearch(has_ended=True) if words is None else ListSearch(words, reference if words else "")


def searched(words: str) -> dict[str, Any]:
    """A search that was sent is answered: keep it, and commit. Gives what stands in the address of the list."""
    answered()
    reference = actions.keep_search(user_id=viewer().user_id, words=words) if words else ""
    db.session.commit()
    return ListSearch(words, reference).in_address


def without_words() -> ResponseReturnValue | None:
    """Where an address with words in it (an old bookmark) leads instead. Nothing is searched for."""
    return redirect(request.path) if request.method != "POST" and WORDS in request.args else None
