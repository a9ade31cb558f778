"""An authority without a mouse: an officer asks, an inspector of another suite answers, a sample is taken."""

from collections.abc import Callable

from pathways.auth.models import Suite
from tests import county
from tests.journeys import custody
from tests.journeys.county.arranged import user
from tests.journeys.desk import Desk, Site

WHY = "He told the gaoler that he hit out because nobody would sell him crack"
GROUNDS = "His words to the gaoler link the assault to crack cocaine"


def test_an_inspector_of_another_suite_answers_orally_confirms_it_and_a_sample_is_taken(
    site: Site, open_desk: Callable[..., Desk]
):
    with site.behind() as db:
        officer, inspector = user("officer2"), user("inspector")
        assert officer.suite_id != inspector.suite_id
        by, suite = county.viewer_of(officer), db.session.get_one(Suite, officer.suite_id)
        visit, _ = county.detained(county.person("Wordsall", "Ned", by=by), by=by, at=suite)
        arrest = f"/episodes/{visit.id}/arrest"
        answers = f"{inspector.name}, Inspector"
    desk = open_desk(keyboard=True, inspect=False, pictures="authority-officer").sign_in("officer2").go(arrest)
    desk.pick("Offence", "Assault occasioning actual bodily harm · Offences against the Person Act 1861 s.47")
    custody.risks(desk)
    desk.press("Save and go to drug test").fill("Why do you ask?", WHY).press("Ask an inspector")
    assert "What you do next" in desk.text
    site.later(minutes=4)
    desk.follow("record it", within="main").pick("Who decides?", answers)
    desk.choose("What does the officer decide?", "Authorised").fill("Grounds", GROUNDS)
    desk.choose("How is it given?", "Orally").fill_time("Decided at", "03:15").press("Save the decision")
    assert desk.heading == "Drug test: Ned Wordsall"
    test = desk.page.url
    giver = open_desk(keyboard=True, inspect=False, pictures="authority-inspector").sign_in("inspector")
    giver.follow("Waiting for authority").follow("Read and confirm", within="tr:has-text('Wordsall')")
    assert GROUNDS in giver.text
    giver.page.set_viewport_size({"width": 375, "height": 900})
    assert giver.page.evaluate("document.documentElement.scrollHeight") < 3_000
    giver.page.set_viewport_size({"width": 1280, "height": 900})
    giver.press("Confirm in writing")
    assert "Not yet" not in giver.page.locator("section.card--authority").first.inner_text().split("Confirmed")[1]
    site.later(minutes=12)
    custody.positive(desk.go(test))
    desk.go(test)
    assert "Sample given" in desk.text
