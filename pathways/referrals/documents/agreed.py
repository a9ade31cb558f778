"""What somebody agreed to, as a paper to take home and to sign: each question, the words, the answer that stands."""

from datetime import date

from pathways import clock
from pathways.documents import Copy, Paper, PaperKind
from pathways.referrals.queries.agreeing import Agreement, CaseConsents
from pathways.referrals.rules import FEEDBACK, REFERRAL, SHARING, STATISTICS, ConsentState


def agreed_paper(case: CaseConsents, copy: Copy) -> Paper:
    """One copy of the four answers of a case, as they stand."""
    paper = Paper.of_copy(copy, PaperKind.CONSENTS.label, ref=case.held.reference or "")
    paper.h1(PaperKind.CONSENTS.label)
    paper.facts("This paper is about", [("Name", case.details.full_name), ("Service", case.service_name)])
    paper.lead("You can change your mind about any of these at any time. Tell the service, or the desk that asked you.")
    headings = {
        REFERRAL: "1. Referral",
        FEEDBACK: f"2. Telling {case.told.label.lower()} how it went",
        STATISTICS: "3. National statistics",
        SHARING: "4. Mental health, housing and peer support",
    }
    for number, heading in headings.items():
        one = case.agreements[number]
        paper.h2(heading)
        paper.p(f"“{one.words.words.replace('{service}', case.service_name)}”")
        paper.p(f"Your answer: {_answer(one)}")
        paper.p(f"If you agree: {one.words.if_yes}")
        paper.p(f"If not: {one.words.if_no}")
        paper.note(f"Wording {one.words.version}.")
    paper.h2("A required assessment is not consent")
    paper.p("If police required an assessment of you, it still applies, whatever you answered here.")
    paper.sign_here("Your signature", "Signature of the worker", "Date")
    paper.note("Nothing from a required assessment is told to anybody unless you signed (Drugs Act 2005 s.15).")
    return paper


def _answer(one: Agreement) -> str:
    stands = one.stands
    if stands is None:
        return "not asked yet. That is not a no."
    row = stands.row
    covers = f", {row.covers.label.lower()}" if row.covers else ""
    whom = f" (to: {', '.join(each.label.lower() for each in stands.whom)})" if stands.whom else ""
    how = {"signed": ", signed", "oral": ", said aloud"}.get(row.how or "", "")
    ends = f", until {_day(stands.ends_on)} at the latest" if stands.ends_on else ""
    again = "" if row.understood or row.state is not ConsentState.GIVEN else ". To be asked again: not understood"
    return f"{row.state.label.lower()}{covers}{whom}, {_day(clock.london_date(row.taken_at))}{how}{ends}{again}."


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
