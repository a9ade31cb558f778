"""The shape of an agency code: a letter, then letters or numbers (verified of the five codes that could be read)."""

import re

from pathways.refusals import Reason

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")


def as_kept(typed: str) -> str:
    """A code as it is kept: in capitals, without blanks."""
    return "".join(typed.split()).upper()


def code_faults(code: str) -> tuple[Reason, ...]:
    """Why this is no code; nothing where it may be one."""
    if _CODE.fullmatch(code):
        return ()
    return (Reason("Agency code must be a letter, then 1 to 9 letters or numbers", "code"),)
