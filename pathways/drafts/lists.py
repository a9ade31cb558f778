"""Searching a list by post: what was searched for is kept, and its address holds a reference and no name."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import viewer
from pathways.drafts import actions, queries
from pathways.drafts.desk import answered
from pathways.store import db

SEARCH, WORDS = "search", "words"
"""The name of the reference in an address; that of the words in the form, and nowhere else."""


@dataclass(frozen=True)
class ListSearch:
    """What the list of this address is searched for. `has_ended`: it was, but for what is no longer kept."""

    words: str = ""
    reference: str = ""
    has_ended: bool = False

    @property
    def in_address(self) -> dict[str, Any]:
        """What the links of the page carry on."""
        return {SEARCH: self.reference} if self.reference else {}


def search_of_list() -> ListSearch:
    """What the user searched the list of this address for."""
    reference = request.args.get(SEARCH, "")
    words = queries.search_kept(viewer().user_id, reference[:32]) if reference else ""
    return ListSearch(has_ended=True) if words is None else ListSearch(words, reference if words else "")


def searched(words: str) -> dict[str, Any]:
    """A search that was sent is answered: keep it, and commit. Gives what stands in the address of the list."""
    answered()
    reference = actions.keep_search(user_id=viewer().user_id, words=words) if words else ""
    db.session.commit()
    return ListSearch(words, reference).in_address


def without_words() -> ResponseReturnValue | None:
    """For an address with words in it, as a bookmark may have: where it leads instead. Nothing is searched for."""
    return redirect(request.path) if request.method != "POST" and WORDS in request.args else None
