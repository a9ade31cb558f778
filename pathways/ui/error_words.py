"""What the error pages say: what is wrong, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.store.engines import LOCK_SECONDS, STATEMENT_SECONDS
from pathways.store.outages import Outage

WORDS: Mapping[int, tuple[str, str, str]] = {
    400: (
        "This could not be read",
        "Something in what was sent is not in a form that Pathways can read. Nothing was saved.",
        "Go back, check what you typed and send it again.",
    ),
    403: (
        "You may not do this",
        "The role you are signed in with does not include this page. Nothing was saved.",
        "If your work needs it, ask the administrator of your organisation.",
    ),
    404: (
        "Page not found",
        "There is nothing at this address that you may see.",
        "If you typed the address, check it. If you followed a link, the record may have closed.",
    ),
    405: (
        "This page does not take that",
        "The page was asked for in a way it does not answer. Nothing was saved.",
        "Go back and use the links and buttons of the page.",
    ),
    413: (
        "That is too much at once",
        "What was sent is larger than Pathways takes. Nothing was saved. A scan may have at most 10 MB, "
        "a file of services 40 MB.",
        "Go back: what you typed is still on the page. Choose a smaller file or shorten the text, and send it again.",
    ),
    429: (
        "Too many tries",
        "There were too many tries in a short time. You are not locked out.",
        "Wait five minutes and try again.",
    ),
    500: (
        "Something went wrong here",
        "This is our fault, not yours. Nothing was half saved.",
        "Try again. If it happens twice, tell the person who runs Pathways what you were doing, with this number:",
    ),
}


# Its status is 400 too, but what to do is another thing.
TOO_OLD = (
    "This page is too old to send",
    "It was made before you signed in, or in another session. Nothing was saved.",
    "Copy what you typed, open the page again from its link, and send it from there.",
)


NOT_THERE_ANY_MORE = (
    "This was not saved",
    "There is nothing at this address that you may see. Somebody else may have dealt with it while your page was open.",
    "Copy what you need from here, then look at the record.",
)

KEPT_AS_DRAFT = "What you typed is kept as a draft: open the page again, and it is there."
"""Said with a 500 only where it was."""


@dataclass(frozen=True)
class OutageWords:
    """The page of an outage: what is wrong, when it makes sense to try again, and that in seconds for a browser."""

    title: str
    what: str
    again: str
    seconds: int

    @property
    def to_read(self) -> str:
        """What to do about a page that was only to be read."""
        return f"{self.again} Reload this page then."

    @property
    def to_send(self) -> str:
        """What to do about a page that was sent. Its form has a key: it is taken once, however often it comes."""
        return (
            f"{self.again} Reload this page then and let the browser send it once more: it sends what you typed again, "
            "and Pathways accepts a form only once."
        )


OUTAGES: Mapping[Outage, OutageWords] = {
    Outage.LOCKED: OutageWords(
        "The record is in use",
        f"Other work held the record for more than {LOCK_SECONDS} seconds, so Pathways stopped waiting. "
        "Nothing was saved.",
        "Try again in half a minute.",
        30,
    ),
    Outage.BUSY: OutageWords(
        "Pathways is busy",
        "Too much is being asked at the same moment. Nothing was saved.",
        "Try again in ten seconds.",
        10,
    ),
    Outage.SLOW: OutageWords(
        "This took too long",
        f"The database worked on this page for more than {STATEMENT_SECONDS} seconds and was stopped. "
        "Nothing was saved.",
        "Try again in a minute. If it is a report, ask for a shorter period.",
        60,
    ),
    Outage.FULL: OutageWords(
        "There is no room left to save",
        "The disk that holds the record is full. Nothing was saved, and no record of a person can be shown, because "
        "each look is recorded.",
        "Tell the person who runs Pathways: the disk is full. Try again in five minutes.",
        300,
    ),
    Outage.READ_ONLY: OutageWords(
        "The record cannot be written",
        "The database takes no changes at the moment: it is set to read only. Nothing was saved, and no record of a "
        "person can be shown, because each look is recorded.",
        "Tell the person who runs Pathways: the database is read only. Try again in five minutes.",
        300,
    ),
    Outage.GONE: OutageWords(
        "Pathways cannot reach its record",
        "The database does not answer. Nothing was half saved.",
        "Try again in half a minute. If it goes on, tell the person who runs Pathways, and use the paper forms for an "
        "outage.",
        30,
    ),
}
