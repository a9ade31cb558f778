"""Which page may keep over a draft."""

import pytest

from pathways.drafts.actions import OnePage, may_be_kept, may_replace


@pytest.mark.parametrize(
    ("page", "may"),
    [
        (OnePage(key="mine", seen=0), False),
        (OnePage(key="mine", seen=2), False),
        (OnePage(key="mine", seen=3), True),
        (OnePage(key="theirs", seen=0), True),
        (OnePage(key="", seen=0), False),
        (OnePage(key="mine", seen=None), True),
    ],
)
def test_only_the_page_that_kept_a_draft_or_knows_it_may_keep_over_it(page, may):
    assert may_replace(page, revision=3, kept_by="theirs") is may


def test_what_only_the_page_itself_carries_is_never_part_of_a_draft():
    assert may_be_kept("postcode")
    assert not may_be_kept("sign_in_code")
    assert not any(may_be_kept(name) for name in ("csrf_token", "post_key", "version", "draft_seen", "password"))
