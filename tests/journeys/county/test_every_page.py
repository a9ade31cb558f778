"""Every page of every role, on the county and on a night of cases at every stage: axe at 1280 (by `make long` at 320 too,
and every form sent empty), no sideways scroll at 320 px, whole markup, no script error. Every twelfth page (by
`make long` every page, and every form sent) in a browser without JavaScript: all of it can be used.

A role's pages are those a link leads to from its first page, and then every address of the application that the role
may open and no link led to, with real numbers from the database.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from pathways.admin.models import AccessProposal
from pathways.arrest_tests.models.assessment import Failure, RequiredAssessment, RequiredOtherwise
from pathways.arrest_tests.models.testing import Hold, ToldOutside
from pathways.audit.models import AuditEvent
from pathways.auth.guard import PUBLIC, permission_of
from pathways.auth.models import Organisation, RoleHeld, Suite, User
from pathways.auth.roles import Role, may
from pathways.directory.models import AreaName, DirectoryFile, Service, ServiceException, ServicePlace, Town
from pathways.disposals.models import Condition, Disposal, OutcomeRecord
from pathways.engagement.models.case import Note
from pathways.engagement.models.treatment import Goal, Intervention, NaloxoneSupply
from pathways.law.models import NotificationChange, ProposedChange, SiteNotification
from pathways.ndtms.models import NdtmsFileRequest
from pathways.packs.models import Pack, PackSchedule
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonAlias, PersonMerge, Restriction
from pathways.policy.models import PolicyChange, WhatIfRun
from pathways.referrals.models.needs_and_consents import Consent, ErrorSaid, JointPlan, Transfer
from pathways.referrals.models.referral import Appointment, Referral
from pathways.reporting.models import BoardShowing
from pathways.safeguarding.models import Concern
from pathways.scrutiny.models import ScrutinyCase, ScrutinyLearning, ScrutinyRound
from pathways.store.base import db
from tests import county
from tests.client import SignedInClient
from tests.figures import fingerprint_for_the_board, recorded_as_shown
from tests.journeys.county.arranged import user
from tests.journeys.desk import Desk, Site
from tests.journeys.made_up import (
    a_night_in_lincoln,
    asks_for_the_national_file,
    asks_what_if,
    joins_a_case,
    lets_in_where_nobody_decides,
    says_errors,
    sends_a_transfer,
)
from tests.journeys.serving import served
from tests.journeys.walking import NOT_PAGES, Walker
from tests.once import made_once

NUMBERED: dict[str, Any] = {
    "alias_id": PersonAlias,
    "appointment_id": Appointment,
    "change_id": ProposedChange,
    "notification_id": SiteNotification,
    "notification_change_id": NotificationChange,
    "case_id": ScrutinyCase,
    "condition_id": Condition,
    "concern_id": Concern,
    "consent_id": Consent,
    "days_id": ServiceException,
    "disposal_id": Disposal,
    "episode_id": Episode,
    "error_id": ErrorSaid,
    "failure_id": Failure,
    "file_id": DirectoryFile,
    "goal_id": Goal,
    "hold_id": Hold,
    "intervention_id": Intervention,
    "otherwise_id": RequiredOtherwise,
    "telling_id": ToldOutside,
    "learning_id": ScrutinyLearning,
    "merge_id": PersonMerge,
    "note_id": Note,
    "organisation_id": Organisation,
    "person_id": Person,
    "pack_id": Pack,
    "place_id": ServicePlace,
    "policy_change_id": PolicyChange,
    "proposal_id": AccessProposal,
    "record_id": OutcomeRecord,
    "request_id": NdtmsFileRequest,
    "referral_id": Referral,
    "required_id": RequiredAssessment,
    "restriction_id": Restriction,
    "role_held_id": RoleHeld,
    "plan_id": JointPlan,
    "round_id": ScrutinyRound,
    "schedule_id": PackSchedule,
    "service_id": Service,
    "showing_id": BoardShowing,
    "suite_id": Suite,
    "area_id": AreaName,
    "town_id": Town,
    "supply_id": NaloxoneSupply,
    "transfer_id": Transfer,
    "user_id": User,
    "what_if_run_id": WhatIfRun,
}
KIND = "CC"
Numbers = Mapping[str, Any]
"""The numbers that stand together in an address, by what they are called there."""
WORDS: dict[str, list[Any]] = {
    "law_table": ["regimes"],
    "code": ["Controlled_2026"],
    "check_in_number": [1],
    "event": [
        *("excuse_accepted", "suspected_breach", "no_further_action"),
        *("ask", "withdraw", "person_declines", "transfer_out", "picked_up"),
    ],
    "number": [1],
    "question": ["referral", "feedback"],
    "leaflet_kind": ["CC"],
    "switch_name": ["cfg_cw_enabled"],
}


WHO = {
    Role.CO: "officer",
    Role.DM: "inspector",
    Role.HP: "liaison",
    Role.TW: "worker",
    Role.PM: "provider",
    Role.PW: "placing",
    Role.MG: "manager",
    Role.AD: "admin",
    Role.PL: "policy",
    Role.AU: "auditor",
    Role.PM2: "panel",
    Role.CM: "monitor",
    Role.RG: "registrar",
}


@pytest.fixture(scope="session")
def night_folder(settings: dict[str, Any], shared: Path, county_folder: Path) -> Path:
    """The county on a night of cases at every stage, arranged once a run, to be copied and never written."""

    def build(folder: Path) -> None:
        shutil.copytree(county_folder, folder, dirs_exist_ok=True)
        with served(settings, folder) as site, site.behind():
            a_night_in_lincoln()
            says_errors(county.viewer_of(user("provider")))
            asks_what_if(county.viewer_of(user("policy")))
            asks_for_the_national_file(county.viewer_of(user("provider")))
            joins_a_case(county.viewer_of(user("worker")))
            sends_a_transfer(county.viewer_of(user("worker")))
            lets_in_where_nobody_decides(county.viewer_of(user("admin")))
            recorded_as_shown(county.viewer_of(user("manager2")))

    return made_once(shared, "night", build)


@pytest.fixture
def site(settings: dict[str, Any], night_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """That night, served."""
    shutil.copytree(night_folder, tmp_path / "night")
    with served(settings, tmp_path / "night") as site:
        yield site


@pytest.mark.rounds
@pytest.mark.parametrize("role", WHO, ids=str)
def test_every_page_of_a_role_is_whole_works_without_script_and_axe_finds_nothing(
    site: Site, open_desk: Callable[..., Desk], role: Role
):
    with site.behind():
        client = SignedInClient(site.app, user(WHO[role]).id, role)
        token = client.token
        numbers = _with_what_is_above({name: _numbers_of(name, kind) for name, kind in NUMBERED.items()})
        flagged = select(AuditEvent.id.label("event_id")).where(AuditEvent.action == "misuse.flagged")
        numbers["event_id"] = db.session.execute(flagged.order_by(AuditEvent.id.desc())).mappings().all()
        numbers["digits"] = [{"digits": fingerprint_for_the_board()}]
    desk = open_desk()
    walker = Walker(desk.page, desk.asked)
    walker.look("/sign-in")
    desk.page.context.add_cookies([{"name": "pathways", "value": token, "url": site.address}])
    walker.walk("/", onward=role not in county.LIKE)
    for rule in _pages_of(site.app, role):
        addresses = list(_addresses(rule, numbers))
        if not walker.has_seen(addresses[0]):
            answers = (address for address in addresses if client.browser.get(address).status_code == 200)
            start = next(answers, f"{addresses[0]} of {rule}, which answers for nothing on the county")
            walker.walk(start, onward=role not in county.LIKE)
    walker.send_empty()
    walker.without_script()
    assert walker.problems == [], "\n".join(walker.problems)


def _pages_of(app: Flask, role: Role) -> list[Rule]:
    """The addresses that this role may open, and the one it is like may not: pages, not papers or pictures."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and (permission := permission_of(app, rule.endpoint)) not in (None, PUBLIC)
        and may(role, permission)
        and not (role in county.LIKE and may(county.LIKE[role], permission))
        and not re.search(NOT_PAGES, rule.rule)
    ]


def _numbers_of(name: str, kind: Any) -> list[Numbers]:
    """The number of each row there is, the newest first, with the numbers of what it belongs to."""
    columns = kind.__table__.c
    belongs_to = [columns[other] for other in NUMBERED if other in columns]
    rows = select(kind.id.label(name), *belongs_to).order_by(kind.id.desc())
    return list(db.session.execute(rows).mappings())


def _with_what_is_above(numbers: dict[str, list[Numbers]]) -> dict[str, list[Numbers]]:
    """Each row with one more step upward: a condition names its disposal, and now that disposal's episode as well."""
    of = {name: {row[name]: row for row in rows} for name, rows in numbers.items() if name in NUMBERED}
    return {
        name: [
            {key: number for other in row if other != name for key, number in of[other].get(row[other], {}).items()}
            | dict(row)
            for row in rows
        ]
        for name, rows in numbers.items()
    }


def _agree(rows: tuple[Numbers, ...]) -> bool:
    """Whether rows that belong to something of the same kind belong to the same one, as a case and its condition do."""
    found: dict[str, Any] = {}
    return all(found.setdefault(name, number) == number for row in rows for name, number in row.items())


def _addresses(rule: Rule, numbers: dict[str, list[Numbers]]) -> Iterator[str]:
    """The rule's address with every number there is, the newest first; of what belongs to a row, with that row's."""
    rows: dict[str, list[Numbers]] = {
        name: numbers[name] if name in numbers else [{name: word} for word in WORDS.get(name, [KIND])]
        # All words of the newest row before those of the next: of an old one hardly any page still opens.
        for name in sorted(rule.arguments, key=lambda name: (name not in numbers, name))
    }
    by_a_row = {other for name in rows for row in rows[name][:1] for other in row if other != name}
    for chosen in filter(_agree, product(*(rows[name] for name in rows if name not in by_a_row))):
        address = rule.rule
        for name, value in (each for row in chosen for each in row.items()):
            address = re.sub(f"<([^<>]*:)?{name}>", str(value), address)
        yield address
