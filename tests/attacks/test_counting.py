"""Asking for one number after another."""

from tests.attacks.databases import ON_BOTH


@ON_BOTH
def test_an_officer_who_counts_learns_of_nobody_out_of_sight_and_the_auditor_is_told(attacked):
    officer, auditor = attacked.client("officer"), attacked.client("auditor")
    highest = max(attacked.scene.people.values()) + 5
    known = attacked.scene.people["Ludford"]
    for form in ("/people/{}/arrest", "/people/{}/episodes/new", "/people/{}"):
        pages = {number: officer.get(form.format(number)) for number in range(1, highest)}
        assert b"Ludford" not in b"".join(page.body for page in pages.values())
        assert (pages[known].status, pages[known].body) == (404, pages[highest - 1].body)
    answer = auditor.get("/misses")
    assert answer.status == 200
    assert "M. Ellery" in answer.text
