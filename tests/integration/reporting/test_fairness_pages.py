"""The page of fairness: what it shows of real decisions, and that page, file and paper say the same."""

import csv
import io
import re

import pypdf
import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import Ethnicity
from pathways.store.base import db as store
from pathways.vocabulary import Sex
from tests import county
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.test_reporting_pages import actions
from tests.pages import faulty


@pytest.fixture
def manager(client_of):
    return client_of(county.user(Role.MG), Role.MG)


def decided(how_many, state, ethnicity=Ethnicity.W1, sex=Sex.MALE, kind=Kind.CC):
    """So many people, each with a disposal that took one step into that state."""
    officer = county.officer()
    for _ in range(how_many):
        episode, _ = county.detained(county.person(by=officer, ethnicity=ethnicity, sex=sex), by=officer)
        plain_disposal.offence(episode)
        row = Disposal(
            episode_id=episode.id, person_id=episode.person_id, organisation_id=officer.organisation_id, kind=kind, state=state, facts={}, results=[],
            rules_version=RULES_VERSION, rationale="A plain case of a test", reasons_cite_test=False, proposed_at=clock.now(), proposed_by_id=officer.user_id,
        )  # fmt: skip
        store.session.add(row)
        store.session.flush()
        store.session.add(
            DisposalEvent(
                disposal_id=row.id, event="step", from_state=State.DRAFT, to_state=state, at=clock.now(), by_id=officer.user_id, role="CO", recorded={},
            )
        )  # fmt: skip
    store.session.commit()


def test_relative_rates_stand_on_the_page_with_their_method_and_what_cannot_be_concluded(app, manager, db):
    decided(20, State.ACTIVE)
    decided(20, State.CLOSED_CHARGED)
    decided(6, State.ACTIVE, Ethnicity.B1, Sex.FEMALE)
    decided(14, State.CLOSED_CHARGED, Ethnicity.B1, Sex.FEMALE)
    decided(2, State.CLOSED_CHARGED, Ethnicity.A1)
    asked = "/reports/fairness?outcome=charged"
    page = manager.get(asked).text
    assert "62 people had a decision" in page
    assert "What cannot be concluded" in page
    assert "A difference is not a cause" in page
    folded = "".join(part.partition("</details>")[0] for part in page.split("<details")[1:])
    assert "/reports/fairness.csv" in page
    assert not any(words in folded for words in ("fairness.csv", "fairness.pdf"))
    assert "Outcome 22 is counted by itself" in page
    assert "Decided in the period" in page
    assert "1.34" in page  # women 14 of 20 (70.0%), men 22 of 42 (52.4%)
    pictures = [each.replace("&amp;", "&") for each in re.findall(r'"(/charts/fairness-sex\.svg[^ "]*)', page)]
    assert pictures
    assert all("1.34" in manager.get(address).text for address in pictures)
    rows = list(csv.DictReader(io.StringIO(manager.get("/reports/fairness.csv?outcome=charged").text)))
    asian = [row for row in rows if (row["group"], row["outcome"]) == ("Asian", "Charged")]
    assert {row["could_have_had_it"] for row in asian} == {"*"}
    assert any(row["group"] == "Female" and row["had_it"] == "14" for row in rows)
    words = "".join(
        each.extract_text()
        for each in pypdf.PdfReader(io.BytesIO(manager.get("/reports/fairness.pdf?outcome=charged").data)).pages
    )
    assert "1.34" in words
    assert "A difference is not a cause" in " ".join(words.split())
    assert {"report.viewed", "export.downloaded", "document.downloaded"} <= set(actions(db))


def test_few_people_and_nobody_are_said_in_words_and_draw_nothing(app, manager):
    assert "No decision fell into" in manager.get("/reports/fairness").text
    decided(4, State.ACTIVE)
    page = manager.get("/reports/fairness").text
    assert "Fewer than 10 people" in page
    assert "<img" not in page
    assert manager.get("/reports/fairness.csv").text == "measure,count\r\npeople,fewer than 10\r\n"
    assert manager.get("/charts/fairness-sex.svg").status_code == 404


def test_an_outcome_or_a_basis_that_is_none_is_said_at_its_field(app, manager):
    page = manager.get("/reports/fairness?outcome=hanged&basis=guessed").text
    assert faulty(page) == ["outcome", "basis"]
    assert manager.get("/reports/fairness.pdf?outcome=hanged").status_code == 302
