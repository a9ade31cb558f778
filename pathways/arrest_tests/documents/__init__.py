"""The papers of this room, one file a paper: the law on a date, the notice (RA1), a changed appointment (RA2)."""

from pathways.arrest_tests.documents.changed import changed_notice_of
from pathways.arrest_tests.documents.law import law_paper
from pathways.arrest_tests.documents.notice import notice_of, when_in_words

__all__ = ["changed_notice_of", "law_paper", "notice_of", "when_in_words"]
