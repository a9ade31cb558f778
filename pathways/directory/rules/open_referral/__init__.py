"""Files of Open Referral UK: reading one, with every fault by row and field, and writing one. Pure: text in, text out.

Source: Open Referral UK, the profile of the Human Services Data Specification of 2024-10-10 (verified); the names and
types of its fields are in `data/open_referral_uk.csv`. The specification is by Open Referral, CC BY-SA 4.0.
"""

from pathways.directory.rules.open_referral.entering import changed_names, values_of
from pathways.directory.rules.open_referral.published import (
    NO_TOWN,
    PublishedDays,
    PublishedPlace,
    PublishedProvider,
    PublishedService,
)
from pathways.directory.rules.open_referral.reading import LARGEST, MOST_SERVICES, read
from pathways.directory.rules.open_referral.shape import Fault
from pathways.directory.rules.open_referral.writing import written

__all__ = [
    "LARGEST",
    "MOST_SERVICES",
    "NO_TOWN",
    "Fault",
    "PublishedDays",
    "PublishedPlace",
    "PublishedProvider",
    "PublishedService",
    "changed_names",
    "read",
    "values_of",
    "written",
]
