"""Who may take a step, read from the column `who` of the table (treatment-and-statistics 2.1 and 2.2)."""

from pathways.referrals.rules.states import ReferralState, steps

POLICE, LIAISON, WORKER, MANAGER, PATHWAY = frozenset({"CO", "DM"}), "HP", "TW", "PM", "PW"
_REFERRER = POLICE | {LIAISON}
_PROVIDER = frozenset({WORKER, MANAGER})
_ROLES: dict[str, frozenset[str]] = {
    "referrer": _REFERRER,
    "referrer or pathway manager who placed": _REFERRER | {PATHWAY},
    "provider worker": _PROVIDER,
    "provider manager": frozenset({MANAGER}),
    "pathway manager": frozenset({PATHWAY}),
    "system": frozenset({"system"}),
    "receiving worker or sender on written word": _PROVIDER,
    "provider worker or custody officer": _REFERRER | _PROVIDER,
    "provider manager or pathway manager": frozenset({MANAGER, PATHWAY}),
    "any worker": _REFERRER | _PROVIDER | {PATHWAY},
}


def roles_of(who: str) -> frozenset[str]:
    """The roles that the table means by `who`. Raises KeyError for words that the table does not use."""
    return _ROLES[who]


def may_take(state: ReferralState, event: str, role: str) -> bool:
    """Whether somebody in this role may take `event` where the referral stands, if the table has it at all."""
    step = steps().get((state, event))
    return step is not None and role in roles_of(step.who)
