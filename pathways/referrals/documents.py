"""The papers of a referral: what was agreed to, the referral itself, and the slip that somebody takes away."""

from pathways import dates
from pathways.auth.queries import name_of, suite
from pathways.dates import day_in_words, moment_in_words, when_in_words
from pathways.directory.entries.queries import service
from pathways.documents.kinds import PaperKind
from pathways.documents.models import Copy
from pathways.documents.paper import Paper
from pathways.people.custody.queries import EpisodeView
from pathways.referrals.consents.queries import CaseConsents, ConsentQuestion
from pathways.referrals.consents.rules.consents import (
    FEEDBACK,
    REFERRAL,
    SHARING,
    STATISTICS,
    AgreedRecipient,
    ConsentState,
    ConsentVerdict,
)
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.queries import Screen
from pathways.referrals.needs.rules import Slip, SlipLine

# What somebody agreed to, as a paper to sign and take home: each question, its words, and the answer that stands.


def agreed_paper(case: CaseConsents, copy: Copy) -> Paper:
    """One copy of the four answers of a case as they stand."""
    paper = Paper.of_copy(copy, PaperKind.CONSENTS.label, ref=case.referral.reference or "")
    paper.h1(PaperKind.CONSENTS.label)
    paper.facts("This paper is about", [("Name", case.details.full_name), ("Service", case.service_name)])
    paper.lead("You can change your mind about any of these at any time. Tell the service, or the desk that asked you.")
    headings = {
        REFERRAL: "1. Referral",
        FEEDBACK: f"2. Telling {case.recipient.label.lower()} how it went",
        STATISTICS: "3. National statistics",
        SHARING: "4. Mental health, housing and peer support",
    }
    for number, heading in headings.items():
        agreement = case.agreements[number]
        paper.h2(heading)
        paper.p(f"“{agreement.words.words.replace('{service}', case.service_name)}”")
        paper.p(f"Your answer: {_answer_as_agreed(agreement)}")
        paper.p(f"If you agree: {agreement.words.if_yes}")
        paper.p(f"If not: {agreement.words.if_no}")
        paper.note(f"Wording {agreement.words.version}.")
    paper.h2("A required assessment is not consent")
    paper.p("If police required an assessment of you, it still applies, whatever you answered here.")
    paper.sign_here("Your signature", "Signature of the worker", "Date")
    paper.note("Nothing from a required assessment is told to anybody unless you signed (Drugs Act 2005 s.15).")
    return paper


def _answer_as_agreed(agreement: ConsentQuestion) -> str:
    stands = agreement.stands
    if stands is None:
        return "not asked yet. That is not a no."
    row = stands.row
    covers = f", {row.covers.label.lower()}" if row.covers else ""
    whom = f" (to: {', '.join(each.label.lower() for each in stands.whom)})" if stands.whom else ""
    how = {"signed": ", signed", "oral": ", said aloud"}.get(row.how or "", "")
    ends = f", until {day_in_words(stands.ends_on)} at the latest" if stands.ends_on else ""
    again = "" if row.understood or row.state is not ConsentState.GIVEN else ". To be asked again: not understood"
    return (
        f"{row.state.label.lower()}{covers}{whom}, {day_in_words(dates.london_date(row.taken_at))}{how}{ends}{again}."
    )


# The referral as a paper: what was sent, to whom, by whom. It holds no result, no offence and no history.


NOT_IN_IT = "This paper tells no test result, no offence, nothing of earlier cases and no reasons of the police."


def referral_paper(
    view: EpisodeView, referral: Referral, screen: Screen | None, consents: dict[int, ConsentVerdict], copy: Copy
) -> Paper:
    """One copy of a referral that was sent."""
    paper = Paper.of_copy(copy, f"Referral {referral.reference}", ref=referral.reference or "")
    paper.h1(f"Referral {referral.reference}")
    place, details = suite(view.episode.suite_id), view.details
    to = service(referral.service_id) if referral.service_id else None
    paper.facts(
        "From and to",
        [
            ("To", f"{to.name}, {to.town}" if to else "A place is being looked for"),
            ("Telephone of the service", (to.phone if to else "") or "Not recorded"),
            ("Sent", moment_in_words(referral.sent_at)),
            ("Sent by", f"{name_of(referral.sent_by_id)}{f', {place.name}' if place else ''}"),
            ("How the person came", view.episode.origin.label),
            ("Answer due by", day_in_words(referral.due_on) if referral.due_on else ""),
        ],
    )
    paper.facts(
        "Person",
        [
            ("Name", details.full_name),
            ("Date of birth", day_in_words(details.date_of_birth)),
            ("Sex", details.sex.label),
        ],
    )
    paper.facts("Needs, risks and safe contact", _said(screen) if screen else [("Needs", "Not recorded")])
    asked = consents[FEEDBACK].row
    words = {
        REFERRAL: "1. May we refer",
        FEEDBACK: f"2. Telling {(asked.recipient if asked else AgreedRecipient.POLICE).label.lower()}",
    }
    paper.facts("Consents", [(words[number], _answer_as_sent(given)) for number, given in consents.items()])
    paper.p(NOT_IN_IT)
    paper.note(f"{PaperKind.REFERRAL.label}. What a service is told: design choice of this product.")
    return paper


def _said(screen: Screen) -> list[tuple[str, str]]:
    facts, risks = screen.facts, screen.risks
    contact = " ".join(part for part in (facts.contact_way.label, facts.contact_number, facts.contact_note) if part)
    return [
        ("Says they use", facts.uses_in_words),
        *facts.amounts,
        ("Injected", facts.injected.label),
        (
            "Overdose in the last 7 days",
            risks.overdose_last_7_days.label if risks.overdose_last_7_days else "Not asked",
        ),
        ("Suicide or self-harm risk", risks.suicide_risk.label if risks.suicide_risk else "Not asked"),
        *([("Pregnant", facts.pregnant.label)] if facts.pregnant else []),
        ("Mental health need", facts.mental_health.label),
        ("Housing", facts.housing.label),
        ("Naloxone", screen.naloxone.words if screen.naloxone else "Not recorded"),
        ("Usually in", facts.area.label),
        ("Safe contact", contact),
    ]


def _answer_as_sent(given: ConsentVerdict) -> str:
    covers = given.row.covers.label.lower() if given.row and given.row.covers else ""
    how = "in writing" if given.in_writing else "said aloud only" if given.live else ""
    when = f"answered {moment_in_words(given.row.taken_at)}" if given.row else ""
    return ", ".join(part for part in (given.answer.label, covers, how, when) if part)


# The slip that somebody takes away: where to go, when, and the number to ring.


def slip_paper(view: EpisodeView, slip: Slip, copy: Copy) -> Paper:
    """One copy of the slip: whom to ring, then when to be there; which copy it is comes last.

    For somebody who goes of their own will it says nothing about them, because others may read it.
    """
    number = view.detention.custody_record_no if view.detention and slip.is_required else ""
    paper = Paper.of_copy(copy, "Where to go next", ref=number, names_printer=slip.is_required)
    paper.h1("Where to go next", says_copy=False)
    for line in slip.lines:
        paper.h2(line.service)
        if line.phone:
            paper.large(f"Ring {line.phone}")
        paper.p(_when(line))
        if line.is_voluntary:
            paper.p("Going is voluntary. You decide, and nothing happens to you if you do not go.")
    paper.p("Somebody there will listen. You can ring before you go, and bring somebody with you.")
    paper.h2("In an emergency")
    paper.p(
        "Ring 999. For help with your health at any hour ring 111. To talk to somebody now ring Samaritans, 116 123."
    )
    if slip.is_required:
        paper.facts("This slip is for", [("Name", view.details.full_name)])
    paper.copy_history()
    return paper


def _when(line: SlipLine) -> str:
    if line.when is None:
        return "No time is set yet. They will get in touch in the way you said is safe, or ring them yourself."
    when = when_in_words(line.when)
    return f"Be there on {when}. You must go: the notice you were given (RA1) says what happens if you do not."
