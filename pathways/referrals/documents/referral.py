"""The referral as a paper: what was sent, to whom, on whose word. It tells no result, no offence and no history."""

from datetime import datetime

from pathways import clock
from pathways.auth.queries import name_of, suite
from pathways.directory.queries import service
from pathways.documents import Copy, Paper, PaperKind
from pathways.people.queries import EpisodeView
from pathways.referrals.models import Referral
from pathways.referrals.queries import Screen
from pathways.referrals.rules import FEEDBACK, REFERRAL, ConsentVerdict, Told

NOT_IN_IT = "This paper tells no test result, no offence, nothing of earlier cases and no reasons of the police."


def referral_paper(
    view: EpisodeView, held: Referral, screen: Screen | None, consents: dict[int, ConsentVerdict], copy: Copy
) -> Paper:
    """One copy of a referral that was sent."""
    paper = Paper.of_copy(copy, f"Referral {held.reference}", ref=held.reference or "")
    paper.h1(f"Referral {held.reference}")
    place, details = suite(view.episode.suite_id), view.details
    to = service(held.service_id) if held.service_id else None
    paper.facts(
        "From and to",
        [
            ("To", f"{to.name}, {to.town}" if to else "A place is being looked for"),
            ("Telephone of the service", (to.phone if to else "") or "Not recorded"),
            ("Sent", _at(held.sent_at)),
            ("Sent by", f"{name_of(held.sent_by_id)}{f', {place.name}' if place else ''}"),
            ("How the person came", view.episode.origin.label),
            ("Answer due by", f"{held.due_on.day} {held.due_on:%B %Y}" if held.due_on else ""),
        ],
    )
    paper.facts(
        "Person",
        [
            ("Name", details.full_name),
            ("Date of birth", f"{details.date_of_birth.day} {details.date_of_birth:%B %Y}"),
            ("Sex", details.sex.label),
        ],
    )
    paper.facts("Needs, risks and safe contact", _said(screen) if screen else [("Needs", "Not recorded")])
    asked = consents[FEEDBACK].row
    words = {
        REFERRAL: "1. May we refer",
        FEEDBACK: f"2. Telling {(asked.told if asked else Told.POLICE).label.lower()}",
    }
    paper.facts("Consents", [(words[number], _answer(given)) for number, given in consents.items()])
    paper.p(NOT_IN_IT)
    paper.note(f"{PaperKind.REFERRAL.label}. What a service is told: design choice of this product.")
    return paper


def _said(screen: Screen) -> list[tuple[str, str]]:
    said, risks = screen.facts, screen.risks
    contact = " ".join(part for part in (said.contact_way.label, said.contact_number, said.contact_note) if part)
    return [
        ("Says they use", said.uses_in_words),
        *said.amounts,
        ("Injected", said.injected.label),
        (
            "Overdose in the last 7 days",
            risks.overdose_last_7_days.label if risks.overdose_last_7_days else "Not asked",
        ),
        ("Suicide or self-harm risk", risks.suicide_risk.label if risks.suicide_risk else "Not asked"),
        *([("Pregnant", said.pregnant.label)] if said.pregnant else []),
        ("Mental health need", said.mental_health.label),
        ("Housing", said.housing.label),
        ("Naloxone", screen.naloxone.words if screen.naloxone else "Not recorded"),
        ("Usually in", said.area.label),
        ("Safe contact", contact),
    ]


def _answer(given: ConsentVerdict) -> str:
    covers = given.row.covers.label.lower() if given.row and given.row.covers else ""
    how = "in writing" if given.in_writing else "said aloud only" if given.live else ""
    when = f"answered {_at(given.row.taken_at)}" if given.row else ""
    return ", ".join(part for part in (given.answer.label, covers, how, when) if part)


def _at(instant: datetime | None) -> str:
    if instant is None:
        return ""
    wall = clock.london(instant)
    return f"{wall.day} {wall:%B %Y} at {wall:%H:%M}"
