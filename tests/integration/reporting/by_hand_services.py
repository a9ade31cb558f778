"""Services counted apart from the product, like the other reports (`by_hand`), from what its page says."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from tests.integration.reporting.by_hand import LONDON, is_out, london
from tests.integration.reporting.by_hand_overview import ENGAGED_DAYS, how_it_ended, together

LET_GO = ("no_decision", "moved_away", "provider_closed")


def the_services(dump, from_on, to_on, as_at):
    """Everybody first referred, each once; and by service those whom it had while the first 84 days ran."""
    of_person = defaultdict(list)
    for chain in dump.chains:
        if from_on <= chain.on <= to_on and chain.on <= as_at:
            of_person[chain.person].append(chain)
    everybody, services = [], defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for chains in of_person.values():
        lines = []
        for chain in sorted(chains, key=lambda each: (each.on, each.number)):
            out = is_out(chain, as_at)
            ended = how_it_ended(chain.on, chain.engaged, dump.died[chain.person], as_at, ENGAGED_DAYS, out)
            lines.append((chain.on, chain.number, ended, chain))
        everybody.append([line[:3] for line in lines])
        counts = next((chain for *_, ended, chain in lines if ended["outcome"] != "left_out"), None)
        for service, stays in (with_each(dump, counts, as_at) if counts else {}).items():
            add(services[service], dump, counts, stays, as_at)
    names = names_at_the_end(dump, to_on)
    return {
        "everybody": together(everybody),
        "services": {names[service]: tally for service, tally in services.items() if tally["people"]},
    }


COUNTED = ("people", "accepted", "sent_on", "engaged", "pending", "died")


def with_each(dump, chain, as_at):
    """By service, the referrals under which it had this person: sent to it within the 84 days, before anybody engaged."""
    declined = {each.referral_id: each for each in dump.rows["decline"]}
    let_go = {
        each.referral_id: each
        for each in dump.rows["referral_event"]
        if each.event in LET_GO and each.recorded and "service" in each.recorded
    }
    stays = defaultdict(list)
    for link in chain.links:
        if not link.sent_at:
            continue
        no, gone = declined.get(link.id), let_go.get(link.id)
        asked, left = (
            (no.service_id, no.declined_at) if no else (gone.recorded["service"], gone.at) if gone else (0, None)
        )
        service = link.service_id or asked
        withdrawn = link.state in ("WITHDRAWN", "ERROR", "DUPLICATE")
        withdrawn = withdrawn and (link.closed_at is None or london(link.closed_at) <= as_at)
        sent = london(link.sent_at)
        in_time = sent <= chain.on + ENGAGED_DAYS and sent <= as_at and (not chain.engaged or sent <= chain.engaged)
        if service and in_time and not withdrawn:
            stays[service].append((link, london(left) if service == asked else None))
    return stays


def add(tally, dump, chain, stays, as_at):
    """One person of a service, in the one class in which they stand with it."""
    engaged = min((link.engaged_on for link, _ in stays if link.engaged_on), default=None)
    outcome = how_it_ended(chain.on, engaged, dump.died[chain.person], as_at, ENGAGED_DAYS)["outcome"]
    if outcome in ("pending", "died"):
        tally[outcome] += 1
    elif outcome != "left_out":
        accepted = any(
            (link.accepted_at and london(link.accepted_at) <= as_at) or (link.engaged_on and link.engaged_on <= as_at)
            for link, _ in stays
        )
        gone = []
        for link, left in stays:
            rerouted = london(link.closed_at) if link.state == "REROUTED" else None
            gone.append(any(day and day <= as_at for day in (left or rerouted,)))
        tally["people"] += 1
        tally["accepted"] += accepted
        tally["sent_on"] += not accepted and all(gone)
        tally["engaged"] += outcome == "yes"


def names_at_the_end(dump, to_on):
    """What each service was called when the year ended, and whose it is."""
    after = datetime.combine(to_on + timedelta(days=1), time(0), LONDON)
    whose = {each.id: each.name for each in dump.rows["organisation"]}
    names = {each.id: each.name for each in dump.rows["service"]}
    for change in sorted(dump.rows["service_change"], key=lambda each: (each.changed_at, each.id), reverse=True):
        if change.changed_at >= after and change.was.get("name"):
            names[change.service_id] = change.was["name"]
    return {each.id: (names[each.id], whose[each.organisation_id]) for each in dump.rows["service"]}
