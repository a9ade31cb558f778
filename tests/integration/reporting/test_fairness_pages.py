"""The page of fairness: what it shows of real decisions, and that page, file and paper say the same."""

import csv
import io
import re
from datetime import timedelta

import pypdf
import pytest

from pathways import clock
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.disposal_terms import Kind
from pathways.people.identity.rules import Ethnicity
from pathways.people.rules import ReleaseType
from pathways.reporting.rules.editions import Report
from pathways.store.base import db as store
from pathways.vocabulary import Sex
from tests import county
from tests.figures import make_figures_after_the_quarter
from tests.integration.disposals import plain_disposal
from tests.pages import faulty
from tests.report_files import of_figures_in_log, workbook_equals_page

pytestmark = pytest.mark.reads(Report.FAIRNESS)


@pytest.fixture
def in_september(the_clock):
    """The night on which people are decided about: fairness is of the year that ends with September."""
    the_clock.set(the_clock.now() - timedelta(days=60))


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


def of_charged(tab, head, row):
    """The page has one outcome at a time, the workbook each of them."""
    return (head, row) if tab == "Every outcome" else (head[1:], row[1:]) if row[0] == "Charged" else None


def test_relative_rates_stand_on_the_page_with_their_method_and_what_cannot_be_concluded(
    app, in_september, manager, the_clock, db
):
    decided(20, State.ACTIVE)
    decided(20, State.CLOSED_CHARGED)
    decided(6, State.ACTIVE, Ethnicity.B1, Sex.FEMALE)
    decided(14, State.CLOSED_CHARGED, Ethnicity.B1, Sex.FEMALE)
    decided(2, State.CLOSED_CHARGED, Ethnicity.A1)
    make_figures_after_the_quarter(the_clock)
    asked = "/reports/fairness?outcome=charged"
    page = manager.get(asked).text
    assert "62 people had a decision" in page
    assert "What may not be concluded" in page
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
    sheets = workbook_equals_page(manager, asked, "/reports/fairness.xlsx?outcome=charged", of_charged)
    assert list(sheets)[:5] == ["Every outcome", "By ethnicity", "By sex", "By age", "By area"]
    assert ["Charged", "Asian", *"******"] in [row[:8] for row in sheets["By ethnicity"]]
    assert ["Charged", "Female", "20", "14", "0.7"] in [row[:5] for row in sheets["By sex"]]
    assert {"report.viewed", "export.downloaded", "document.downloaded"} <= set(of_figures_in_log())


def test_few_people_are_said_in_words_and_draw_nothing(app, in_september, manager, the_clock):
    decided(4, State.ACTIVE)
    make_figures_after_the_quarter(the_clock)
    page = manager.get("/reports/fairness").text
    assert "How many people had a decision" in page
    assert "<img" not in page
    assert manager.get("/reports/fairness.csv").text == "measure,count\r\npeople,not shown\r\n"
    assert manager.get("/charts/fairness-sex.svg").status_code == 404


def test_nobody_is_said_in_words(app, in_september, manager, the_clock):
    county.detained(released_at=clock.now(), release_type=ReleaseType.ON_BAIL)
    make_figures_after_the_quarter(the_clock)
    assert "No decision fell into" in manager.get("/reports/fairness").text


def test_an_outcome_that_is_none_is_said_at_its_field(app, in_september, manager, the_clock):
    decided(12, State.ACTIVE)
    make_figures_after_the_quarter(the_clock)
    page = manager.get("/reports/fairness?outcome=hanged").text
    assert faulty(page) == ["outcome"]
    assert manager.get("/reports/fairness.pdf?outcome=hanged").status_code == 302
