"""The pages of the people room."""

from pathways.people.views import custody, deaths, identity, leaving, misses, persons, restrictions, young_people
from pathways.people.views.blueprint import pages

__all__ = ["custody", "deaths", "identity", "leaving", "misses", "pages", "persons", "restrictions", "young_people"]
