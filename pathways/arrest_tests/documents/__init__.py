"""The papers of this room, one file a paper: the law on a date, and the notice of a required assessment (RA1)."""

from pathways.arrest_tests.documents.law import law_paper
from pathways.arrest_tests.documents.notice import notice_of, when_in_words

__all__ = ["law_paper", "notice_of", "when_in_words"]
