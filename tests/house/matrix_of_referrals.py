"""Who may open the pages of a referral's steps: lines of the matrix of `test_permissions`."""

OF_REFERRALS = """
referrals.step                    GET POST  CO DM HP
referrals.joint                   GET POST  TW PM
referrals.end_joint               GET POST  TW PM
referrals.asked_to_join           GET       TW PM
acceptance.step                   GET POST  TW PM
acceptance.add_note               GET POST  TW PM
acceptance.step_in_placing        GET POST  PW
acceptance.ask_for_consent        POST      PW
acceptance.closed                 GET       PW
acceptance.hand_on                GET POST  PW
acceptance.say_error              GET POST  CO DM HP TW PM PW
acceptance.errors                 GET       PM PW
acceptance.settle_error           GET POST  PM PW | CO DM HP TW
"""
