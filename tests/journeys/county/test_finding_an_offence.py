"""An offence is found by the words officers use, a trigger or not; where nothing is found, another one is offered."""

from collections.abc import Callable

from tests import county
from tests.journeys import mouse
from tests.journeys.county.arranged import user
from tests.journeys.desk import Desk, Site

SIXTY = {
    "shoplifting": "TA68-1", "shop theft": "TA68-1-LOW", "low value": "TA68-1-LOW", "stolen bike": "TA68-1",
    "robbery": "TA68-8", "mugging": "TA68-8", "burglary": "TA68-9", "break in": "TA68-9", "twoc": "TA68-12",
    "stolen car": "TA68-12", "handling": "TA68-22", "going equipped": "TA68-25", "dealing": "MDA71-4",
    "supply of heroin": "MDA71-4", "pwits": "MDA71-5-3", "possession with intent": "MDA71-5-3",
    "cannabis": "MDA71-5-2-B", "possession of cannabis": "MDA71-5-2-B", "ketamine": "MDA71-5-2-B",
    "crack": "MDA71-5-2", "cannabis grow": "MDA71-6", "metonitazene": "MDA71-5-2-NEW", "cuckooing": "MDA71-8",
    "fraud": "FA06-1", "bilking": "TA78-3", "bladed article": "CJA88-139", "knife": "CJA88-139", "abh": "OAPA61-47",
    "drug driving": "RTA88-5A", "interference with vehicle": "CAA81-9", "criminal damage": "CDA71-1",
    "arson": "CDA71-1-3", "common assault": "CJA88-39", "assault by beating": "CJA88-39",
    "assault on a police officer": "PA96-89-1", "spitting at paramedic": "AEWO18-1", "gbh": "OAPA61-20",
    "threats to kill": "OAPA61-16", "strangulation": "SCA15-75A", "coercive control": "SCA15-76",
    "harassment": "PHA97-2", "stalking": "PHA97-2A", "malicious communications": "MCA88-1",
    "breach of restraining order": "SA20-363", "non-molestation": "FLA96-42A", "breach of cbo": "SA20-339",
    "failed to appear": "BA76-6", "breach of bail": "BA76-6", "affray": "POA86-3", "public order": "POA86-5",
    "racially aggravated": "CDA98-31", "drunk and disorderly": "CJA67-91", "drink driving": "RTA88-5",
    "failing to provide": "RTA88-7", "dangerous driving": "RTA88-2", "disqualified driving": "RTA88-103",
    "no insurance": "RTA88-143", "hit and run": "RTA88-170", "offensive weapon": "PCA53-1", "rape": "SOA03-1",
    "sexual assault": "SOA03-3", "indecent images": "PCA78-1", "sex offender register": "SOA03-91",
    "perverting the course of justice": "CL-PERVERT", "money laundering": "POCA02-329",
    "resisting arrest": "PA96-89-2",
}  # fmt: skip
FIND = """async (asked) => {
  const script = performance.getEntriesByType("resource").find((one) => one.name.includes("search.js")).name;
  const { matching } = await import(script);
  const lines = [...document.querySelector("select[data-searched]").options].filter((line) => line.value);
  return Object.fromEntries(asked.map((words) => [words, matching(lines, words).map((line) => line.value)]));
}"""


def test_the_sixty_offences_of_custody_are_found_by_their_everyday_words_and_another_where_nothing_is(
    site: Site, open_desk: Callable[..., Desk]
):
    with site.behind():
        officer = county.viewer_of(user("officer"))
        visit, _ = county.detained(county.person(surname="Wordsall", by=officer), by=officer)
        address = f"/episodes/{visit.id}/arrest"
    desk = open_desk(inspect=False).sign_in("officer").go(address)
    assert len(SIXTY) >= 60
    codes = desk.page.evaluate(FIND, list(SIXTY))
    assert {words: codes[words] for words, code in SIXTY.items() if code not in codes[words]} == {}
    desk.page.get_by_label("Offence", exact=True).first.fill("flying a kite near an aerodrome")
    mouse.press(desk.page.get_by_role("option", name="Another offence, not in this list").first)
    assert desk.page.locator("select[data-searched]").first.input_value() == "OTHER"
    box = desk.page.get_by_label("Offence", exact=True).first
    box.fill("shopli")
    desk.press("Check")
    assert desk.page.get_by_label("Offence", exact=True).first.input_value() == "shopli"
    desk.press("Save and go to drug test")
    assert desk.errors[0].startswith("Offence: ‘shopli’ is typed, and nothing is chosen")


def test_without_script_another_offence_is_the_last_line_and_the_hint_says_so(
    site: Site, open_desk: Callable[..., Desk]
):
    with site.behind():
        officer = county.viewer_of(user("officer"))
        visit, _ = county.detained(county.person(surname="Wordsall", by=officer), by=officer)
        address = f"/episodes/{visit.id}/arrest"
    desk = open_desk(scripts=False, inspect=False).sign_in("officer").go(address)
    offence = desk.page.get_by_label("Offence", exact=True).first
    assert "The last line is ‘Another offence’" in desk.text
    assert offence.locator("option").last.inner_text().startswith("Another offence")
    desk.pick("Offence", "Another offence, not in this list")
    assert offence.input_value() == "OTHER"
