"""A gravity table and a leaflet are written by one policy lead and approved by another; until then neither holds."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals import actions as disposals
from pathways.disposals.facts import queries
from pathways.law.rules.disposal_terms import Kind
from pathways.policy import actions
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.integration.disposals import plain_disposal
from tests.integration.policy.policy_scenes import CHECKED, SAID, TABLE, WORDS, a_lead, decided, on, tomorrow
from tests.papers import words_of


def test_a_table_pasted_by_one_and_approved_by_another_is_in_use_from_its_day(app, client_of):
    first, second = (client_of(county.user(Role.PL, name=name), Role.PL) for name in ("H. Astley", "K. Adeyemi"))
    assert "This force has no gravity table" in first.get("/policy/gravity").text
    typed = {"version_named": "2026-12", "text": TABLE, **SAID, **on("starts_on", tomorrow())}
    wrong = first.post("/policy/gravity/load", typed | {"text": TABLE.replace("A,3", "Z,3").replace("+1", "many")})
    assert "Line 2, column C (drug_class)" in wrong.text
    assert "Line 4, column D (score)" in wrong.text
    made = first.post("/policy/gravity/load", typed)
    assert made.status_code == 302
    assert "Where children were near" in second.get(made.location).text
    second.post(made.location, {"checked": CHECKED, "read_source": "yes"})
    force = county.force().id
    assert queries.gravity_table_on(force, clock.today()) is None
    assert queries.gravity_table_on(force, tomorrow()).version == "2026-12"


def test_a_version_of_a_table_stands_for_one_table(app):
    first, second = a_lead(), a_lead("K. Adeyemi")
    facts = {"by": first, "version": "2026-12", "text": TABLE, "starts_on": tomorrow(), **SAID}
    decided(second, actions.propose_gravity(**facts))
    with pytest.raises(Refused, match="kept already"):
        actions.propose_gravity(**facts | {"starts_on": tomorrow() + timedelta(days=1)})


@pytest.mark.database
def test_a_leaflet_is_a_placeholder_and_says_so_until_another_signs_it_off(app, client_of):
    first, second = (client_of(county.user(Role.PL, name=name), Role.PL) for name in ("H. Astley", "K. Adeyemi"))
    assert "The words in use are a placeholder" in first.get("/policy/leaflets/CR").text
    made = first.post("/policy/leaflets/CR", {"text": WORDS, **SAID, **on("starts_on", tomorrow())})
    assert queries.leaflet_on(county.force().id, Kind.CR, tomorrow()) is None
    assert "It is recorded by the police." in second.get(made.location).text
    assert "1 leaflet waits" in second.get("/policy/leaflets").text
    second.post(made.location, {"checked": CHECKED, "read_source": "yes"})
    leaflet = queries.leaflet_on(county.force().id, Kind.CR, tomorrow())
    assert (leaflet.version, len(leaflet.paragraphs)) == ("cr-1", 2)
    assert queries.leaflet_on(county.force().id, Kind.CC, tomorrow()) is None


def test_a_leaflet_of_a_few_words_is_not_sent(app):
    facts = {"by": a_lead(), "kind": Kind.CR, "starts_on": tomorrow(), **SAID}
    with pytest.raises(Refused, match="40 characters or more"):
        actions.propose_leaflet(text="Ask the officer", **facts)


def test_words_that_were_signed_off_are_read_aloud_and_stand_on_the_paper(app, client_of):
    where = plain_disposal.scene()
    disposal = plain_disposal.authorised(where)
    sergeant = client_of(where.sergeant_user, Role.DM)
    assert "a placeholder until the force signs" in sergeant.get(f"/disposals/{disposal.id}/sign").text
    disposals.set_leaflet(
        by=a_lead(), kind=Kind.CC, text=WORDS, valid_from=clock.today(), source="Order 2026/04", is_demonstration=True
    )
    db.session.commit()
    page = sergeant.get(f"/disposals/{disposal.id}/sign").text
    assert "It is recorded by the police." in page
    assert "Leaflet cc-1" in page
    paper = words_of(sergeant.get(f"/disposals/{disposal.id}/document.pdf").data)
    assert "It is recorded by the police." in paper
    assert "Wording cc-1" in paper
