"""What the later pages of the rooms write, by hand, as `test_routes` asks it: a room adds its lines here."""

CHANGES = {
    "referrals.agreements": "consent.refused consent.given",
    "referrals.ask_again": "consent.refused",
}
