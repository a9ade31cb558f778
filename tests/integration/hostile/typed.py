"""What somebody types into the form of every route, so that it is accepted; each test spoils it in its own way."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from pathways import clock
from pathways.arrest_tests.held_records import queries
from pathways.auth.roles import Role
from tests import county
from tests.client import SignedInClient
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals.plain_disposal import ANSWERS, BECAUSE, WHY
from tests.integration.hostile import policy_scene, rooms
from tests.integration.hostile.scene import County, address_of
from tests.scans import picture, sent

Typed = dict[str, Any]
SENTENCE = "Recorded as the person said it, at the desk"
NOTICE = {"source": "Notice", "why": SENTENCE}


FORM = re.compile("<form.*?</form>", re.DOTALL)


class Filled(HTMLParser):
    """What a browser would post of the last form that goes to an address: everything filled in, ticked or selected."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address, self.values, self.inside, self.select, self.area = address, {}, False, "", ""
        self.feed("".join(FORM.findall(text)))

    values: dict[str, list[str]]

    def updatepos(self, i: int, j: int) -> int:
        """Lines are not counted: nobody asks for them."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = (
                attributes.get("method") == "post" and attributes.get("action", "").split("?")[0] == self.address
            )
            self.values = {} if self.inside else self.values
        if not self.inside or (not attributes.get("name") and tag != "option"):
            return
        if tag == "input" and (attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes):
            self.values.setdefault(attributes["name"], []).append(attributes.get("value", ""))
        elif tag == "select":
            self.select = attributes["name"]
        elif tag == "option" and "selected" in attributes and self.select:
            self.values[self.select] = [attributes.get("value", "")]
        elif tag == "textarea":
            self.area = attributes["name"]

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.values.setdefault(self.area, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def filled_in(client: SignedInClient, address: str, form_at: str) -> Typed:
    """Everything the page at `form_at` would post to `address` if nobody typed."""
    return dict(Filled(client.ask("GET", form_at).text, address).values)


def token_of(client: SignedInClient) -> Any:
    """A token of this browser's, whatever form it stood on."""
    return filled_in(client, "/account/password", "/account/password")["csrf_token"]


def form_of(app: Flask, client: SignedInClient, full_county: County, endpoint: str, role: Role) -> tuple[str, Typed]:
    """The address a form is sent to, and what its page would send if nobody typed."""
    ids = full_county.ids(endpoint, role)
    address = address_of(app, endpoint, ids)
    return address, filled_in(client, address, FORM_AT.get(endpoint, address).format(**ids))


def post_all(
    app: Flask, client: SignedInClient, full_county: County, endpoint: str, typed: Typed, role: Role
) -> TestResponse:
    """Open the page of a form, type, send."""
    address, filled = form_of(app, client, full_county, endpoint, role)
    return client.send(address, {**filled, **typed})


def day(name: str, on: date) -> Typed:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def _today(name: str) -> Typed:
    return day(name, clock.today())


def _now(name: str, **ago: float) -> Typed:
    return boxes(name, clock.now() - timedelta(**ago))


PERSON = {"surname": "Marwood", "given_names": "Ellis", "age_evidence": "documented", "sex": "male"}
BORN = {"date_of_birth-day": "14", "date_of_birth-month": "2", "date_of_birth-year": "1988"}
NEEDS = {
    "substances": ["crack", "heroin"], "injected": "never",
    "other_help": "nothing", "area": "lincoln", "contact_way": "text",
    "contact_number": "07700 900318",
}  # fmt: skip
SERVICE = {
    "name": "Boston Hub", "town": "Boston", "areas": "boston", "needs": "drugs", "women_only": "no",
    "young_people": "no", "phone": "01632 960 222",
}  # fmt: skip
LAW = {
    "intent": "end", "source": "SI 2026/999 art 3", "mark": "verified", "why": "The order was made last week",
}  # fmt: skip
WHY_CORRECTED = {"correction_reason": "It was typed into the wrong box"}
ASSESSMENT = {"conditions-0-kind": "drug_assessment", "conditions-0-proof": "attendance_log"}

RISKS = dict.fromkeys(("overdose_last_7_days", "suicide_risk", "exploitation"), "would_not_say")


def avoided() -> Typed:
    """A service that the person must not be sent to."""
    return {"services": [str(county.service().id)], "why": "relative", "note": "A former partner"}


CONCERN = {"kinds": "cuckooing", "signs": ["debt", "violence"], "immediate_danger": "no", "note": "Afraid to go home"}

Writer = Callable[[County], Typed]

# Routes whose post, as typed here by the role named, is done and leads on.
WRITES: dict[str, tuple[Role, Writer]] = {
    "people.new": (Role.CO, lambda _: PERSON | BORN),
    "people.correct": (Role.CO, lambda _: {"surname": "Rawcliffe-Hale"} | WHY_CORRECTED),
    "people.other_names": (Role.CO, lambda _: {"surname": "Rawcliffe-Hale"}),
    "people.correct_name": (Role.CO, lambda _: {"surname": "Okafer", "is_theirs": "yes"} | WHY_CORRECTED),
    "people.propose_merge": (
        Role.CO, lambda full_county: {"other": str(full_county.plain["twin_id"]), "reason": SENTENCE}
    ),
    "people.decide_merge": (Role.CO, lambda _: {"answer": "turn_down"}),
    "people.propose_unmerge": (Role.CO, lambda _: {"reason": SENTENCE}),
    "imports.who_it_is": (Role.CO, lambda full_county: {"answer": f"same-{full_county.plain['like_id']}"}),
    "imports.take_back": (Role.CO, lambda _: {"reason": SENTENCE}),
    "imports.run_page": (Role.CO, lambda _: {"answer": "turn_down"}),
    "people.died": (Role.CO, lambda _: _now("died_at", minutes=30) | {"source": "hospital"}),
    "people.restrictions": (
        Role.CO,
        lambda full_county: {"which": "excluded_from", "named": full_county.users[Role.DM].sign_in_name, "why": "relative"}
        | {"reason": SENTENCE},
    ),
    "people.restriction": (Role.DM, lambda _: {"answer": "add"}),
    "people.close_misses": (Role.AU, lambda _: {"outcome": "not_clear", "words": SENTENCE}),
    "people.review_restriction": (Role.AU, lambda _: {"answer": "remove", "reason": SENTENCE}),
    "people.new_episode": (Role.CO, lambda _: {"origin": "street"} | _today("came_on")),
    "arrest_tests.book_in": (
        Role.CO,
        lambda _: {"custody_record_no": "LN-26-66666", "needs": "neither", "presence": "arrested"}
        | _now("arrested_at", minutes=60)
        | _now("arrived_at", minutes=30),
    ),
    "people.detention": (Role.CO, lambda _: {"custody_record_no": "LN-26-77777", "cell": "M7", "needs": "neither", "presence": "arrested"} | WHY_CORRECTED),
    "people.release": (
        Role.CO,
        lambda _: _now("released_at") | {"release_type": "on_bail", "why_arrest": "no_time", "why_needs": "declined", "why_leaving": "no_time"},
    ),
    "people.leaving": (
        Role.CO,
        lambda _: boxes("planned_release_at", clock.now() + timedelta(hours=2))
        | _now("decided_at") | {"decision": "on_bail", "held_only_for_sample": "yes"},
    ),
    "people.transfer": (
        Role.CO,
        lambda _: {"to_suite_id": str(county.suite("Grantham").id), "custody_record_no": "GR-26-00412"}
        | _now("left_at", minutes=20) | _now("arrived_at"),
    ),
    "arrest_tests.ask_later": (
        Role.CO, lambda _: {"why": "too_intoxicated"} | boxes("ask_again_at", clock.now() + timedelta(hours=2))
    ),
    "people.close": (Role.CO, lambda _: {}),
    "people.under_18": (
        Role.CO,
        lambda _: {"rung": "young_peoples_service", "agrees": "yes", "adult_told": "here", "signs_of_use": "no"}
        | _now("called_at", minutes=5) | {"answered_by": "Kim"},
    ),
    "arrest_tests.arrest": (
        Role.CO, lambda _: {"offences-1-offence": "TA68-8"} | _now("offences-1-arrested_at", hours=3)
    ),
    "safeguarding.risks": (Role.CO, lambda _: RISKS),
    "safeguarding.concerns": (Role.CO, lambda _: CONCERN),
    "safeguarding.review": (
        Role.DM, lambda _: {"passed_to": "police_team", "agreed": "not_asked", "reason": SENTENCE}
    ),
    "engagement.concern": (Role.TW, lambda _: CONCERN),
    "safeguarding.avoid": (Role.CO, lambda _: avoided()),
    "engagement.avoid": (Role.TW, lambda _: avoided()),
    "arrest_tests.authority": (
        Role.CO,
        lambda full_county: {"offence_id": str(full_county.plain["offence_id"]), "given_by_id": str(full_county.users[Role.CO].id)}
        | {"mode": "written", "decision": "given", "grounds": SENTENCE} | _now("given_at") | _now("told_at"),
    ),
    "arrest_tests.confirm_authority": (Role.CO, lambda _: {}),
    "arrest_tests.disown_authority": (Role.CO, lambda _: {"words": SENTENCE}),
    "arrest_tests.ask_for_authority": (
        Role.CO, lambda full_county: {"offence_id": str(full_county.plain["asked_offence_id"]), "grounds": SENTENCE}
    ),
    "arrest_tests.withdraw_request": (Role.CO, lambda _: {}),
    "arrest_tests.drug_test": (
        Role.CO,
        lambda _: {"all_said": "all", "outcome": "refused", "refusal_words": SENTENCE}
        | _now("warned_at", minutes=5) | _now("requested_at", minutes=4),
    ),
    "arrest_tests.happened": (
        Role.CO,
        lambda _: {"all_said": "not_all", "outcome": "refused", "refusal_words": SENTENCE, "what_happened": SENTENCE}
        | _now("requested_at", minutes=4),
    ),
    "arrest_tests.share_result": (
        Role.CO,
        lambda _: {"purpose": "s63B7_a", "to_s63B7_a": "court", "told_to": SENTENCE},
    ),
    "arrest_tests.shift": (Role.CO, lambda _: {"serial": "SN-20418", "has_passed": "yes"}),
    "arrest_tests.decide_hold": (
        Role.DM,
        lambda full_county: {"decision": "release"}
        | {f"reason_{rule.id}": SENTENCE for rule in queries.rules_of(int(full_county.plain["hold_id"]))},
    ),
    "arrest_tests.decide_telling": (Role.DM, lambda _: {"decision": "voided", "reason": SENTENCE}),
    "arrest_tests.correct_test": (Role.CO, lambda _: {"told_answer": "disputes"} | WHY_CORRECTED),
    "arrest_tests.required_assessment": (Role.CO, lambda _: {"decision": "not_imposed", "not_imposed_reason": SENTENCE}),
    "arrest_tests.serve_notice": (Role.CO, lambda _: {"all_said": "all"} | _now("served_at")),
    **rooms.WRITES,
    "reporting.board_shown": (Role.MG, lambda _: _today("shown_on")),
    "reporting.board_minutes": (
        Role.MG,
        lambda full_county: {"answer": "nothing", "minutes_read": "own", "seen": str(full_county.plain["copy_id"])},
    ),
    "reporting.board_copies": (Role.MG, lambda _: {"minutes": sent(picture(), "minutes.png")}),
    "disposals.choose": (Role.CO, lambda _: ANSWERS),
    "disposals.propose": (Role.CO, lambda _: {"rationale": WHY, "reasons_cite_test": "no"}),
    "disposals.take_back": (Role.CO, lambda _: {"why": "withdraw_proposal", "reason": SENTENCE}),
    "disposals.authorise": (Role.DM, lambda _: {"decision": "authorise", "reason": BECAUSE}),
    "disposals.sign": (Role.DM, lambda _: {"consents": "yes", "was_signed": "paper"} | _now("explained_at")),
    "disposals.accept": (Role.CO, lambda _: {"evidence": SENTENCE, "victim_told": "no"}),
    "referrals.before_release": (Role.CO, lambda _: RISKS | {"naloxone": "not_offered", "naloxone_why": "No opiates"}),
    "referrals.needs": (Role.CO, lambda _: NEEDS),
    "referrals.consents": (
        Role.CO,
        lambda full_county: {"service": str(full_county.plain["service_id"]), "referral": "any_listed", "feedback": "given"}
        | {"how": "signed", "choice_reason": "asked_for"},
    ),
    "referrals.refer": (Role.CO, lambda _: {}),
    "policy.propose_law": (Role.PL, lambda _: LAW | day("starts_on", date(2026, 12, 1))),
    "policy.law_change": (Role.PL, lambda _: {"checked": SENTENCE, "read_source": "yes"}),
    "engagement.report_condition": (Role.TW, lambda _: {"reported": "met"} | _today("on")),
    "engagement.required_assessment": (Role.TW, lambda _: {"outcome": "failed_to_attend"} | _now("at")),
    "engagement.expected_assessment": (Role.TW, lambda _: {"outcome": "failed_to_attend"} | _now("at")),
    "directory.diary": (
        Role.PM, lambda _: {"starts": "09:00", "ends": "12:00", "minutes": "45"} | day("first_on", date(2026, 12, 1))
    ),
    "directory.end_slots": (Role.PM, lambda full_county: {"slots": str(full_county.plain["slot_id"])}),
    "admin.invite_to": (
        Role.AD, lambda _: {"name": "Kim Adair", "sign_in_name": "k.adair@recovery.example", "role": "TW"}
    ),
    "admin.change_user": (Role.AD, lambda _: {"name": "Sam Okafor-Lee"}),
    "admin.reset_link": (Role.AD, lambda _: {}),
    "admin.disable": (Role.AD, lambda _: {"reason": "left"}),
    "admin.enable": (Role.AD, lambda _: {}),
    "admin.end_sessions": (Role.AD, lambda _: {}),
    "admin.add_role": (Role.AD, lambda _: {"role": "PM"}),
    "admin.end_role": (Role.AD, lambda _: {}),
    "admin.add_rank": (Role.AD, lambda _: {"rank": "chief_inspector", "source": "Force order"} | _today("from_on")),
    "admin.add_organisation": (Role.AD, lambda _: {"name": "Coast", "kind": "provider", "email_domains": "coast.example"}),
    "admin.change_organisation": (Role.AD, lambda _: {"name": "Lincoln Recovery CIC", "email_domains": "recovery.example"}),
    "admin.add_suite": (Role.AD, lambda _: {"name": "Skegness", "town": "Skegness"}),
    "admin.close_suite": (Role.AD, lambda _: {}),
    "admin.choose_provider": (Role.AD, lambda full_county: {"organisation": str(full_county.plain["organisation_id"])}),
    "admin.invite": (Role.AD, lambda full_county: {"organisation": str(full_county.plain["organisation_id"])}),
    "admin.add_service": (Role.AD, lambda _: SERVICE | _today("opened_on")),
    "admin.service": (Role.AD, lambda _: {"phone": "01632 960 333"}),
    "policy.site_notification": (Role.PL, lambda _: NOTICE | {"routes": "arrest"} | _today("valid_from")),
    "policy.withdraw_notification": (Role.PL, lambda _: NOTICE | _today("valid_to")),
    "policy.notification_change": (Role.PL, lambda _: {"checked": SENTENCE, "read_source": "yes"}),
}  # fmt: skip

# A post that changes no record of a person or a place, or belongs to the account pages or to a link that is its own
# key, which have their own tests.
OTHER_POSTS = {
    "directory.take_in", "people.search", "engagement.caseload", "admin.people", "auth.sign_in", "auth.link", "auth.choose_role", "auth.password", "auth.lock", "auth.sign_out",
    "auth.end_all_sessions", "acceptance.answer", "acceptance.give_answer", "auth.use_link", "engagement.told_by_link",
    "engagement.tell_by_link", "reporting.witness_asked", "reporting.witness_answers",
}  # fmt: skip

# Where the form stands, if not at the address it is sent to.
FORM_AT = policy_scene.FORM_AT | {
    "acceptance.ask_for_consent": "/placing/{referral_id}",
    "arrest_tests.required_assessment": "/episodes/{episode_id}/required-assessment?change=1",
    "arrest_tests.serve_notice": "/episodes/{episode_id}/required-assessment",
    "directory.end_slots": "/services/{service_id}/diary",
    "ndtms.make_file": "/ndtms",
    "deadlines.take_out": "/closures",
    "arrest_tests.confirm_authority": "/episodes/{episode_id}/authority",
    "arrest_tests.disown_authority": "/episodes/{episode_id}/authority",
    "arrest_tests.withdraw_request": "/episodes/{episode_id}/authority",
    "disposals.choose": "/episodes/{episode_id}/disposal?change=",
    "admin.reset_link": "/admin/people/{user_id}",
    "admin.enable": "/admin/people/{user_id}",
    "admin.end_sessions": "/admin/people/{user_id}",
    "admin.resend": "/admin/messages",
}
