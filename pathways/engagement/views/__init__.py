"""The pages of the treatment desk after acceptance: the day, the caseload, the case, and what is recorded on it."""

from pathways.engagement.views import contacts, course, duties, lists
from pathways.engagement.views.blueprint import pages

__all__ = ["contacts", "course", "duties", "lists", "pages"]
