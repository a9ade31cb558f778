"""A decision names the book of rules it was taken under, and each later step asks the book of its own day."""

import pytest

from pathways.audit import models as audit
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.law import actions as law_actions
from pathways.law import queries
from pathways.law.rules.disposal_book import RULES_VERSION, shipped_text
from pathways.refusals import Refused
from tests.integration.disposals import plain_disposal as plain


@pytest.mark.database
def test_a_decision_keeps_the_book_it_was_taken_under_and_authority_asks_the_book_of_its_day(app, db):
    where = plain.with_facts(plain.scene())
    disposal = plain.proposed(where)
    assert (disposal.rules_version, [book.version for book in queries.kept_books()]) == (RULES_VERSION, [RULES_VERSION])
    assert {result["version"] for result in disposal.results} == {"1"}
    stricter = shipped_text().replace("authority_rank_level < 2", "authority_rank_level < 3")
    law_actions.load_book(by=audit.SYSTEM, content=stricter.encode(), version="stricter", source="A test of the desk")
    with pytest.raises(Refused, match="CC-05"):
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=plain.BECAUSE)
    proposal_actions.withdraw_proposal(by=where.officer, disposal_id=disposal.id, reason="Put to an inspector instead")
    assert plain.proposed(where).rules_version == "stricter"
    assert queries.book_of(disposal.rules_version).rules != queries.book_in_use().rules
