"""The words of each paper: what is admitted, what is agreed, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.law.rules.disposal_terms import Kind

ADMITS = "I admit that I committed the offence."
ACCEPTS = "I accept responsibility for what happened."
ADMITS_NOTHING = "No admission is asked for. Signing this is not an admission, and it is not evidence of one."
NEVER_A_RESULT = "You do not have to agree. If you do not, the police decide again what to do about the offence."


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one paper. `tasks` is the heading of what the person has to do, "" if there is nothing.

    `source` is the source of `means` and `agrees`.
    """

    title: str
    prefix: str
    tasks: str
    agrees: str
    means: tuple[str, ...]
    source: str
    mark: str
    version: str


WORDS: Mapping[Kind, Words] = {
    Kind.CC: Words(
        title="Conditional caution",
        prefix="CC",
        tasks="The conditions",
        agrees="I agree to be given this conditional caution and to keep its conditions.",
        means=(
            "A conditional caution is not a conviction. It is recorded, and it may be told to others as the law "
            "allows.",
            "You must keep every condition by its date.",
            "If you fail without reasonable excuse to comply with a condition, you may be prosecuted for the offence, "
            "and this document may be used in those proceedings.",
            NEVER_A_RESULT,
        ),
        source="Criminal Justice Act 2003 sections 23(4), 23(5) and 24",
        mark="verified",
        version="caution-2026-11",
    ),
    Kind.SC: Words(
        title="Simple caution",
        prefix="SC",
        tasks="",
        agrees="I agree to be given this simple caution.",
        means=(
            "A simple caution is not a conviction. It is recorded on the Police National Computer, and it may be told "
            "to others as the law allows.",
            "It is spent as soon as it is given.",
            "There is nothing more that you have to do. If you are dealt with for another offence, a court or the "
            "police may be told of it.",
            NEVER_A_RESULT,
        ),
        source="Rehabilitation of Offenders Act 1974 section 8A and Schedule 2; CJCA 2015 section 17",
        mark="verified",
        version="simple-2026-11",
    ),
    Kind.CR: Words(
        title="Community resolution",
        prefix="CR",
        tasks="What I agree to do",
        agrees="I agree to this community resolution and to do what is written here.",
        means=(
            "A community resolution is not a conviction and not a caution. It is kept on the police’s own records.",
            "It may be told in an enhanced check if the police think that it matters for the work.",
            "If you do not do what you agreed to, the police may look at it again. Not doing it is no offence.",
            NEVER_A_RESULT,
        ),
        source="NPCC guidance on community resolutions, read through the Youth Justice Legal Centre",
        mark="secondary",
        version="resolution-2026-11",
    ),
    Kind.O22: Words(
        title="Outcome 22 agreement",
        prefix="O22",
        tasks="What I agree to do",
        agrees="I agree to take part in the activity that is written here. I know that it is my choice.",
        means=(
            "The investigation stays open. No decision to prosecute, or not to, has been made.",
            "If you finish the activity, a supervisor decides whether further action is in the public interest. If it "
            "is not, the police record that the activity was done.",
            "If you do not finish it, the police decide again what to do about the offence, and you may be prosecuted.",
            "It is not a conviction and not a caution. It is kept on the police’s own records.",
            "You can stop at any time. If you do, tell the police; nothing is concluded from it.",
        ),
        source="Wording of Outcome 22; NPCC guidance, read through the Youth Justice Legal Centre",
        mark="secondary",
        version="deferral-2026-11-26",
    ),
    Kind.PND: Words(
        title="Record of a penalty notice",
        prefix="PND",
        tasks="",
        agrees="",
        means=(
            "The notice itself is the force’s own form. This is the record that it was given, not the notice.",
            "You can pay the penalty or ask for the case to be heard by a court in the time that the notice names.",
            "Paying is not an admission and not a conviction. If you do neither, a fine of one and a half times the "
            "penalty may be registered against you.",
        ),
        source="Criminal Justice and Police Act 2001 sections 2 to 5 and 8",
        mark="secondary",
        version="penalty-2026-11",
    ),
    Kind.CW: Words(
        title="Record of a cannabis or khat warning",
        prefix="CW",
        tasks="",
        agrees="",
        means=(
            "A warning is not a conviction and not a caution. It is kept on the police’s own records.",
            "A second time is dealt with by a higher step, for example a penalty notice or an arrest.",
        ),
        source="ACPO guidance on cannabis possession, January 2009, read through drugeducationforum",
        mark="secondary",
        version="warning-2026-11",
    ),
}
