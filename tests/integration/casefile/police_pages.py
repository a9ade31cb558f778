"""The officer's page of a referral, and the words that only feedback has."""

import re

from pathways.auth.roles import Role
from pathways.referrals.consents import queries as referrals
from pathways.referrals.consents.rules.consents import FEEDBACK
from pathways.referrals.sending import actions as referring
from tests.pages import as_drawn

FEEDBACK_WORDS = ("Appointment attended", "Appointment offered", "Did not attend", "Engaged", "Completed")


def officer_of(client_of, scene):
    return client_of(scene.officer_user, Role.CO)


def became(client_of, scene):
    return officer_of(client_of, scene).get(f"/referrals/{scene.referral.id}").text


def without_the_time(page):
    """The page as it reads, leaving out only what says when it was made and what is made anew at each look."""
    page = re.sub(r"As at [^.]*\.|Rules in force, \d+ \w+ \d{4}", "", page)
    return as_drawn(page)


def withdraw(scene):
    verdict = referrals.answers_of(scene.episode)[FEEDBACK]
    referring.withdraw_consent(by=scene.worker, consent_id=verdict.row.id)
