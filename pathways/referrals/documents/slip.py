"""The slip that somebody takes away: where to turn, when, and the number to ring."""

from pathways import clock
from pathways.documents import Copy, Paper
from pathways.people.queries import EpisodeView
from pathways.referrals.rules import Slip, SlipLine


def slip_paper(view: EpisodeView, slip: Slip, copy: Copy) -> Paper:
    """First whom to ring, then when to be there; which copy it is stands last.

    Of somebody who comes of their own will it says nothing about them: others may read it.
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
    wall = clock.london(line.when)
    when = f"{wall:%A} {wall.day} {wall:%B %Y} at {wall:%H:%M}"
    return f"Be there on {when}. You must go: the notice you were given (RA1) says what happens if you do not."
