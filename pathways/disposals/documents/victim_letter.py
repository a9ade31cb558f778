"""The letter that tells a victim the outcome. It names neither the person, nor their health, nor an address."""

from dataclasses import dataclass
from datetime import date

from pathways import clock
from pathways.disposals.documents.words import WORDS
from pathways.disposals.queries import CaseView, DisposalView, remedy_chosen
from pathways.disposals.rules import stated, told_to_the_victim
from pathways.documents import Copy, Paper

ASK = "If you have a question, or if you do not agree with this, ask the officer in your case and give the reference."
NOT_TOLD = "We cannot tell you more about the other person. That is so in every case."
HELP = "You can have help as a victim of crime whatever the outcome. The officer can put you in touch."


@dataclass(frozen=True, kw_only=True)
class VictimLetter:
    """`lines` say the outcome. `remedy` is what the victim chose of the community remedies, if that is recorded."""

    reference: str
    force: str
    offence_on: date | None
    decided_on: date | None
    lines: tuple[str, ...]
    remedy: str | None

    def drawn(self, copy: Copy) -> Paper:
        """One copy of the letter."""
        paper = Paper.of_copy(copy, "What happened with your case", ref=self.reference)
        paper.h1("What happened with your case")
        when = f" on {_day(self.offence_on)}" if self.offence_on else ""
        paper.lead(f"You are, or speak for, the victim of an offence{when}. This letter tells you the outcome.")
        paper.h2("The outcome")
        for line in self.lines:
            paper.p(line)
        if self.remedy:
            paper.p(f"You were asked what would put things right. You chose: {self.remedy}")
        paper.h2("What we cannot tell you")
        paper.p(NOT_TOLD)
        paper.h2("Questions and help")
        paper.p(ASK)
        paper.p(HELP)
        decided = ((("Decided", _day(self.decided_on)),)) if self.decided_on else ()
        paper.facts("Your case", (("Reference", self.reference), ("Police force", self.force), *decided))
        return paper


def victim_letter(found: DisposalView, case: CaseView, *, force: str) -> VictimLetter | None:
    """The letter about one disposal; None where there is no victim, or nothing to tell yet."""
    disposal = found.disposal
    lines = told_to_the_victim(disposal.kind, disposal.state)
    # By the facts as they stand now: somebody may have come to light since it was proposed.
    if not lines or not (stated(case.answers).get("victim_exists") is True or case.victim_tried):
        return None
    return VictimLetter(
        reference=f"{WORDS[disposal.kind].prefix}-{disposal.id:06}",
        force=force,
        offence_on=case.case.offence_on,
        decided_on=clock.london(disposal.signed_at).date() if disposal.signed_at else None,
        lines=lines,
        remedy=remedy_chosen(disposal.episode_id),
    )


def _day(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
