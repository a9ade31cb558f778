"""The blueprint of the room, and a concern in words."""

from dataclasses import dataclass

from flask import Blueprint

from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules import ConcernKind, Passed, Sign

pages = Blueprint("safeguarding", __name__)


@dataclass(frozen=True, kw_only=True)
class InWords:
    """The lists of a concern as staff read them."""

    kinds: tuple[str, ...]
    signs: tuple[str, ...]
    passed_to: tuple[str, ...]


@pages.app_template_global()
def said_in_words(row: Concern) -> InWords:
    """The stored words of a concern with their labels, in the order of the vocabulary."""
    return InWords(
        kinds=tuple(each.label for each in ConcernKind if each.value in row.kinds),
        signs=tuple(each.label for each in Sign if each.value in row.signs),
        passed_to=tuple(each.label for each in Passed if each.value in (row.passed_to or ())),
    )
