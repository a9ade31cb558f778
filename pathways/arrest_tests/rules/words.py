"""The words read aloud before a sample is asked for, and their version.

Placeholders until the force signs them off: Code C Note 17A was recalled, not read.
"""

from typing import Final

from pathways.vocabulary import Worded


class AuthorityMode(Worded):
    """How the inspector gave it. An oral one is confirmed in writing as soon as practicable (PACE 1984 s.63C(2))."""

    ORAL = "oral", "Orally", "The inspector confirms it in writing as soon as practicable"
    WRITTEN = "written", "In writing", "Given by the inspector who is signed in"


class AuthorityDecision(Worded):
    """What the inspector decides about one offence."""

    GIVEN = "given", "Authorised"
    REFUSED = (
        "refused",
        "Refused",
        "No sample may be asked for on this offence. If no other offence allows a test, it is recorded as not "
        "asked for",
    )


class RequestEnd(Worded):
    """How a request for an authority ended, where somebody ended it."""

    GIVEN = "given", "Authorised"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    OVERTAKEN = "overtaken", "Overtaken"


class AllSaid(Worded):
    """One answer and one time replace a row of ticks."""

    ALL = "all", "Yes, all of it"
    NOT_ALL = "not_all", "Not all", "Say what is missing first, then answer again"


WARNING_VERSION: Final = "request-for-sample-2026-11"
WARNING: Final = (
    "I am going to ask you for a sample, to find out whether there is a specified Class A drug in your body.",
    "You do not have to give one. If you fail or refuse without good cause, you commit an offence and may be "
    "prosecuted.",
    "You still have the right to have someone told you are here, to a solicitor, and to see the Codes of Practice.",
)
WARNING_SOURCE: Final = "PACE 1984 s.63B(5); PACE Code C 17.6 and Note 17A"
WARNING_MARK: Final = "recalled"
AUTHORITY_WORDS: Final = "An officer has authorised this test. The grounds are: {grounds}"


def assessment_words(when: str, where: str) -> tuple[str, ...]:
    """The five things said about a required assessment (Drugs Act 2005 s.10(2), s.11(2)-(5))."""
    return (
        f"You must go to an initial assessment on {when} at {where}, and stay until it ends.",
        "If you do not go, or leave early, without good cause, you may be prosecuted.",
        "You must also go to a follow-up assessment and stay, unless you are told at the first that it is not needed.",
        "The same warning applies to the follow-up.",
        "Here is this in writing, with how to change the time.",
    )
