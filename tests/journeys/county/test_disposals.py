"""Two disposals from the first page to the last, without a mouse: cannabis to a resolution, Class A to a caution.

The first asks at most four pages between the task list and the agreed resolution, whoever's desk they are on.
"""

from collections.abc import Callable
from datetime import timedelta

from pathways import clock, dates
from pathways.people.custody.queries import view_of
from pathways.people.models.custody import Episode
from pathways.store.base import db
from pathways.vocabulary import Origin
from tests import county, county_safeguarding
from tests.integration.disposals.plain_disposal import offence
from tests.journeys import custody
from tests.journeys.county.arranged import november, user
from tests.journeys.desk import Desk, Met, Site

PAGES = 4
WHY = "A small amount for own use, admitted at once. A course answers it better than a court."


def arranged(site: Site, surname: str, drug: str) -> int:
    """Somebody stopped in the street with one drug, whose risks were asked. The id of the episode."""
    with site.behind():
        officer = county.viewer_of(user("officer"))
        somebody = county.person(surname=surname, by=officer)
        visit = county.episode(somebody, by=officer, origin=Origin.STREET)
        offence(visit, drug=drug)
        county_safeguarding.risks(officer, visit)
        return visit.id


def pages_of(met: list[Met]) -> list[str]:
    """The addresses that were met, each once, as the drawing counts pages."""
    return list(dict.fromkeys(page.address for page in met))


def test_cannabis_to_an_agreed_resolution_takes_four_pages(
    site: Site, open_desk: Callable[..., Desk], record_property: Callable[[str, object], None]
):
    episode_id = arranged(site, "Thirlby", "cannabis")
    officer = (
        open_desk(keyboard=True, inspect=False, pictures="resolution-officer")
        .sign_in("officer")
        .go(f"/episodes/{episode_id}")
    )
    first = len(officer.counted)
    officer.follow("Disposal")
    for question, answer in custody.FACTS.items():
        officer.choose(question, answer)
    officer.choose("Is an appropriate adult needed?", "Not needed").press("Save and see what is open")
    with officer.inside("Conditions, reasons and proposal: community resolution"):
        officer.fill("Why this disposal?", WHY).choose("Do your reasons rely on the drug test", "No")
        officer.press("Propose community resolution")
    assert "Waits for authority" in officer.text
    stands = officer.page.url

    sergeant = open_desk(keyboard=True, inspect=False).sign_in("sergeant")
    sergeant.follow("Waiting for authority")
    before = len(sergeant.counted)
    sergeant.follow("Read and decide", within='tr:has-text("Thirlby")')
    sergeant.choose("What do you decide?", "Authorise").fill("Why?", "Proportionate, and he accepts what he did.")
    sergeant.choose("Which of these apply?", "A very small amount (-1)").press("Record the decision")
    decided = sergeant.counted[before:-1]

    officer.go(stands)
    officer.counted.pop()  # the page he was on already, read again
    officer.press("Explain and agree")
    officer.fill_time("When did you explain", f"{dates.london(site.clock.now()):%H:%M}")
    officer.choose("Does the person agree?", "Yes")
    officer.choose("How did the person sign?", "On the printed document, in front of you").press("Record it")
    assert "Agreed, actions running" in officer.text
    assert "Outcome 8: asked for" in officer.text

    counted = officer.counted[first:] + decided
    record_property("counted", _as_read(counted))
    assert len(pages_of(counted)) <= PAGES


def _as_read(counted: list[Met]) -> str:
    lines = ["Cannabis possession to an agreed resolution, officer and sergeant:", f"{'inputs':>8}  page"]
    lines += [f"{page.inputs:>8}  {page.heading}" for page in counted]
    return "\n".join([*lines, f"{len(pages_of(counted)):>8}  pages. Target {PAGES}"])


def test_class_a_with_domestic_abuse_goes_through_the_prosecutor_to_a_caution_that_is_changed_breached_and_excused(
    site: Site, open_desk: Callable[..., Desk]
):
    episode_id = arranged(site, "Laceby", "crack_cocaine")
    officer = open_desk(keyboard=True, inspect=False).sign_in("officer").go(f"/episodes/{episode_id}")
    officer.follow("Disposal")
    for question, answer in (custody.FACTS | {"Is this domestic abuse or a hate crime?": "Domestic abuse"}).items():
        officer.choose(question, answer)
    officer.choose("Is an appropriate adult needed?", "Not needed").press("Save and see what is open")
    with officer.inside("Conditions, reasons and proposal: conditional caution"):
        officer.fill("Why this disposal?", WHY).choose("Do your reasons rely on the drug test", "No")
        officer.press("Propose conditional caution and go to needs")

    sergeant = open_desk(keyboard=True, inspect=False, pictures="caution-sergeant").sign_in("sergeant")
    sergeant.follow("Waiting for authority").follow("Read and decide", within='tr:has-text("Laceby")')
    assert "CPS authority is needed" in sergeant.text
    sergeant.choose("What do you decide?", "Authorise").fill("Why?", "Proportionate, and he wants the help.")
    assert "CC-08" in sergeant.press("Record the decision").text  # no police rank opens it
    sergeant.follow("Send to the Crown Prosecution Service")
    sergeant.fill_date("When was it sent?", clock.today()).fill("Reference", "CPS/26/1187")
    sergeant.choose("What is asked?", "Its authority").press("Record that it was sent")
    sergeant.follow("The prosecutor authorised it")
    sergeant.fill("Name of the prosecutor", "A. Wold").fill_date("When did the prosecutor decide?", clock.today())
    sergeant.fill("What did the prosecutor write?", "A conditional caution is suitable; no coercive control is seen.")
    sergeant.choose("Does it give the consent", "No").press("Record the prosecutor's authority")
    sergeant.press("Explain and sign")
    sergeant.fill_time("When did you explain", f"{dates.london(site.clock.now()):%H:%M}")
    sergeant.choose("Does the person agree?", "Yes")
    sergeant.choose("How did the person sign?", "Here on the screen").fill(
        "The person types their full name", _name(site)
    )
    sergeant.choose("The person confirms", "I have read it, or it was read to me, and I understand it").press(
        "Record it"
    )
    assert "Signed, conditions running" in sergeant.text

    sergeant.follow("Change it by agreement")
    sergeant.fill_date("By when?", clock.today() + timedelta(weeks=6))
    sergeant.fill("Why is it changed?", "He works away for the next two weeks.").choose("Did the person agree", "Yes")
    sergeant.press("Record the change")
    assert "Replaced by another" in sergeant.text
    stands = sergeant.page.url

    site.clock.set(november(25, 9) + timedelta(weeks=7))
    monitor = open_desk(keyboard=True, inspect=False, pictures="caution-monitor").sign_in("monitor")
    assert "Dean Laceby" in monitor.text
    monitor.go(stands).follow("Report that something was not done")
    monitor.fill("What was not done?", "The assessment was not attended by the new date.")
    monitor.pick("Did the person, or somebody for them, give a reason?", "Illness")
    monitor.fill("What shows it?", "The service wrote that he did not come.").press("Report it to a sergeant")
    sergeant.go_signed_in("sergeant", stands)
    assert "That is only a report" in sergeant.text
    sergeant.follow("Reasonable excuse, time left").pick("What is the excuse?", "Illness")
    sergeant.fill("What shows it?", "A letter of the hospital about that week.")
    sergeant.fill_date("New date: by when must it be done now?", (november(25, 9) + timedelta(weeks=8)).date())
    sergeant.choose("Does the person agree to the new date", "Yes").press("Accept the excuse")
    assert "A reasonable excuse was accepted" in sergeant.text


def _name(site: Site) -> str:
    with site.behind():
        latest = db.session.query(Episode).order_by(Episode.id.desc()).first()
        assert latest is not None
        return view_of(latest).details.full_name
