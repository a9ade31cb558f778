"""What an administrator may give, to whom, and what is refused with which words."""

from datetime import date

import pytest

from pathways.admin.rules import (
    UserState,
    address_bars,
    domain_bars,
    domains_bars,
    domains_typed,
    holds_on,
    own_access,
    rank_bars,
    role_bars,
    roles_for,
    sight_of,
    state_of,
)
from pathways.auth.roles import OrganisationKind, Rank, Role
from pathways.people import rules as people

TODAY = date(2026, 11, 25)
FORCE, PROVIDER, COMMISSIONER = OrganisationKind.FORCE, OrganisationKind.PROVIDER, OrganisationKind.COMMISSIONER

# Written by hand from the brief of the roles, apart from the data file: a wrong cell shared by both would pass.
MAY_HOLD = {
    FORCE: {Role.CO, Role.DM, Role.CM, Role.RG, Role.MG, Role.PW, Role.PL, Role.AU, Role.PM2, Role.AD},
    PROVIDER: {Role.TW, Role.PM, Role.AU},
    OrganisationKind.HEALTH: {Role.HP},
    COMMISSIONER: {Role.MG, Role.PW, Role.PL, Role.PM2, Role.AD},
}


def bars(role, *, kind=FORCE, has_suite=True, roles_held=(), until_on=None):
    reasons = role_bars(role, kind=kind, has_suite=has_suite, roles_held=roles_held, until_on=until_on, today=TODAY)
    return [(each.field, each.message) for each in reasons]


@pytest.mark.parametrize("kind", list(OrganisationKind))
@pytest.mark.parametrize("role", list(Role))
def test_an_organisation_holds_only_the_roles_of_its_kind(kind, role):
    assert (role in roles_for(kind)) == (role in MAY_HOLD[kind])
    assert (bars(role, kind=kind) == []) == (role in MAY_HOLD[kind])


def test_a_refused_role_says_which_ones_may_be_held():
    assert bars(Role.CO, kind=PROVIDER) == [
        ("role", "A treatment provider may hold only: treatment worker, provider manager, auditor")
    ]


def test_a_custody_officer_needs_a_suite_and_a_decision_maker_does_not():
    assert bars(Role.CO, has_suite=False) == [
        ("suite", "Select the suite: a custody officer sees the people of one suite")
    ]
    assert bars(Role.DM, has_suite=False) == []


def test_a_role_is_not_given_twice_and_not_into_the_past():
    assert bars(Role.DM, roles_held=(Role.DM,)) == [("role", "Already holds this role: deciding officer")]
    assert bars(Role.DM, until_on=date(2026, 11, 24)) == [("until_on", "The last day must be today or later")]
    assert bars(Role.DM, until_on=TODAY) == []


@pytest.mark.parametrize("address", ["a.whitby@coastline.example", "a.whitby@skegness.coastline.example"])
def test_a_work_address_of_the_organisation_is_taken(address):
    assert address_bars(address, organisation_name="Coastline Recovery", domains=["coastline.example"]) == ()


@pytest.mark.parametrize("address", ["a.whitby@gmail.com", "a@other.example", "a@notcoastline.example"])
def test_a_personal_or_foreign_address_is_refused(address):
    (reason,) = address_bars(address, organisation_name="Coastline Recovery", domains=["coastline.example"])
    assert reason.message == "Use an address that ends in @coastline.example, as those of Coastline Recovery do"


@pytest.mark.parametrize(
    "domain", ["coastline.example", "lincs.police.uk", "nhs.net", "xn--caf-dma.example", "a1-b.co"]
)
def test_a_domain_of_its_own_is_taken(domain):
    assert domain_bars(domain) == ()


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        *(
            (wrong, "Enter the part after the @")
            for wrong in (
                *("", "coastline", "coast line.example", "https://coastline.example", "coastline.example/", ".example"),
                *("coastline..example", "-coast.example", "coast-.example", "a@b.example", "coastline.example."),
                *("x" * 64 + ".example", ".".join(["abcdefgh"] * 32), "caf\N{LATIN SMALL LETTER E WITH ACUTE}.example"),
            )
        ),
        ("192.0.2.7", "not the number of a machine"),
        ("police.uk", "addresses of others end with police.uk too"),
        ("gmail.com", "not one that anybody can join"),
    ],
)
def test_what_is_no_domain_of_the_organisations_own_is_refused(domain, why):
    (reason,) = domain_bars(domain)
    assert why in reason.message
    assert reason.field == "email_domains"


def test_the_address_may_end_in_each_of_several_ways_and_a_wrong_one_is_told_them_all():
    domains = ["coastline.example", "nhs.net"]
    for address in ("a@nhs.net", "a@coastline.example", "a@boston.coastline.example"):
        assert address_bars(address, organisation_name="Coastline", domains=domains) == ()
    (reason,) = address_bars("a@nhs.uk", organisation_name="Coastline", domains=domains)
    assert reason.message == "Use an address that ends in @coastline.example or @nhs.net, as those of Coastline do"


def test_several_domains_are_read_from_one_line_and_each_bad_one_is_named_with_its_fault():
    assert domains_typed(" @Coastline.example, nhs.net;nhs.net ") == ["coastline.example", "nhs.net"]
    assert domains_bars(["coastline.example", "nhs.net"]) == ()
    reasons = domains_bars(["gmail.com", "coastline.example", "police.uk"])
    assert [reason.message.split(":")[0] for reason in reasons] == ["gmail.com", "police.uk"]
    assert len(domains_bars([])) == 1


def test_a_personal_address_is_refused_where_no_domain_is_set():
    assert address_bars("a@gmail.com", organisation_name="X", domains=[])
    assert address_bars("a@anything.example", organisation_name="X", domains=[]) == ()


@pytest.mark.parametrize("address", ["whitby", "a b@coastline.example", "a@b", "@coastline.example", "a@x@y.example"])
def test_what_is_no_address_is_refused_with_an_example(address):
    (reason,) = address_bars(address, organisation_name="Coastline Recovery", domains=[])
    assert reason.message.startswith("Enter a work e-mail")


def test_nobody_changes_their_own_access():
    assert own_access(7, 7)[0].message == "You cannot change your own access. Another administrator does"
    assert own_access(7, 8) == ()


@pytest.mark.parametrize(
    ("day", "removed", "counts"),
    [
        (date(2026, 11, 1), False, True),
        (date(2026, 11, 30), False, True),
        (date(2026, 10, 31), False, False),
        (date(2026, 12, 1), False, False),
        (date(2026, 11, 15), True, False),
    ],
)
def test_a_role_counts_from_its_first_to_its_last_day_unless_taken_away(day, removed, counts):
    assert holds_on(day, from_on=date(2026, 11, 1), until_on=date(2026, 11, 30), is_removed=removed) is counts


def test_a_role_without_an_end_goes_on():
    assert holds_on(date(2036, 1, 1), from_on=date(2026, 11, 1), until_on=None, is_removed=False)


def test_a_rank_is_added_with_its_day_and_never_overwritten():
    ranks = {date(2019, 9, 11): Rank.CONSTABLE}
    assert rank_bars(Rank.SERGEANT, date(2026, 12, 1), kind=FORCE, ranks=ranks) == ()
    (same_day,) = rank_bars(Rank.SERGEANT, date(2019, 9, 11), kind=FORCE, ranks=ranks)
    assert same_day.message == "A rank from that day is recorded already: constable"
    (same_rank,) = rank_bars(Rank.CONSTABLE, date(2026, 12, 1), kind=FORCE, ranks=ranks)
    assert same_rank.message == "Holds this rank already on that day: constable"


def test_only_people_of_a_force_hold_a_rank():
    (reason,) = rank_bars(Rank.SERGEANT, TODAY, kind=PROVIDER, ranks={})
    assert reason.message == "Only people of a police force hold a rank"


def test_a_person_is_invited_until_a_password_is_chosen_and_disabled_before_anything():
    assert state_of(is_disabled=False, has_password=False) is UserState.INVITED
    assert state_of(is_disabled=False, has_password=True) is UserState.ACTIVE
    assert state_of(is_disabled=True, has_password=True) is UserState.DISABLED


def test_every_role_says_what_it_sees_and_what_it_never_sees():
    sights = [sight_of(role, TODAY) for role in Role]
    assert all(each.sees and each.never for each in sights)


def test_for_how_long_a_role_sees_people_is_said_by_the_table_that_decides_it(monkeypatch):
    a_fortnight = people.DaysInSight(days=14, effective_from=date.min, source="Ours", mark="design")
    monkeypatch.setattr(people, "_DAYS_IN_SIGHT", (a_fortnight,))
    sees = sight_of(Role.CO, TODAY).sees[0]
    assert sees == "People detained at their own suite, and for 14 days after release"
