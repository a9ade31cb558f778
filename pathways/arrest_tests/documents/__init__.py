"""The papers of this room, one file a paper: the law on a date, the notice (RA1), a changed appointment (RA2), the
record of the drug test (DT1), the result for the court (DT2). What they must hold stands in `data/papers.csv`."""

from pathways.arrest_tests.documents.changed import changed_notice_of
from pathways.arrest_tests.documents.for_court import result_for_court
from pathways.arrest_tests.documents.law import law_paper
from pathways.arrest_tests.documents.notice import blank_notice, notice_of, when_in_words
from pathways.arrest_tests.documents.test_record import blank_test_record, record_of_test

__all__ = [
    "blank_notice",
    "blank_test_record",
    "changed_notice_of",
    "law_paper",
    "notice_of",
    "record_of_test",
    "result_for_court",
    "when_in_words",
]
