"""The pages of clocks: what is overdue, what runs on one referral, and the days on which a place is closed."""

from pathways.clocks.views import closures, overdue
from pathways.clocks.views.blueprint import pages

__all__ = ["closures", "overdue", "pages"]
