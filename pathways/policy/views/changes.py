"""The pages of a force's own policy: what waits, one change, its switches, gravity table and leaflets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.approvals.queries import names_in
from pathways.approvals.views import answer_to
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.disposals.documents.words import WORDS
from pathways.disposals.facts import queries as disposals
from pathways.disposals.facts.queries import gravity_table_on, leaflet_on
from pathways.disposals.facts.rules.gravity import WITH_LEAFLETS, GravityTable, paragraphs_of, read_gravity
from pathways.drafts.desk import once, open_form
from pathways.law.models import NotificationChange, ProposedChange
from pathways.law.queries import law_in_use
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.law.rules.offences_and_drugs import offence_label
from pathways.policy import actions, queries
from pathways.policy.forms import GravityForm, LeafletForm, switch_form
from pathways.policy.models import PolicyChange
from pathways.policy.queries import WaitingChange
from pathways.policy.rules.changes import TITLES, HeldUp, Subject, SwitchState, as_stored, table_rows, words_of
from pathways.scrutiny.queries.rounds import rounds_to_release
from pathways.ui.pages import marks_asked_for, show

pages = Blueprint("policy", __name__)


# Words for the pages: what a leaflet says on a day, and the offences of a gravity table.


@dataclass(frozen=True, kw_only=True)
class InUse:
    """The words in use, with the version that papers name."""

    kind: Kind
    version: str
    paragraphs: tuple[str, ...]
    source: str
    is_signed_off: bool


def words_on(organisation_id: int, kind: Kind, day: date) -> InUse:
    """The words of a force's leaflet on a day."""
    leaflet, stand_in = leaflet_on(organisation_id, kind, day), WORDS[kind]
    return InUse(
        kind=kind,
        version=leaflet.version if leaflet else stand_in.version,
        paragraphs=leaflet.paragraphs if leaflet else stand_in.means,
        source=leaflet.source if leaflet else stand_in.source,
        is_signed_off=leaflet is not None,
    )


def offences_in(table: GravityTable | None) -> dict[str, str]:
    """Each offence of a table with its Act and section."""
    return {code: offence_label(code, law_in_use()) for code, _ in (table.scores if table else ())}


# What the page of a change says: a title, what holds now, and what would hold.


@dataclass(frozen=True, kw_only=True)
class ChangeText:
    """`rows` are (what, now, then); `table` is a gravity table; `before` and `text` are a leaflet's words."""

    title: str
    back: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...] = ()
    holds_up: tuple[HeldUp, ...] = ()
    table: GravityTable | None = None
    offences: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


def change_in_words(viewer: Viewer, policy_change: PolicyChange) -> ChangeText:
    """A change in the words of its subject."""
    return _TOLD[policy_change.subject](viewer, policy_change)


def title_of(policy_change: PolicyChange) -> str:
    """What a change is called, in a list and on its own page."""
    match policy_change.subject:
        case Subject.SWITCH:
            then = words_of(policy_change.name, as_stored(policy_change.content["value"]))
            return f"{TITLES[policy_change.name]}: {then}"
        case Subject.GRAVITY:
            return f"Gravity table {policy_change.name}"
        case Subject.LEAFLET:
            return f"Leaflet on the {Kind(policy_change.name).label.lower()}"


def _of_switch(viewer: Viewer, policy_change: PolicyChange) -> ChangeText:
    row, settings = queries.switch_shown(viewer, policy_change.name)
    before = next((setting for setting in reversed(settings) if setting.since < policy_change.starts_on), None)
    # An earlier value that ends the day before is the one that this change replaces.
    is_in_force = before is not None and (
        before.until is None or before.until >= policy_change.starts_on - timedelta(days=1)
    )
    value = before.value if before is not None and is_in_force else row.switch.default
    then = words_of(policy_change.name, as_stored(policy_change.content["value"]))
    return ChangeText(
        title=title_of(policy_change),
        back=("Switches", url_for("policy.switches")),
        rows=(("Value", words_of(policy_change.name, value), then),),
        holds_up=row.holds_up,
    )


def _of_table(viewer: Viewer, policy_change: PolicyChange) -> ChangeText:
    now = disposals.gravity_table_on(viewer.organisation_id, policy_change.starts_on - timedelta(days=1))
    table = read_gravity(policy_change.content["text"], policy_change.name)
    return ChangeText(
        title=title_of(policy_change),
        back=("Gravity table", url_for("policy.gravity")),
        rows=table_rows(now, table),
        table=table,
        offences=offences_in(table),
    )


def _of_leaflet(viewer: Viewer, policy_change: PolicyChange) -> ChangeText:
    kind = Kind(policy_change.name)
    now = words_on(viewer.organisation_id, kind, policy_change.starts_on - timedelta(days=1))
    return ChangeText(
        title=title_of(policy_change),
        back=("Leaflets", url_for("policy.leaflets")),
        before=now.paragraphs,
        text=paragraphs_of(policy_change.content["text"]),
    )


_TOLD: dict[Subject, Callable[[Viewer, PolicyChange], ChangeText]] = {
    Subject.SWITCH: _of_switch,
    Subject.GRAVITY: _of_table,
    Subject.LEAFLET: _of_leaflet,
}


# The page of one change, with the decision of a second person.


@pages.route("/policy/changes/<int:policy_change_id>", methods=["GET", "POST"])
@permit("policy.change")
def change(policy_change_id: int) -> ResponseReturnValue:
    """One change: before and after, its source, and the decision of a second person."""
    policy_change = queries.change(viewer(), policy_change_id)
    form, response = answer_to(
        policy_change,
        title="Decide a change of policy",
        decide=actions.decide_change,
        end=actions.withdraw_change,
        stands=lambda: actions.seen_of(policy_change),
        onward=url_for("policy.change", policy_change_id=policy_change.id, done="decided"),
    )
    if response:
        return response
    begun = policy_change.starts_on <= clock.today()
    return show(
        "policy/change.html",
        form=form,
        policy_change=policy_change,
        about=change_in_words(viewer(), policy_change),
        also_waiting=queries.waiting_beside(policy_change) if policy_change.waits else (),
        stand=queries.decisions_since(policy_change.organisation_id, policy_change.starts_on) if begun else 0,
        names=names_in([policy_change]),
        is_own=policy_change.proposed_by_id == viewer().user_id,
        is_done="done" in request.args,
    )


# The gravity table: the one in use, the earlier ones, and proposing a new one.


@pages.get("/policy/gravity")
@permit("policy.change")
def gravity() -> ResponseReturnValue:
    """The table in use today, and every table there was."""
    marks = marks_asked_for()
    changes = queries.changes_of(viewer(), Subject.GRAVITY, after=marks["after"])
    table = gravity_table_on(viewer().organisation_id, clock.today())
    return show(
        "policy/gravity.html",
        table=table,
        offences=offences_in(table),
        tables=queries.gravity_tables(viewer().organisation_id),
        changes=changes,
        marks=marks,
        names=names_in(changes.rows),
    )


@pages.route("/policy/gravity/load", methods=["GET", "POST"])
@permit("policy.change")
def load_gravity() -> ResponseReturnValue:
    """Paste a table; every fault is named with its line and column."""
    form = open_form(GravityForm, title="Load a gravity table")

    def propose() -> str:
        version, text = form.version_named.data or "", form.text.data or ""
        made = actions.propose_gravity(by=viewer(), version=version, text=text, **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if response := once(form, propose):
        return response
    return show("policy/load_gravity.html", form=form)


# The leaflets: what each disposal means for the person, and proposing new words.


KINDS = ", ".join(f"'{kind.value}'" for kind in WITH_LEAFLETS)


@pages.get("/policy/leaflets")
@permit("policy.change")
def leaflets() -> ResponseReturnValue:
    """Every leaflet with the words that hold today, placeholders first."""
    leaflets = [words_on(viewer().organisation_id, kind, clock.today()) for kind in WITH_LEAFLETS]
    rows = sorted(leaflets, key=lambda leaflet: leaflet.is_signed_off)
    return show("policy/leaflets.html", rows=rows, waiting=queries.waiting_of(viewer(), Subject.LEAFLET), kinds=Kind)


@pages.route(f"/policy/leaflets/<any({KINDS}):leaflet_kind>", methods=["GET", "POST"])
@permit("policy.change")
def leaflet(leaflet_kind: str) -> ResponseReturnValue:
    """One leaflet: the words that hold, every version there was, and a new one."""
    kind = Kind(leaflet_kind)
    now = words_on(viewer().organisation_id, kind, clock.today())
    form = open_form(LeafletForm, title=f"Leaflet: {kind.label}", filled={"text": "\n\n".join(now.paragraphs)})

    def propose() -> str:
        made = actions.propose_leaflet(by=viewer(), kind=kind, text=form.text.data or "", **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if response := once(form, propose):
        return response
    marks = marks_asked_for() | {"leaflet_kind": kind.value}
    changes = queries.changes_of(viewer(), Subject.LEAFLET, kind.value, after=marks["after"])
    names = names_in(changes.rows)
    versions = [row for row in queries.leaflets(viewer().organisation_id) if row.kind is kind]
    listed: dict[str, Any] = {"versions": versions, "changes": changes, "names": names, "marks": marks}
    return show("policy/leaflet.html", form=form, now=now, **listed)


# The switches: which nobody has set, what each holds up, and proposing a value.


NAMES = ", ".join(f"'{name}'" for name in SWITCHES)


@pages.get("/policy/switches")
@permit("policy.change")
def switches() -> ResponseReturnValue:
    """Every switch with its state in words, those that nobody has set first."""
    rows = queries.switches_shown(viewer())
    counts = {state.value: sum(row.state is state for row in rows) for state in SwitchState}
    waiting = queries.waiting_of(viewer(), Subject.SWITCH)
    return show("policy/switches.html", rows=rows, counts=counts, waiting=waiting, titles=TITLES)


@pages.route(f"/policy/switches/<any({NAMES}):switch_name>", methods=["GET", "POST"])
@permit("policy.change")
def switch(switch_name: str) -> ResponseReturnValue:
    """One switch: what it holds up, every value it had, and a proposal."""
    row, settings = queries.switch_shown(viewer(), switch_name)
    form = open_form(switch_form(switch_name), title=f"Switch: {row.title}")

    def propose() -> str:
        made = actions.propose_switch(by=viewer(), name=switch_name, **form.proposed(), **form.dated())
        return url_for("policy.change", policy_change_id=made.id, done="proposed")

    if response := once(form, propose):
        return response
    marks = marks_asked_for() | {"switch_name": switch_name}
    changes = queries.changes_of(viewer(), Subject.SWITCH, switch_name, after=marks["after"])
    listed: dict[str, Any] = {"settings": settings, "changes": changes, "names": names_in(changes.rows), "marks": marks}
    return show("policy/switch.html", form=form, row=row, words_of=words_of, **listed)


# The first page of a policy lead: what waits for their decision, and what they proposed themselves.


@dataclass(frozen=True, kw_only=True)
class PolicyChangeLine:
    """One change as a line of the list."""

    kind: str
    title: str
    address: str
    first_on: date | None
    proposed_at: datetime
    proposed_by_id: int


@pages.get("/policy/waiting")
@permit("policy.change")
def waiting() -> ResponseReturnValue:
    """Switches, gravity tables, leaflets, the law and what suites are notified for; and rounds to be released."""
    marks = marks_asked_for("after", "own_after")
    changes = queries.waiting_changes(viewer(), **marks)
    return show(
        "policy/waiting.html",
        changes=changes,
        to_decide=[_line(each) for each in changes.to_decide.rows],
        own=[_line(each) for each in changes.own.rows],
        rounds=rounds_to_release(viewer()),
        names=names_of(each.change.proposed_by_id for each in changes.to_decide.rows),
        marks=marks,
    )


def _line(waits: WaitingChange) -> PolicyChangeLine:
    change = waits.change
    if isinstance(change, ProposedChange):
        kind, title = "Law", f"{change.law_table.label} {change.code}"
        address = url_for("policy.law_change", change_id=change.id)
    elif isinstance(change, NotificationChange):
        place = waits.suite.name if waits.suite else ""
        kind, title = "Notification", f"{place}: a notification {'ends' if change.ends else 'begins'}"
        address = url_for("policy.notification_change", notification_change_id=change.id)
    else:
        kind, title = change.subject.label, title_of(change)
        address = url_for("policy.change", policy_change_id=change.id)
    return PolicyChangeLine(
        kind=kind,
        title=title,
        address=address,
        first_on=change.starts_on or change.until_on,
        proposed_at=change.proposed_at,
        proposed_by_id=change.proposed_by_id,
    )
