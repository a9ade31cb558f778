"""The custody board, the task list, the timelines, and what became of a referral: pages that only read."""

from pathways.casefile.views import board, liaison, reading, tasks
from pathways.casefile.views.parts import pages

__all__ = ["board", "liaison", "pages", "reading", "tasks"]
