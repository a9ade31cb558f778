"""The pages of the people room."""

from pathways.people.views import custody, persons, young_people
from pathways.people.views.blueprint import pages

__all__ = ["custody", "pages", "persons", "young_people"]
