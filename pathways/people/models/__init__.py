"""The tables of people: the person, what brought them in, how they leave, the names they are looked for under."""

from pathways.people.models.deaths import DeathCorrection
from pathways.people.models.leaving import CustodyTransfer, PartLeftOpen, ReleaseDecision
from pathways.people.models.merges import PersonMerge
from pathways.people.models.misses import MissesClosed
from pathways.people.models.names import PersonAlias, SearchKey
from pathways.people.models.people import Detention, Episode, Person, PersonDetails, YouthHandover
from pathways.people.models.restrictions import Restriction, RestrictionName

__all__ = [
    "CustodyTransfer",
    "DeathCorrection",
    "Detention",
    "Episode",
    "MissesClosed",
    "PartLeftOpen",
    "Person",
    "PersonAlias",
    "PersonDetails",
    "PersonMerge",
    "ReleaseDecision",
    "Restriction",
    "RestrictionName",
    "SearchKey",
    "YouthHandover",
]
