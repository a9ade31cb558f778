"""The pages of the disposals room."""

from pathways.disposals.views import (
    choosing,
    codes,
    deciding,
    following,
    history,
    papers,
    standing,
    stepping,
    victims,
    why,
)
from pathways.disposals.views.blueprint import pages

__all__ = [
    "choosing",
    "codes",
    "deciding",
    "following",
    "history",
    "pages",
    "papers",
    "standing",
    "stepping",
    "victims",
    "why",
]
