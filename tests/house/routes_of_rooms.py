"""What the later pages of the rooms write, by hand, as `test_routes` asks it: a room adds its lines here."""

from tests.house import routes_of_ndtms, routes_of_packs
from tests.house.routes_of_referrals import CHANGES_OF_REFERRALS, SHOWS_A_REFERRAL, SHOWS_NOBODY_THERE

__all__ = ["CHANGES", "SHOWS_A_REFERRAL", "SHOWS_NOBODY", "SHOWS_NOBODY_THERE"]

SHOWS_NOBODY = """
    directory.services directory.service directory.about directory.reach directory.hours directory.count
    directory.add_place directory.end_place directory.add_days directory.end_days directory.close directory.open_again
    directory.take_in directory.file directory.open_referral
    imports.runs imports.run_page imports.take_back
    admin.areas admin.add_area admin.rename_area admin.end_area admin.add_town admin.end_town"""
"""Pages of the directory, of the county's areas and of imports: where people can be sent, what became of the rows of a
file, and nobody's case."""

SHOWS = {
    "screen.risks.viewed": "safeguarding.risks",
    "safeguarding.viewed": """
        safeguarding.concerns safeguarding.review engagement.concern safeguarding.avoid engagement.avoid""",
    "safeguarding.listed": "safeguarding.waiting",
    "misuse.listed": "people.misses people.close_misses",
    "overdue.listed": "deadlines.overdue",
    "tactical.listed": "deadlines.tactical",
    "referral.error.listed": "acceptance.errors",
    "import.waiting.read": "imports.waiting",
    "import.waiting.viewed": "imports.who_it_is",
}

CHANGES = {
    "arrest_tests.ask_for_authority": "test.authority.asked",
    "arrest_tests.withdraw_request": "test.authority.withdrawn",
    "people.close_misses": "misuse.closed",
    "imports.who_it_is": "person.matched",
    "imports.take_back": "import.undoing.proposed",
    "imports.run_page": "import.undoing.turned_down",
    **CHANGES_OF_REFERRALS,
    "deadlines.what_runs": "clock.answered",
    "deadlines.closures": "closure.added",
    "deadlines.take_out": "closure.taken_out",
    **dict.fromkeys(("directory.about", "directory.reach", "directory.hours", "directory.count"), "service.changed"),
    "directory.add_place": "service.place.added",
    "directory.end_place": "service.place.ended",
    "directory.add_days": "service.days.added",
    "directory.end_days": "service.days.ended",
    "directory.close": "service.closed",
    "directory.open_again": "service.opened_again",
    "directory.file": "organisation.added directory.file.taken",
    **routes_of_ndtms.CHANGES,
    **routes_of_packs.CHANGES,
    "referrals.agreements": "consent.refused consent.given",
    "engagement.needs": "needs_assessed.recorded",
    "referrals.ask_again": "consent.refused",
    "referrals.own": """person.created episode.recorded screen.risks.recorded naloxone.recorded screen.recorded
        consent.given referral.submitted""",
    "admin.resend": "message.resent",
    "admin.answering": "access.proposed",
    "admin.proposal": "access.approved user.role.added",
    "admin.add_area": "area.added",
    "admin.rename_area": "area.renamed",
    "admin.end_area": "area.ended",
    "admin.add_town": "town.added",
    "admin.end_town": "town.ended",
}
