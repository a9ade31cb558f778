"""The tables of people: the person and what brought them in, and the names they are looked for under."""

from pathways.people.models.names import PersonAlias, SearchKey
from pathways.people.models.people import Detention, Episode, Person, PersonDetails, YouthHandover

__all__ = ["Detention", "Episode", "Person", "PersonAlias", "PersonDetails", "SearchKey", "YouthHandover"]
