"""What an officer does with one person at the custody desk, a function a page, in the words of the pages."""

from datetime import date, datetime, timedelta

from pathways import clock, dates
from tests.journeys.desk import Desk

FACTS = {
    "Is the offence made out?": "Yes, and no prescription or exemption is claimed",
    "How strong is the evidence?": "Enough to charge",
    "Does the public interest need": "No, it does not need a prosecution",
    "What did the person say about the offence?": "Full admission in interview, reliable",
    "Is the person fit to decide": "Fit, was offered legal advice and did not want it",
    "Would the person agree": "Likely yes",
    "Is there a victim?": "No identifiable victim",
    "Is this domestic abuse": "Neither",
    "Is supply suspected?": "Ruled out, or not that kind of case",
    "What sentence would a court": "Discharge, fine or low community order",
    "Which earlier outcomes": "None found",
}
CAUSE = "Small amount for own use, admitted in interview. Help with the use is the better answer."


def _ago(minutes: int) -> str:
    return f"{dates.london(clock.now() - timedelta(minutes=minutes)):%H:%M}"


def find(desk: Desk, surname: str, born: date) -> None:
    """From the board: search, then use the person found, who is detained."""
    desk.fill("Find or add a person", f"{surname} {born:%d/%m/%Y}").press("Find")
    desk.press("Use this person: detained")


def find_by_number(desk: Desk, number: str) -> None:
    """The same for somebody whose number is at hand."""
    desk.fill("Find or add a person", number).press("Find")
    desk.press("Use this person: detained")


def detain(desk: Desk, number: str) -> None:
    """The custody record: arrested an hour ago, here for half of it, seen. The suite is filled in: mine."""
    desk.fill("Custody record number", number)
    desk.fill_time("Arrested", _ago(60)).fill_time("Arrived", _ago(30)).fill_time("Seen by custody officer", _ago(20))
    desk.choose("What does this person need?", "Neither")


def crack(desk: Desk) -> None:
    """Possession of crack cocaine."""
    desk.pick("Offence", "Possession of controlled drug · Misuse of Drugs Act 1971 s.5(2)")
    desk.pick("Drug", "Crack cocaine").fill("Amount (optional)", "2 wraps")
    risks(desk)
    desk.press("Save and go to drug test")


def risks(desk: Desk) -> None:
    """The three risks, asked with the arrest and never again."""
    for risk in ("Overdose in the last 7 days", "Suicide or self-harm risk", "Exploited, or home taken over"):
        desk.choose(risk, "No")


def warn_and_ask(desk: Desk) -> None:
    desk.choose("Did you say all of it", "Yes, all of it").fill_time("Time said", _ago(9))
    desk.fill_time("Asked at", _ago(8))


def positive(desk: Desk) -> None:
    """A usable sample that shows cocaine."""
    warn_and_ask(desk)
    desk.choose("What happened when you asked?", "Sample given").fill_time("Sample taken", _ago(6))
    desk.choose("Was it enough", "Yes").fill_time("Result read at", _ago(2))
    desk.choose("Cocaine", "Positive").choose("Opiates", "Negative")
    desk.choose("Any medicine", "None said").choose("Told the result", "Accepts it")
    desk.press("Save and go to next")


def refused(desk: Desk) -> None:
    """Asked, and refused without good cause."""
    warn_and_ask(desk)
    desk.choose("What happened when you asked?", "Refused").fill("What did the person say?", "Not doing that")
    desk.press("Save and go to next")


def require_assessment(desk: Desk, at: datetime, service: str) -> None:
    """Both assessments, and the notice handed over."""
    desk.choose("Require an initial and a follow-up", "Yes, require both")
    wall = dates.london(at)
    with desk.inside(f"{wall:%A} {wall.day} {wall:%B}"):
        pass
    desk.choose("Initial assessment: choose a time", f"{wall:%A} {wall.day} {wall:%B, %H:%M}, {service}")
    desk.press("Save and go on")
    desk.choose("Did you say all five?", "Yes, all five").fill_time("Time the notice was handed over", _ago(0))
    desk.press("Save and go to disposal")


def propose_caution(desk: Desk) -> None:
    """The facts, then a conditional caution with the assessment condition as it stands."""
    for question, answer in FACTS.items():
        desk.choose(question, answer)
    desk.press("Save and see what is open")
    with desk.inside("Conditions, reasons and proposal: conditional caution"):
        desk.fill("Why this disposal?", CAUSE).choose("Do your reasons rely on the drug test", "No")
        desk.press("Propose conditional caution and go to needs")


def needs(desk: Desk, *uses: str) -> None:
    """What he says, and how to reach him. The risks were asked with the arrest."""
    desk.choose("What does he say he uses?", *uses).choose("Has he injected?", "Never")
    desk.choose("What else would help?", "Nothing else").choose("Naloxone when he leaves", "Offered and declined")
    desk.pick("Where is he usually?", "Lincoln").choose("Safe way to reach him", "Text").fill("Number", "07700 900 123")
    desk.press("Save and go to service and consents")


def consents(desk: Desk, *, referral: str, feedback: str) -> None:
    """Two answers, and how they were given. The best fit is chosen already."""
    desk.choose("1. May we refer", referral).choose("2. May the service tell", feedback)
    desk.choose("How did he give", "Understood, and signed the sheet").press("Save and check")


def theft(desk: Desk) -> None:
    """Theft: a trigger offence that asks for no drug."""
    desk.pick("Offence", "Theft (incl. shoplifting) · Theft Act 1968 s.1")
    risks(desk)
    desk.press("Save and go to drug test")


def find_nobody_and_add(desk: Desk, surname: str, given: str, born: date) -> None:
    """Nobody is found, so the person is added with what was searched for; the next page is the episode."""
    desk.follow("Find or add a person", within="nav")
    desk.fill("Surname", surname).fill("First name (optional)", given).fill_date("Date of birth", born)
    desk.press("Search").press("Add a new person")
    desk.choose("Where does the date come from?", "A document seen at the desk").choose("Sex", "Male")
    desk.press("Save and book in")
