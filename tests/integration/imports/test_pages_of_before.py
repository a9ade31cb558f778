"""What was imported and ended lately is read on its pages like anything else; nobody's list asks for anything of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role
from pathways.disposals.models import Disposal
from pathways.imports.queries import importers
from pathways.referrals.models.referral import Referral
from tests import county
from tests.integration.imports import test_importing_referrals as of_referrals
from tests.integration.imports import test_importing_tests as of_tests


@pytest.fixture
def history(bring_in, run, the_clock):
    """One person of six days ago with all that may be imported; the worker of the service who imported the last."""
    county.service()
    worker = county.user(Role.TW).sign_in_name
    came = the_clock.now() - timedelta(days=6)

    def at(hours):
        return (came + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")

    def on(days):
        return (came + timedelta(days=days)).strftime("%Y-%m-%d")

    bring_in("people", of_tests.PEOPLE.replace("police_record", "documented"))
    head = of_tests.DETENTIONS.splitlines()[0]
    bring_in("detentions", f"{head}\nD1,A1,LN/9/26,Lincoln,arrested,{at(0)},{at(1)},{at(9)},on_bail\n")
    test = f"T1,D1,TA68-1,,,{at(2)},{at(2)},sample_given,{at(2.1)},sufficient,,,{at(2.3)},positive,negative,"
    bring_in("tests", f"{of_tests.WITH_REQUIRED}{test},{at(4)},{at(50)},Lincoln Recovery Hub\n")
    caution = f"C1,D1,TA68-1,,,CC,{at(5)},{at(6)},completed,{at(90)},First offence"
    columns = "disposal_key,detention_key,offence,offence_drug,other_offence,kind,decided_at,given_at,ended_as,ended_at"
    bring_in("disposals", f"{columns},rationale\n{caution}\n")
    sent = f"R1,A1,D1,,Lincoln Recovery Hub,{at(8)},accepted,{at(20)}"
    bring_in("referrals", f"{of_referrals.HEAD}{sent}\n")
    case = f"E1,R1,{on(2)},{on(2)},,heroin,{on(3)},{on(3)},94,{on(4)},{on(5)},80"
    result = run(
        "run", "FILE", "--kind", "engagement", "--by", worker, "--system", "ARC team",
        text=f"{of_referrals.CASES}{case}\n",
    )  # fmt: skip
    assert "1 record imported." in result.output, result.output
    return worker


def read(client, address):
    page = client.ask("GET", address)
    assert page.status_code == 200, address
    return page.get_data(as_text=True)


def test_the_force_reads_its_part_and_no_more_than_that_a_service_accepted(history, client_of, db, sergeant):
    referral, disposal = db.session.scalars(select(Referral)).one(), db.session.scalars(select(Disposal)).one()
    officer = client_of(importers.user_named(sergeant), Role.CO)
    pages = [
        read(officer, address)
        for address in (
            f"/people/{referral.person_id}",
            f"/people/{referral.person_id}/timeline",
            f"/episodes/{referral.episode_id}",
            f"/episodes/{referral.episode_id}/test",
            f"/episodes/{referral.episode_id}/offences",
            f"/episodes/{referral.episode_id}/required-assessment",
            f"/disposals/{disposal.id}",
            f"/referrals/{referral.id}",
            f"/referrals/{referral.id}/why",
            "/referrals",
            "/custody",
        )
    ]
    assert "Accepted" in pages[7]
    assert not any("Did not engage" in page or "Completed treatment" in page for page in pages)


def test_the_service_reads_the_case_and_its_timeline_and_nobody_is_to_be_asked_after(history, client_of, db):
    number = db.session.scalar(select(Referral.id))
    worker = client_of(importers.user_named(history), Role.TW)
    assert "Completed" in read(worker, f"/cases/{number}")
    assert "Engaged" in read(worker, f"/cases/{number}/timeline")
    for address in (f"/cases/{number}/outcomes", f"/cases/{number}/consents", f"/cases/{number}/as-police"):
        read(worker, address)
    for address in ("/cases", "/today", "/inbox", "/check-ins"):
        assert "Rawcliffe" not in read(worker, address), address
