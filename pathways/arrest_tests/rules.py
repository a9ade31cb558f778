"""What the topics of testing share: the table of steps, the answers about an authority, and the words read aloud."""

from pathlib import Path
from typing import Final

from pathways.step_tables.rules import read_table
from pathways.vocabulary import Worded

# The steps that a test, a laboratory check, a required assessment, a failure and a hold may take.
#
# Whose desk takes which is the permission of its page; `tests/house/test_transitions.py` holds it against the table.


class Machine(Worded):
    """The kinds of record that move from state to state."""

    TEST = "TEST", "A sample, or the decision not to ask for one"
    LAB = "LAB", "The laboratory's answer"
    REQUIREMENT = "RA", "A required assessment"
    FAILURE = "FAIL", "An offence of failing"
    HOLD = "HOLD", "A record held for an inspector"


CUSTODY_STEPS: Final = read_table(Path(__file__).parent / "data" / "test_transitions.csv", Machine, str)


# The answers about an inspector's authority, and about the words that were said.


class AuthorityMode(Worded):
    """How an inspector decided. An oral authority is later confirmed in writing (PACE 1984 s.63C(2))."""

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
    """How a request for an authority ended, if somebody ended it."""

    GIVEN = "given", "Authorised"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    OVERTAKEN = "overtaken", "Overtaken"


class AllSaid(Worded):
    """Whether all the words were said: one answer instead of a row of ticks."""

    ALL = "all", "Yes, all of it"
    NOT_ALL = "not_all", "Not all", "Say what is missing first, then answer again"


# The words read aloud before a sample is asked for, and their version.
#
# Source: PACE 1984 s.63B(5); PACE Code C 17.6 and Note 17A, recalled, not read: placeholders until the force signs them
# off.


WARNING_VERSION: Final = "request-for-sample-2026-11"
WARNING: Final = (
    "I am going to ask you for a sample, to find out whether there is a specified Class A drug in your body.",
    "You do not have to give one. If you fail or refuse without good cause, you commit an offence and may be "
    "prosecuted.",
    "You still have the right to have someone told you are here, to a solicitor, and to see the Codes of Practice.",
)
RELEASE_OR_VOID: Final = "Select whether you release it or void it"
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
