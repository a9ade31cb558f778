"""The account pages: sign in and out, pick a role, carry on, own account, password, one-time link."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from pathways import clock, dates
from pathways.auth import actions, links, passwords, queries, sessions
from pathways.auth import links as by_link
from pathways.auth import passwords as throttle
from pathways.auth import sessions as devices
from pathways.auth.forms import ChangePasswordForm, ChooseRoleForm, FirstPasswordForm, SignInForm
from pathways.auth.guard import PUBLIC, permit, viewer, viewer_or_none
from pathways.auth.models import SignInSession, User
from pathways.refusals import OutOfSight, Reason, Refused
from pathways.store import engines
from pathways.store.base import db
from pathways.ui.forms import ButtonForm, Form
from pathways.ui.pages import show

pages = Blueprint("auth", __name__)

NOT_ONWARD = ("/sign-", *(f"/{prefix}/" for prefix in by_link.PREFIXES))
WRONG = (
    Reason("Name or password is wrong. Check both and try again", "name"),
    Reason("Type your password again", "password"),
)
BUSY = (Reason("Many people are signing in at this moment. Wait a few seconds and try again"),)


@pages.route("/sign-in", methods=["GET", "POST"])
@permit(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The sign-in page: the same for every desk, and it tells a stranger nothing."""
    if request.method == "GET" and viewer_or_none():
        return redirect(url_for("home"))
    if request.method == "GET":
        return _signing_in()
    try:
        with passwords.turn(devices.presented()):
            return _signing_in()
    except passwords.Busy:
        return busy()


def _signing_in() -> ResponseReturnValue:
    locked = _locked_here()
    name = queries.sign_in_name_of(locked.user_id) if locked else ""
    form = SignInForm(data={"next": request.args.get("next", ""), "name": name})
    status = 200
    if form.submitted():
        user, status = _recognised(form)
        if user is not None:
            roles = queries.roles_of(user.id, clock.today())
            locked_in = [locked.role] if locked and locked.user_id == user.id and locked.role in roles else []
            actions.enter(user=user, role=(locked_in or roles)[0], leaving=viewer_or_none())
            db.session.commit()
            onward = local_address(form.next.data)
            if len(roles) > 1 and not locked_in:
                return redirect(url_for("auth.choose_role", next=onward or None))
            return redirect(_landing(user.id, onward))
    with engines.about_nobody():
        made_up = queries.demonstration_sign_ins() if queries.is_demonstration() else []
        ended = request.args.get("ended", "")
        return show("auth/sign_in.html", status=status, form=form, ended=ended, made_up=made_up)


def _locked_here() -> SignInSession | None:
    """The session that was locked in this browser, where nobody signed in since."""
    session_before: SignInSession | None = g.session_found.ended_before
    is_locked = session_before is not None and session_before.end_reason == sessions.LOCKED
    return session_before if is_locked else None


def busy() -> Response:
    """Too many sign in at once. The page is made once and asks nothing: turning somebody away costs next to nothing."""
    response = make_response(_busy_page(), 429)
    response.headers["Retry-After"] = "5"
    return response


@cache
def _busy_page() -> str:
    return render_template("errors/busy.html")


@pages.route("/account/role", methods=["GET", "POST"])
@permit("account.own")
def choose_role() -> ResponseReturnValue:
    """Somebody with several roles works in one at a time, and the header says which."""
    looking = viewer()
    form = ChooseRoleForm()
    form.offer(queries.roles_of(looking.user_id, clock.today()))
    if form.submitted():
        try:
            actions.change_role(by=looking, role=form.chosen)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.reasons)
        else:
            db.session.commit()
            return redirect(_landing(looking.user_id, local_address(request.args.get("next"))))
    return show("auth/choose_role.html", form=form)


@pages.get("/carry-on")
@permit("account.own")
def carry_on() -> ResponseReturnValue:
    """What this user left open, offered to them and to nobody else."""
    onward = local_address(request.args.get("next"))
    left = _left_open(viewer().user_id)
    return show("auth/carry_on.html", left=left, onward=onward or url_for("home"))


@pages.route("/sign-out", methods=["GET", "POST"])
@permit("account.own")
def sign_out() -> ResponseReturnValue:
    """Signing out ends the session on the server. The page is for browsers that follow a link here."""
    form = ButtonForm()
    if form.submitted():
        actions.sign_out(by=viewer())
        db.session.commit()
        return redirect(url_for("auth.sign_in", ended=sessions.SIGNED_OUT))
    return show("auth/sign_out.html", form=form)


@pages.route("/lock", methods=["GET", "POST"])
@permit("account.own")
def lock() -> ResponseReturnValue:
    """Lock the screen when walking away. Only their password, or a colleague's own sign-in, shows anything again."""
    form = ButtonForm()
    if form.submitted():
        actions.lock(by=viewer())
        db.session.commit()
        where = local_address(request.args.get("next"))
        return redirect(url_for("auth.sign_in", ended=sessions.LOCKED, next=where or None))
    return show("auth/lock.html", form=form)


@pages.get("/account")
@permit("account.own")
def account() -> ResponseReturnValue:
    """The own account: name, roles, and where the user is signed in."""
    return _account_page(ButtonForm())


def _account_page(form: ButtonForm) -> ResponseReturnValue:
    looking = viewer()
    return show(
        "auth/account.html",
        form=form,
        user=db.session.get(User, looking.user_id),
        organisation=queries.organisation(looking.organisation_id),
        suite=queries.suite(looking.suite_id),
        roles=queries.roles_of(looking.user_id, clock.today()),
        sessions=queries.sessions_of(looking.user_id),
        looking=looking,
    )


@pages.route("/account/password", methods=["GET", "POST"])
@permit("account.own")
def password() -> ResponseReturnValue:
    """A new password ends every session; this browser goes on under a new one."""
    looking = viewer()
    name = queries.sign_in_name_of(looking.user_id)
    form = ChangePasswordForm()
    form.sign_in_name = name
    status = 200
    if form.submitted():
        try:
            with passwords.turn(f"user {looking.user_id}"):
                user, status = _recognised(form, name=name, typed=form.current_password.data)
                if user is not None and _changed(form, user):
                    return redirect(url_for("auth.account"))
        except passwords.Busy:
            form.refuse(BUSY)
            status = 429
    return show("auth/password.html", status=status, form=form, name=name)


@pages.post("/account/sessions/end-all")
@permit("account.own")
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    form = ButtonForm()
    if form.submitted():
        actions.sign_out_everywhere(by=viewer())
        db.session.commit()
        session.clear()
        return redirect(url_for("auth.sign_in", ended="everywhere"))
    return _account_page(form)


@pages.route("/link/<token>", methods=["GET", "POST"])
@permit(PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """An invitation or a reset. Used, ended, forged or of somebody disabled: one plain page, the same for all."""
    try:
        user = links.user_of(token)
        form = FirstPasswordForm()
        form.sign_in_name = user.sign_in_name
        if form.submitted() and (new_hash := _hashed(form, f"user {user.id}")):
            actions.use_link(token=token, new_hash=new_hash)
            db.session.commit()
            return redirect(url_for("auth.sign_in", ended="password_set"))
    except OutOfSight:
        db.session.rollback()
        by_link.note_failed(token, **links.owner_of(token))
        return show("auth/link.html", status=404, form=None, name="")
    return show("auth/link.html", form=form, name=user.sign_in_name, token=token)


@pages.post("/link")
@permit(PUBLIC)
def use_link() -> ResponseReturnValue:
    """What the form of the link's page is sent to: its address holds no token."""
    return link(by_link.token_sent())


def local_address(asked: str | None) -> str:
    """`asked` if it is a path of this service, else "". Refuses other hosts in every spelling browsers follow."""
    where = asked or ""
    # Looked at before it is split: of what is no path the parser may make an error.
    if not where.startswith("/") or where.startswith("//") or "\\" in where or not where.isprintable():
        return ""
    parts = urlsplit(where)
    return where if not parts.netloc and not parts.path.startswith(NOT_ONWARD) else ""


def _recognised(form: Form, *, name: str = "", typed: str = "") -> tuple[User | None, int]:
    """The user, or None with the reasons on the form; and the status of the page that then shows it."""
    is_sign_in = isinstance(form, SignInForm)
    if isinstance(form, SignInForm):
        name, typed = form.name.data, form.password.data
    who = {"device": devices.presented()} if is_sign_in else {"apart": "password change"}
    try:
        user = actions.recognise(name=name, password=typed, address=request.remote_addr, **who)
    except throttle.Wait as wait:
        at = dates.london(wait.until + timedelta(seconds=59))
        form.refuse([Reason(f"There were too many wrong tries. Try again at {at:%H:%M}. Your sign-in is not locked")])
        return None, 429
    if user is None:
        form.refuse(
            WRONG if is_sign_in else [Reason("The password you use now is wrong. Type it again", "current_password")]
        )
    return user, 200


def _changed(form: ChangePasswordForm, user: User) -> bool:
    """Whether the new password was set; else the reasons are on the form."""
    old_hash = user.password_hash
    db.session.commit()
    new_hash = passwords.hash_of(form.new_password.data)
    try:
        actions.change_password(by=viewer(), old_hash=old_hash, new_hash=new_hash)
    except Refused as refusal:
        db.session.rollback()
        form.refuse(refusal.reasons)
        return False
    db.session.commit()
    return True


def _hashed(form: Any, whose: str) -> str | None:
    """The hash of the new password, made outside a transaction; None with the reason on the form when all are busy."""
    db.session.commit()
    try:
        with passwords.turn(whose):
            return passwords.hash_of(form.new_password.data)
    except passwords.Busy:
        form.refuse(BUSY)
        return None


def _left_open(user_id: int) -> Sequence[Any]:
    """The user's drafts. The drafts room stands above this one, so the application hands its question in."""
    drafts: Sequence[Any] = current_app.extensions["open_drafts"](user_id)
    return drafts


def _landing(user_id: int, onward: str) -> str:
    """Where to go after signing in: the offer to carry on, what was asked for, or the first page of the role."""
    left = _left_open(user_id)
    if left and urlsplit(onward).path != left[0].address:
        return url_for("auth.carry_on", next=onward or None)
    return onward or url_for("home")
