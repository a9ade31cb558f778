"""Nothing that a service wrote of somebody reaches the police or another provider, whatever the person agreed to; and
what custody itself typed is read back by that suite alone.

The words are planted in every text of every table of a service (planted.py), and a number in each score, so a page that
reads one column too many is found: whichever it is, in a search, on a page that refuses or is not there as well. In the suite two readers ask in two states of the consent; by `make long` every reader in every state.
"""

from datetime import timedelta

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.outbox.models import Message
from pathways.people.identity import queries as people
from pathways.people.models.custody import Detention
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import actions as consents_actions
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentState, Helped
from pathways.referrals.consents.rules.sharing import AnswerGiven
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending import actions as sending_actions
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.hostile import doors, planted, rooms, typed
from tests.integration.hostile.scene import NOWHERE, address_of
from tests.integration.hostile.test_what_was_planted import shows, text_of
from tests.integration.hostile.typed import day as typed_day
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL

WRITTEN = ("referrals.agreements", "engagement.needs", "engagement.safe_contact", "engagement.record_contact")
WRITTEN += ("engagement.scores",)
ALL_WRITTEN = (
    *WRITTEN,
    *sorted(each for each in rooms.WRITES if each.startswith("engagement.") and each not in WRITTEN),
)
AT_LEAST = {
    "acceptance.note",
    "assessment.needs_agreed",
    "needs_assessed.housing",
    "consent.language",
    "safe_contact.number",
    "referral_event.recorded",
}
OF_THE_CASE = (
    *("became", "timeline", "paper", "mine", "task_list", "consents", "person", "board", "before_release"),
    *("case", "offer", "agreements", "needs", "case_timeline", "as_police", "caseload", "inbox"),
)
"""What the suite asks; `make long` asks every page."""
STATES = ("signed", "withdrawn", "aloud", "refused")


def cases_of(full_county) -> list[Referral]:
    """The case that the forms are about, and one that went as far as engaging."""
    ids = {full_county.case.referral.id, full_county.of_endpoint["engagement.assessment"]["referral_id"]}
    return [db.session.get_one(Referral, number) for number in sorted(ids)]


def agreed_to(full_county, state: str) -> None:
    """The people answer the second question anew; nothing is done for a signature, which their cases begin with."""
    worker = full_county.viewer(Role.TW)
    for referral in cases_of(full_county):
        if state == "withdrawn":
            row = consents_queries.answers_of(referrals_queries.episode_of(referral))[FEEDBACK].row
            sending_actions.withdraw_consent(by=worker, consent_id=row.id)
        elif state != "signed":
            consent_state = ConsentState.GIVEN if state == "aloud" else ConsentState.REFUSED
            answer = AnswerGiven(
                number=FEEDBACK, state=consent_state, signed=False, understood=True, helped=Helped.NO_HELP
            )
            consents_actions.record_answers(by=worker, referral_id=referral.id, answers=(answer,))
    db.session.commit()


def readers(full_county) -> list[tuple[Role, object, str]]:
    """Who must not read it: the police and their desks, and another provider's people."""
    other = county.provider("Coastline Recovery")
    theirs = [(role, county.user(role, of=other), "elsewhere") for role in (Role.TW, Role.PM)]
    ours = [(role, full_county.users[role], "") for role in (Role.CO, Role.DM, Role.HP, Role.CM, Role.RG)]
    return [*ours, *theirs] if IN_FULL else [ours[0], theirs[0]]


def read_by(app, client, full_county, role, words, only=()) -> list[str]:
    """Where a reader finds one of the words, asked for every record that the county has and for the case itself."""
    where, referrals = [], cases_of(full_county)
    theirs = [
        {"person_id": referral.person_id, "episode_id": referral.episode_id, "referral_id": referral.id}
        for referral in referrals
    ]
    for rule in doors.routes(app):
        name = rule.endpoint.split(".")[-1]
        if not doors.may_open(app, rule.endpoint, role) or (only and name not in only):
            continue
        ids = full_county.ids(rule.endpoint, role)
        for address in {address_of(app, rule.endpoint, each) for each in (ids, *(ids | case for case in theirs))}:
            answer = client.ask("GET", address)
            # No worker runs beside a test, and whoever asks whether all is ready is told so.
            assert answer.status_code < 500 or address == "/health/ready", address
            if shows(answer, words):
                where.append(f"{role.value} {address}: {[word for word in words if word in text_of(answer)]}")
    return where


def told_otherwise(client, full_county, role) -> list[TestResponse]:
    """What the same reader is answered where a record is not shown: by a search, a refusal, a page that is not there."""
    answers = [client.ask("GET", "/nowhere"), client.ask("GET", f"/people/{NOWHERE}")]
    for referral in cases_of(full_county):
        who = people.details_of(referral.person_id)
        typed = {"surname": who.surname, "given_names": who.given_names} | typed_day("date_of_birth", who.date_of_birth)
        case, sent = f"/cases/{referral.id}", f"/referrals/{referral.id}"
        for address in (case, f"{case}/outcomes", f"{case}/scores/new", f"{case}/as-police"):
            answers += [client.ask("GET", address), client.ask("POST", address, data=typed)]
        for address in (f"{sent}/step/withdraw", f"{sent}/error", f"{sent}/clocks"):
            answers.append(client.ask("POST", address, data={"why": "mistake", "version": "1"}))
        for address in ("/people/search", "/own-referrals/new") if role in (Role.CO, Role.TW) else ():
            answers.append(client.post(address, typed))
    return answers


@on_sqlite_in_full
def test_nothing_that_a_service_wrote_is_read_by_the_police_or_another_provider_before_and_after_every_change_of_consent(
    app, the_clock, client_of, full_county, capfd, owner_engine
):
    for endpoint in ALL_WRITTEN if IN_FULL else WRITTEN:
        role, write = rooms.WRITES.get(endpoint) or typed.WRITES[endpoint]
        typed.post_all(app, client_of(full_county.users[role], role), full_county, endpoint, write(full_county), role)
    by_column = planted.by_the_service()
    assert set(by_column) >= AT_LEAST
    scored = planted.scores(owner_engine)
    words, where = (*by_column.values(), *scored), []
    (case, *_) = [referral for referral in cases_of(full_county) if referral.engaged_on]
    read_back = client_of(full_county.users[Role.TW], Role.TW).ask("GET", f"/cases/{case.id}/outcomes")
    assert shows(read_back, scored)  # what stands on its own page is looked for on every other
    states = STATES if IN_FULL else STATES[:2]
    asking = [(role, client_of(user, role)) for role, user, _ in readers(full_county)]
    for state in states:
        agreed_to(full_county, state)
        for role, client in asking:
            where += read_by(app, client, full_county, role, words, () if IN_FULL else OF_THE_CASE)
            otherwise = told_otherwise(client, full_county, role)
            where += [f"{role.value} {each.request.path}" for each in otherwise if shows(each, words)]
    assert where == []
    output = capfd.readouterr()
    payloads = " ".join(event.payload or "" for event in db.session.scalars(select(AuditEvent)))
    sent = " ".join(str(vars(message)) for message in db.session.scalars(select(Message)))
    assert not [word for word in words if word in output.out + output.err + payloads + sent]


def test_what_custody_typed_is_read_back_by_that_suite_alone_until_28_days_after_release(app, the_clock, client_of):
    scene = accepted(the_clock, contact_note="ZZ-CUSTODY-NOTE after six")
    needs, listed = f"/episodes/{scene.episode.id}/needs", ("/referrals", "/custody", f"/referrals/{scene.referral.id}")
    officer = client_of(scene.officer_user, Role.CO)
    elsewhere = client_of(county.user(Role.CO, at=county.suite("Grantham")), Role.CO)
    assert "ZZ-CUSTODY-NOTE" in officer.get(needs).text
    assert not any(shows(officer.ask("GET", address), ("ZZ-CUSTODY-NOTE",)) for address in listed)
    assert not shows(elsewhere.ask("GET", needs), ("ZZ-CUSTODY-NOTE",))
    worker = client_of(scene.worker_user, Role.TW)
    contact = {"way": "call", "number": "07700 900 777", "holds": "number", "note": "ZZ-SERVICE-NOTE"}
    worker.post(f"/cases/{scene.referral.id}/safe-contact", contact)
    copy = db.session.scalars(select(NeedScreen.contact_note).where(NeedScreen.episode_id == scene.episode.id)).one()
    assert copy == "ZZ-CUSTODY-NOTE after six"
    assert "ZZ-SERVICE-NOTE" not in officer.get(needs).text
    db.session.execute(update(Detention).values(released_at=clock.now(), release_type="on_bail"))
    db.session.commit()
    the_clock.advance(timedelta(days=27))
    assert "ZZ-CUSTODY-NOTE" in client_of(scene.officer_user, Role.CO).ask("GET", needs).text
    the_clock.advance(timedelta(days=2))
    assert not shows(client_of(scene.officer_user, Role.CO).ask("GET", needs), ("ZZ-CUSTODY-NOTE",))
    paper = f"/referrals/{scene.referral.id}/referral.pdf"
    assert client_of(scene.officer_user, Role.CO).ask("GET", paper).status_code == 404
