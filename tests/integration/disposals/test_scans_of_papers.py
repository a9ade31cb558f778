"""A paper that was signed by hand is sent in as a scan, drawn anew, kept, and handed back as it was kept."""

import re
from hashlib import sha256

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.disposals.documents import papers as documents
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.signing.actions import keep_signed
from pathways.disposals.steps import actions as steps_actions
from pathways.documents import scans
from pathways.documents.kinds import ScanPurpose
from pathways.documents.scans import scan_of
from pathways.drafts.actions import draft_at
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Refused
from pathways.ui.security import SHUT
from tests import county
from tests.client import SignedInClient
from tests.hostile_scans import leading_out
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals.plain_disposal import authorised, proposed, scene, signed, with_facts
from tests.pages import Page, faulty
from tests.papers import words_of
from tests.scans import ACTING, pdf, picture, sent


@pytest.fixture
def where(app):
    return scene()


@pytest.fixture
def page(where):
    return f"/disposals/{signed(where).id}/scans"


def kept_at(page):
    return proposal_queries.scans_of(int(page.split("/")[2]))


def test_a_scan_is_kept_drawn_anew_and_handed_back_as_a_download_that_can_do_nothing(where, page, client_of, db):
    client, content = client_of(where.officer_user, Role.CO), leading_out()
    answer = client.post(page, {"purpose": "signed_disposal", "scan": sent(content, "../Ellis signed.PDF")})
    assert answer.headers["Location"] == page
    (row,) = kept_at(page)
    back = client.get(f"{page}/{row.id}")
    assert (row.name, row.size, row.sha256) == ("Ellis signed.pdf", len(back.data), sha256(back.data).hexdigest())
    assert row.sent_sha256 == sha256(content).hexdigest()
    assert b"planted" not in back.data
    assert back.headers["Content-Type"] == "application/pdf"
    assert back.headers["Content-Disposition"].startswith('attachment; filename="signed-disposal-')
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert back.headers["Content-Security-Policy"] == SHUT
    logged = db.session.scalar(select(AuditEvent.payload).where(AuditEvent.action == "disposal.scan.recorded"))
    assert {row.sha256, row.sent_sha256} <= set(re.findall("[0-9a-f]{64}", logged))
    assert row.sha256[:16] not in client.get(page).text


def test_a_scan_is_read_while_no_transaction_is_open_and_only_for_whoever_may_use_the_page(
    where, page, client_of, db, monkeypatch
):
    read = []

    def scan_of_noting(content, name):
        read.append(db.session.registry.has() and db.session().in_transaction())
        return scan_of(content, name)

    monkeypatch.setattr(scans, "scan_of", scan_of_noting)
    client = client_of(where.officer_user, Role.CO)
    client.post(page, {"purpose": "variation", "scan": sent(picture(), "a.png")})
    assert read == [False]
    worker, stranger = client_of(where.worker_user, Role.TW), SignedInClient(client.browser.application)
    for other in (worker, stranger):
        assert other.ask("POST", page, data={"scan": sent(picture(), "a.png")}).status_code in (302, 404)
    assert read == [False]


def test_of_many_files_in_one_form_one_is_read(where, page, client_of, monkeypatch):
    read = []

    def scan_of_counting(content, name):
        read.append(name)
        return scan_of(content, name)

    monkeypatch.setattr(scans, "scan_of", scan_of_counting)
    client = client_of(where.officer_user, Role.CO)
    beside = {f"beside{number}": sent(picture(), f"{number}.png") for number in range(3)}
    assert client.post(page, {"purpose": "variation", "scan": sent(picture(), "a.png"), **beside}).location == page
    assert read == ["a.png"]
    turned = client.post(page, {"beside": sent(picture(), "b.png"), "purpose": "variation", "scan": sent(picture())})
    assert "Send one file at a time" in turned.text
    assert read == ["a.png", "b.png"]


def test_a_form_with_a_scan_that_is_sent_twice_keeps_one(where, page, client_of):
    client = client_of(where.officer_user, Role.CO)
    whole = {"purpose": "variation", "scan": sent(picture(), "a.png"), "post_key": "one-key-of-this-page"}
    assert {client.post(page, whole).headers["Location"] for _ in range(2)} == {page}
    assert len(kept_at(page)) == 1
    assert "This very scan is kept already" in client.post(page, whole | {"post_key": "another-key"}).text


def test_a_file_that_is_refused_leaves_the_other_answers_on_the_page_and_in_the_draft(where, page, client_of):
    client = client_of(where.officer_user, Role.CO)
    answer = client.post(page, {"purpose": "variation", "scan": sent(pdf(ACTING["script"]))})
    assert faulty(answer.text) == ["scan"]
    assert "script" in Page(answer.text).summary[0][1]
    assert 'value="variation" checked' in answer.text
    assert "a browser does not keep a file" in answer.text
    assert draft_at(where.officer.user_id, page).typed == {"purpose": ["variation"]}
    assert kept_at(page) == ()


def test_a_file_over_the_limit_is_told_so_and_one_far_over_it_is_refused_unread(where, page, client_of, monkeypatch):
    client = client_of(where.officer_user, Role.CO)
    monkeypatch.setattr(scans, "LARGEST", 10_000)
    over = client.post(page, {"purpose": "variation", "scan": sent(b"%PDF-" + b"0" * 10_000)})
    assert over.status_code == 200
    assert "The file is larger than 10 MB" in over.text
    body = {"CONTENT_LENGTH": str(200 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    far_over = client.ask("POST", page, environ_overrides={**body, "wsgi.input": NeverRead()})
    assert far_over.status_code == 413
    assert "at most 10 MB" in far_over.text
    elsewhere = client.ask("POST", page.replace("/scans", "/take-back"), data={"reason": "x" * 1_200_000})
    assert elsewhere.status_code == 413


class NeverRead:
    """A body of which nothing may be taken into memory."""

    def read(self, size=-1):
        assert 0 < size <= 65_536
        return b""

    def readline(self, size=-1):
        raise AssertionError("the body was read")


def test_nothing_is_kept_as_signed_before_it_is_signed_and_nobody_of_another_force_sees_a_scan(where, client_of):
    disposal = authorised(where)
    with pytest.raises(Refused, match="Record the signature first"):
        signing_actions.receive_scan(
            by=where.officer,
            disposal_id=disposal.id,
            purpose=ScanPurpose.SIGNED_DISPOSAL,
            scan=scan_of(picture(), "a.png"),
        )
    row = signing_actions.receive_scan(
        by=where.officer, disposal_id=disposal.id, purpose=ScanPurpose.CPS_DECISION, scan=scan_of(picture(), "a.png")
    )
    stranger = client_of(county.user(Role.DM, of=county.force("Humberside Police")), Role.DM)
    assert stranger.get(f"/disposals/{disposal.id}/scans/{row.id}").status_code == 404


def test_the_paper_of_each_disposal_is_made_from_the_record_and_reprints_the_same_bytes(where, db):
    disposal = authorised(where)
    for kind in (Kind.CR, Kind.O22, Kind.SC, Kind.PND, Kind.CW):
        disposal.kind = kind
        disposal_view = proposal_queries.disposal(where.sergeant, disposal.id)
        first = signing_actions.print_document(by=where.sergeant, disposal_view=disposal_view)
        assert first == signing_actions.print_document(by=where.sergeant, disposal_view=disposal_view)
        assert ("I accept responsibility" in words_of(first)) is False  # the sheet says a full admission
        case = facts_queries.case_of(disposal_view.view)
        paper = documents.paper_of(disposal_view, case, by=where.sergeant, signed_at=clock.now(), reference="LN-00412")
        document = keep_signed(by=where.sergeant, disposal=disposal, paper=paper)
        assert proposal_queries.document_of(disposal).sha256 == document.sha256
        assert ("LN-00412" in words_of(document.content)) == (kind in (Kind.PND, Kind.CW))


def test_a_prosecutor_s_decision_is_entered_with_its_scan_in_one_step(where, client_of, db):
    disposal = proposed(with_facts(where, abuse_or_hate="domestic_abuse"))
    step = {"by": where.sergeant, "disposal_id": disposal.id}
    steps_actions.take_step(
        **step, event="refer_cps", given={"sent_on": clock.today(), "reference": "CPS-1", "asked": "authority"}
    )
    client, page = client_of(where.sergeant_user, Role.DM), f"/disposals/{disposal.id}/step/cps_refuses"
    today = clock.today()
    typed = {"decided_on-day": today.day, "decided_on-month": today.month, "decided_on-year": today.year}
    typed |= {"prosecutor": "Kim Vale", "text": "Not suitable for a caution in this case."}
    refused = client.post(page, typed | {"scan": sent(b"MZ a program")})
    assert faulty(refused.text) == ["scan"]
    assert "Kim Vale" in refused.text
    assert client.post(page, typed | {"scan": sent(pdf())}).headers["Location"] == f"/disposals/{disposal.id}"
    assert [row.purpose for row in proposal_queries.scans_of(disposal.id)] == [ScanPurpose.CPS_DECISION]


def test_a_name_typed_on_screen_signs_only_with_the_words_that_it_was_read(where, client_of):
    disposal = authorised(where)
    client, page = client_of(where.sergeant_user, Role.DM), f"/disposals/{disposal.id}/sign"
    typed = {"consents": "yes", "was_signed": "screen", "typed_name": "dean  rawcliffe"} | boxes(
        "explained_at", clock.now()
    )
    assert faulty(client.post(page, typed).text) == ["has_read"]
    read = {"has_read": "yes"}
    assert "The record is of Dean Rawcliffe" in client.post(page, typed | read | {"typed_name": "Ellis Marwood"}).text
    client.post(page, typed | read)
    words = words_of(proposal_queries.document_of(disposal).content)
    assert "Signed on screen by dean rawcliffe" in words
    assert "on paper" not in words
    again = client.post(page, typed | read, form_at=f"/disposals/{disposal.id}/scans")
    assert again.status_code == 200  # signing twice is refused in words, with what was typed
    assert "it is at ‘signed, conditions running’" in again.text
