"""What the victim chose of the community remedies: attached to the conditions, unless it is said why it is not.

Sources: CJA 2003 s23ZA for a conditional caution, ASBCPA 2014 s102(4) for a resolution (verified).
"""

from pathways.disposals.rules.table import Kind
from pathways.refusals import Reason
from pathways.vocabulary import Mark

ASKED_OF = {Kind.CC: "CJA 2003 s.23ZA", Kind.CR: "ASBCPA 2014 s.102(4)"}
_STOP = ". "
LEAST = 20
"""Characters that the reason for leaving it out needs (design choice, as for every reason of this desk)."""


def remedy_faults(kind: Kind, chosen: str | None, *, is_attached: bool | None, why_not: str) -> tuple[Reason, ...]:
    """What is wrong with how the victim's choice was answered; empty where nothing was chosen."""
    if not chosen or kind not in ASKED_OF:
        return ()
    source, mark, typed = ASKED_OF[kind], Mark.VERIFIED.value, len(why_not.strip())
    if is_attached is None:
        words = f"The victim chose: {chosen.rstrip(_STOP)}. Select whether you included it"
        return (Reason(words, "remedy_attached", source, mark),)
    if is_attached or typed >= LEAST:
        return ()
    words = (
        f"It is attached unless that would be inappropriate. Say why in {LEAST} characters or more. You typed {typed}"
    )
    return (Reason(words, "remedy_not_used", source, mark),)
