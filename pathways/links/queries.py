"""Finding a link by its token."""

from typing import TypeVar

from sqlalchemy import select

from pathways.links.models import WorksOnce
from pathways.links.rules import LONGEST_TOKEN, hash_of
from pathways.refusals import or_out_of_sight
from pathways.store.base import db

Link = TypeVar("Link", bound=WorksOnce)


def link_of(kind: type[Link], token: str) -> Link:
    """The link with this token, whether it still works or not, freshly read. Raises OutOfSight where there was none."""
    by_token = select(kind).where(kind.token_hash == hash_of(token[:LONGEST_TOKEN]))
    return or_out_of_sight(db.session.scalar(by_token.execution_options(populate_existing=True)))
