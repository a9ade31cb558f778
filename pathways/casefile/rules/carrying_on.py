"""Which of an officer's own drafts belongs to a case (design choice: custody desk, "Carry on where I stopped")."""

import re

_OF_AN_EPISODE = re.compile(r"/episodes/([0-9]+)(?:/|$)")


def is_of_case(address: str, *, about: int | None, episode_id: int, person_id: int) -> bool:
    """Whether a draft at this address, about that person, is of this episode.

    A page with no episode in its address (a disposal, a consent) belongs to every episode of the person.
    """
    named = _OF_AN_EPISODE.match(address)
    return int(named[1]) == episode_id if named else about == person_id
