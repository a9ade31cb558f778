"""Saving each field when it is left: the page's script sends the form as it stands, marked as a draft and no more.

It goes to the form's own address, so the page's permission, scope and fields are asked as for a real post; nothing is
validated and nothing reaches the record. The answer is JSON for the script.
"""

from typing import Any, NoReturn

from flask import Response, abort, jsonify, request
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import IntegrityError
from wtforms import ValidationError

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import viewer
from pathways.drafts import actions
from pathways.drafts.actions import OnePage
from pathways.drafts.models import Draft, PostKey
from pathways.store.base import db, save
from pathways.store.constraints import unless_at_once
from pathways.ui.forms import Form
from pathways.ui.rendering import near

MARK = "X-Draft-Only"
WAS_SENT = "this form was sent already. Open the page again to change what is recorded"
TOO_OLD = "this page was made before you signed in. What you typed is still on it"


def is_draft_only() -> bool:
    """Whether the post is the script's, which only keeps a draft."""
    return request.method == "POST" and MARK in request.headers


def not_saved(words: str, *, status: int = 409) -> Response:
    """Why it was not saved, to stand after "Not saved:"."""
    answer: Response = jsonify(not_saved=words)
    answer.status_code = status
    return answer


def is_ours() -> bool:
    """Whether the post carries the token of this session: not sent by another site, nor by a page made before it."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def page_of(form: Form) -> OnePage:
    """The tab a form was sent from, as far as it says."""
    return OnePage(key=form.key, seen=form.seen_draft, version=str(form.version.data or ""))


def newer_words(draft: Draft) -> str:
    return (
        f"you changed this form in another tab {near(draft.saved_at, in_sentence=True)}, and that is kept. "
        "What you typed here stays on this page only"
    )


def keep_now(form: Form, *, title: str, of: int | None) -> NoReturn:
    """Keep the form's present values as the viewer's draft, commit, and answer instead of the page."""
    looking = viewer()
    if not is_ours():
        audit.security(looking, "csrf.failed", route=request.endpoint)
        db.session.commit()
        abort(not_saved(TOO_OLD, status=400))
    try:
        marked = _same_form_is_not_being_sent(looking.user_id, form.key)
        saved = actions.keep(
            user_id=looking.user_id,
            address=request.path,
            title=title,
            typed=form.typed(),
            person_id=of,
            page=page_of(form),
        )
        if marked:
            db.session.delete(marked)
        if of is not None and saved.is_first:  # once for each page: the saves that follow belong to the same look
            audit.look(looking, of, "draft.kept", ("draft", None))
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        unless_at_once(error, "uq_post_key_user_id_key")
        abort(not_saved(WAS_SENT))
    if saved.stands:
        abort(not_saved(newer_words(saved.draft)))
    abort(_saved(saved.draft))


def _saved(draft: Draft) -> Response:
    answer: dict[str, Any] = {"saved_at": draft.saved_at.isoformat(), "revision": draft.revision}
    return jsonify(answer)


def _same_form_is_not_being_sent(user_id: int, key: str) -> PostKey | None:
    """Take the form's key for a moment: a post of it that is under way is waited for, and one that went through has it.

    Otherwise a field that was left at the moment of sending could bring back a draft of what is recorded.
    """
    if not key:
        return None
    return save(PostKey(user_id=user_id, key=key, location="", done_at=clock.now()))
