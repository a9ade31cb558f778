"""The made-up county before anybody comes: areas, organisations, suites, services, staff, switches, notifications."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.auth.models import Organisation, RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role, Viewer
from pathways.demo.directory import say_of_themselves
from pathways.demo.journey import AREAS, BOSTON, EVERYWHERE, GRANTHAM, LINCOLN, SKEGNESS, TOWNS, County
from pathways.directory.areas import actions as directory
from pathways.directory.models import Service
from pathways.disposals import actions as disposals
from pathways.law import actions as arrest_tests
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import NotificationDraft
from pathways.policy import actions
from pathways.store.base import Record, db, save
from pathways.tables import rows_of
from pathways.vocabulary import ELSEWHERE, Area, Need

MADE_UP_SOURCE = "Made up for the demonstration"


TABLE = """row,code,drug_class,score,words
offence,MDA71-5-2,A,3,
offence,MDA71-5-2,B,2,
offence,MDA71-5-2,,2,
offence,MDA71-5-3,,4,
offence,TA68-1,,2,
offence,TA68-13,,2,
factor,near_children,,+1,Children were near
factor,repeated,,+1,The same offence within six months
factor,harm_to_somebody,,+1,Somebody was harmed
factor,sought_help,,-1,Had already asked for help
factor,small_amount,,-1,A very small amount
band,,,1,The mildest answer
band,,,2,"Mild: a resolution, usually"
band,,,3,Middle: with conditions
band,,,4,Grave: a charge decision
"""
"""An example of the form of a gravity table; the scores are no force's."""


def build_table(first: Viewer, second: Viewer) -> None:
    """Propose and approve the county's gravity table, marked as an example."""
    made = actions.propose_gravity(
        by=first,
        version="example-1",
        text=TABLE,
        starts_on=clock.today(),
        source=MADE_UP_SOURCE,
        why="So that a visitor sees a score with what it comes from",
        is_demonstration=True,
    )
    actions.decide_change(
        by=second,
        change_id=made.id,
        approves=True,
        checked="Every line is made up and says so",
        has_read_source=True,
        seen=actions.seen_of(made),
    )


# Places and staff.
#
# The four areas are the hotspots of the Lincolnshire Drugs Strategy 2021-2025. The centres of the towns are in
# `towns.csv`, to a hundredth of a degree (recalled).


PASSWORD = "made-up-county"  # noqa: S105 - printed on the sign-in page of the demonstration, and only there
MADE_UP_WHY = "made up for the demonstration"
SWITCHES: dict[str, bool | int | str | tuple[str, ...]] = {
    "cfg_two_tier": False,
    "cfg_pnd_enabled": True,
    "cfg_cw_enabled": True,
    "cfg_da_cc_framework": False,
    "cfg_cr_intimate_partner": False,
    "cfg_charge_margin_days": 28,
    "cfg_pcsc_part6_commenced": False,
    "cfg_cc_normal_weeks": 16,
    "cfg_cc_max_weeks": 20,
    "cfg_cc_anchor": "caution_date",
    "cfg_pnd_families": ("cannabis", "cannabinol_derivative", "khat"),
    "cfg_cw_families": ("cannabis", "khat"),
    "cfg_four_eyes": True,
    "cfg_o22_enabled": True,
    "cfg_cr_full_admission": False,
    "cfg_cr_max_gravity": 2,
    "cfg_cr_repeat_limit": 1,
    "cfg_cr_block_after_no_engagement": False,
}
DOMAINS = {
    "Lincolnshire Police": "police.example",
    "Lincolnshire Public Health": "health.example",
    "Wolds Health Liaison and Diversion": "wolds.example",
    "Cathedral Quarter Recovery": "cathedral.example",
    "Coastline Recovery": "coastline.example",
    "Next Step Young People": "nextstep.example",
}
"""Their mail goes into a folder. Nobody owns these domains or ever will (RFC 2606)."""
# provider, service, town, areas, for whom, places, typical wait
SERVICES: tuple[tuple[str, str, Area, tuple[Area, ...], str, int, int], ...] = (
    ("Cathedral Quarter Recovery", "Lincoln Recovery Hub", LINCOLN, (LINCOLN, ELSEWHERE), "", 9, 4),
    ("Cathedral Quarter Recovery", "Trent Bank Service", GRANTHAM, (GRANTHAM, LINCOLN), "", 6, 6),
    ("Cathedral Quarter Recovery", "Lindum Women's Service", LINCOLN, EVERYWHERE, "women", 4, 5),
    ("Coastline Recovery", "Coastline Skegness", SKEGNESS, (SKEGNESS, ELSEWHERE), "", 5, 7),
    ("Coastline Recovery", "Boston Open Door", BOSTON, (BOSTON, SKEGNESS), "", 7, 5),
    ("Next Step Young People", "Next Step", LINCOLN, EVERYWHERE, "young", 8, 3),
)
# sign-in, name, role, rank, organisation, suite or None. A custody officer is a sergeant or above (PACE 1984 s.36(3)).
STAFF = (
    ("officer", "M. Ellery", Role.CO, Rank.SERGEANT, "Lincolnshire Police", "Lincoln"),
    ("officer2", "A. Hollis", Role.CO, Rank.SERGEANT, "Lincolnshire Police", "Grantham"),
    ("sergeant", "D. Marsh", Role.DM, Rank.SERGEANT, "Lincolnshire Police", "Lincoln"),
    ("inspector", "R. Okoye", Role.DM, Rank.INSPECTOR, "Lincolnshire Police", "Lincoln"),
    ("monitor", "N. Tuxford", Role.CM, None, "Lincolnshire Police", "Lincoln"),
    ("registrar", "P. Saxby", Role.RG, None, "Lincolnshire Police", None),
    ("liaison", "Ruth Skelton", Role.HP, None, "Wolds Health Liaison and Diversion", "Lincoln"),
    ("worker", "Priya Nandra", Role.TW, None, "Cathedral Quarter Recovery", None),
    ("worker2", "Sam Okafor", Role.TW, None, "Cathedral Quarter Recovery", None),
    ("coast", "Dee Wragby", Role.TW, None, "Coastline Recovery", None),
    ("provider", "Lou Tennant", Role.PM, None, "Cathedral Quarter Recovery", None),
    ("placing", "Kit Ashby", Role.PW, None, "Lincolnshire Public Health", None),
    ("manager", "J. Sutterby", Role.MG, None, "Lincolnshire Public Health", None),
    ("manager2", "P. Hallgarth", Role.MG, None, "Lincolnshire Public Health", None),
    ("policy", "Helen Astley", Role.PL, None, "Lincolnshire Police", None),
    ("policy2", "K. Adeyemi", Role.PL, None, "Lincolnshire Police", None),
    ("panel", "Grace Holmes", Role.PM2, None, "Lincolnshire Public Health", None),
    ("panel2", "T. Bellamy", Role.PM2, None, "Lincolnshire Public Health", None),
    ("auditor", "F. Nettleham", Role.AU, None, "Lincolnshire Police", None),
    ("admin", "R. Hallam", Role.AD, None, "Lincolnshire Police", None),
)


def _add(row: Record) -> None:
    save(row)


def build(password_hash: str, since: datetime) -> County:
    """Everything that is there before the first person comes, from `since` on."""
    county = County()
    kinds = {"Lincolnshire Police": OrganisationKind.FORCE, "Lincolnshire Public Health": OrganisationKind.COMMISSIONER}
    kinds["Wolds Health Liaison and Diversion"] = OrganisationKind.HEALTH
    for name in (*kinds, *dict.fromkeys(row[0] for row in SERVICES)):
        organisation = Organisation(
            name=name,
            kind=kinds.get(name, OrganisationKind.PROVIDER),
            email_domain=DOMAINS[name],
            is_demonstration=True,
            created_at=since,
        )
        _add(organisation)
        audit.administered(audit_models.SYSTEM, "organisation.added", organisation.id, kind=organisation.kind.value)
        county.organisations[name] = organisation
    police = county.organisations["Lincolnshire Police"]
    for town in ("Lincoln", "Grantham"):
        suite = Suite(organisation_id=police.id, name=town, town=town, phone="01632 960 100")
        _add(suite)
        county.suites[town] = suite
    set_up_areas(police, since.date())
    _build_services(county, since.date())
    for sign_in, name, role, rank, organisation_name, suite_name in STAFF:
        _build_user(county, password_hash, since, (sign_in, name, role, rank, organisation_name, suite_name))
    say_of_themselves(county.services, county.staff["admin"], since)
    _build_law(county, since.date())
    return county


def set_up_areas(force: Organisation, since: date) -> None:
    """Set up the areas, then the towns. A town with the name of an area is in it, any other is elsewhere."""
    codes = {
        area.label: directory.add_area(by=audit_models.SYSTEM, organisation=force, name=area.label, from_on=since).code
        for area in AREAS
    }
    for row in rows_of(TOWNS):
        directory.add_town(
            by=audit_models.SYSTEM,
            organisation=force,
            name=row["town"],
            area_code=codes.get(row["town"]),
            centre=(float(row["north"]), float(row["east"])),
            source=row["source"],
            from_on=since,
        )


def _build_services(county: County, since: date) -> None:
    for number, (provider, name, town, areas, whom, places, wait) in enumerate(SERVICES):
        service = Service(
            organisation_id=county.organisations[provider].id,
            name=name,
            town=town.label,
            areas=[area.value for area in areas],
            needs=[need.value for need in Need],
            women_only=whom == "women",
            young_people=whom == "young",
            phone=f"01632 960 {471 + number}",
            opened_on=since,
            places=places,
            places_updated_on=since,
            typical_wait_days=wait,
        )
        _add(service)
        county.services[name] = service


def say_places(until: datetime) -> None:
    """Have every service say, within the last few days, how many places it has. Commits."""
    for number, service in enumerate(db.session.scalars(select(Service).order_by(Service.id))):
        service.places_updated_on = (until - timedelta(days=number)).date()
    db.session.commit()


def _build_user(
    county: County, password_hash: str, since: datetime, facts: tuple[str, str, Role, Rank | None, str, str | None]
) -> None:
    sign_in, name, role, rank, organisation_name, suite_name = facts
    organisation = county.organisations[organisation_name]
    suite = county.suites[suite_name] if suite_name else None
    user = User(
        name=name,
        sign_in_name=sign_in,
        organisation_id=organisation.id,
        suite_id=suite.id if suite else None,
        password_hash=password_hash,
        created_at=since,
        is_demonstration=True,
    )
    _add(user)
    _add(RoleHeld(user_id=user.id, role=role, from_on=since.date()))
    if rank:
        _add(RankHeld(user_id=user.id, rank=rank, from_on=since.date(), recorded_at=since))
    county.staff[sign_in] = Viewer(
        user_id=user.id,
        name=name,
        role=role,
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
        suite_id=suite.id if suite else None,
        rank=rank,
        request_id="demonstration",
    )


def _build_law(county: County, since: date) -> None:
    """Set the force's switches and the notifications of its suites, marked as made up."""
    by = county.staff["inspector"]
    for name, value in SWITCHES.items():
        disposals.set_switch(
            by=by,
            organisation_id=by.organisation_id,
            name=name,
            value=value,
            valid_from=since,
            source=MADE_UP_WHY,
            is_demonstration=True,
        )
    first, second = county.staff["policy"], county.staff["policy2"]
    build_table(first, second)
    for suite in county.suites.values():
        covers = NotificationDraft(
            routes=tuple(SampleRoute), assessment=True, starts_on=since, source=MADE_UP_WHY, why="Testing begins"
        )
        made = arrest_tests.propose_notification(by=first, suite_id=suite.id, draft=covers, is_demonstration=True)
        arrest_tests.decide_notification(
            by=second,
            change_id=made.id,
            approves=True,
            checked="Read the notice for the suite",
            has_read_source=True,
            seen=str(made.version),
        )
