"""The routing rules once more, read slowly from the words of the desk and written apart from the code.

One service and one person at a time, in plain loops, from plain dictionaries: nothing of `pathways` is imported, so a
slip in the code is not repeated here. Days are `date`, the moment is London wall time.
"""

from datetime import date, datetime, timedelta

AREAS = {
    "lincoln": "Lincoln",
    "boston": "Boston",
    "skegness": "Skegness",
    "grantham": "Grantham",
    "elsewhere": "Elsewhere in the county",
}
NEEDS = ["drugs", "alcohol", "mental_health", "housing"]
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def standing_and_points(service: dict, person: dict, weights: dict) -> tuple[str, int, list[str]]:
    """Open, full or closed; what counts against it; and the codes of the reasons that are met, partly and not."""
    closed = False
    full = False
    points = 0
    reasons = []

    # May it be sent to at all on this day?
    today = person["on"]
    if (
        today < service["opened_on"]
        or (service["closed_on"] is not None and today >= service["closed_on"])
        or service["id"] in person["kept_from"]
    ):
        closed = True
        reasons.append("open not")
    else:
        reasons.append("open met")

    # When do its doors open?
    says_when = len(service["hours"]) > 0 or len(service["exceptions"]) > 0
    lives = today >= service["opened_on"] and (service["closed_on"] is None or today < service["closed_on"])
    if person["wall"] is not None and says_when and lives:
        days = days_until_open(service, person["wall"], person["holidays"])
        if days is None:
            points += weights["ring_first"]
            reasons.append("hours partly")
        else:
            points += days * weights["day_to_opening"]
            reasons.append("hours met" if days <= 1 else "hours partly")

    # Under 18 goes to young people's services, everybody else to the others; then the service's own bounds.
    right_age = service["young_people"] == person["under_18"]
    if right_age and person["age"] is not None:
        if service["age_from"] is not None and person["age"] < service["age_from"]:
            right_age = False
        if service["age_to"] is not None and person["age"] > service["age_to"]:
            right_age = False
    if right_age:
        reasons.append("age met")
    else:
        closed = True
        reasons.append("age not")

    # Does it cover where the person is?
    covers = person["area"] in service["areas"]
    for town in service["towns"]:
        if town.lower() == AREAS[person["area"]].lower():
            covers = True
    if person["outcode"] is not None:
        for outcode in service["outcodes"]:
            if outcode == person["outcode"]:
                covers = True
    if covers:
        reasons.append("area met")
    else:
        closed = True
        reasons.append("area not")

    # The same town is easier to reach, unless nobody has to travel.
    if person["area"] != "elsewhere" and service["town"] != AREAS[person["area"]]:
        if service["remote"] and not person["cannot_be_rung"]:
            reasons.append("town met")
        else:
            points += weights["other_town"]
            reasons.append("town partly")

    # Each need that is not met counts, but only a service that meets none is closed.
    met = 0
    unmet = 0
    for need in NEEDS:
        if need in person["needs"]:
            if need in service["needs"]:
                met += 1
            else:
                unmet += 1
    if met + unmet == 0:
        reasons.append("needs partly")
    elif met == 0:
        closed = True
        reasons.append("needs not")
    elif unmet > 0:
        points += unmet * weights["need_unmet"]
        reasons.append("needs partly")
    else:
        reasons.append("needs met")

    # Mental health and substances together.
    uses = "drugs" in person["needs"] or "alcohol" in person["needs"]
    if uses and "mental_health" in person["needs"]:
        if service["co_occurring"]:
            reasons.append("together met")
        else:
            points += weights["not_together"]
            reasons.append("together partly")

    # A service for women says that it is one.
    if service["women_only"]:
        points += weights["women_only"]
        reasons.append("women partly")

    # No phone.
    if person["cannot_be_rung"]:
        if service["outreach"]:
            reasons.append("reach met")
        else:
            points += weights["no_outreach"]
            reasons.append("reach partly")

    # Places, and whether what is known of them is fresh.
    if service["id"] in person["by_telephone"]:
        full = True
        reasons.append("places not")
    elif service["places"] is None:
        points += weights["ring_first"]
        reasons.append("places partly")
    elif today - service["places_updated_on"] > timedelta(days=7) and service["places"] == 0:
        full = True
        reasons.append("places not")
    elif today - service["places_updated_on"] > timedelta(days=7):
        points += weights["ring_first"]
        reasons.append("places partly")
    elif service["places"] == 0:
        full = True
        reasons.append("places not")
    else:
        reasons.append("places met")

    # The wait, dearer where it is urgent.
    days = weights["wait_unknown"] if service["wait"] is None else service["wait"]
    if days > weights["wait_most"]:
        days = weights["wait_most"]
    points += days * weights["wait_day"]
    if person["is_urgent"]:
        points += days * weights["wait_day_urgent"]
    if service["wait"] is None or (person["is_urgent"] and service["wait"] > 1):
        reasons.append("wait partly")
    else:
        reasons.append("wait met")

    if closed:
        return "closed", points, reasons
    if full:
        return "full", points, reasons
    return "open", points, reasons


def days_until_open(service: dict, wall: datetime, holidays: set[date]) -> int | None:
    """How many days on its doors open next, 0 for today or now; None where that is more than 60 days away."""
    for number in range(61):
        day = wall.date() + timedelta(days=number)
        for _, closes in sessions(service, day, holidays):
            if number > 0:
                return number
            if wall.time() < closes:
                return 0
    return None


def sessions(service: dict, day: date, holidays: set[date]) -> list:
    """From and to on a day: a dated exception first, then bank holidays, then the week."""
    if day < service["opened_on"]:
        return []
    if service["closed_on"] is not None and day >= service["closed_on"]:
        return []
    dated = []
    is_dated = False
    for first, last, opens, closes in service["exceptions"]:
        if first <= day <= last:
            is_dated = True
            if opens is None:
                return []
            dated.append((opens, closes))
    if is_dated:
        return dated
    if day in holidays and not service["on_bank_holidays"]:
        return []
    return [(opens, closes) for weekday, opens, closes in service["hours"] if weekday == WEEK[day.weekday()]]


def in_order(services: list[dict], person: dict, weights: dict) -> list[int]:
    """The services by number as the page lists them: the best is looked for again and again among those left."""
    left = []
    for service in services:
        standing, points, _ = standing_and_points(service, person, weights)
        left.append((service, standing, points))
    order = []
    while left:
        best = left[0]
        for other in left[1:]:
            if is_before(other, best):
                best = other
        order.append(best[0]["id"])
        left.remove(best)
    return order


def is_before(entry: tuple, other: tuple) -> bool:
    """Open before full before closed; fewer points; the shorter wait; the name; the number."""
    ranks = ["open", "full", "closed"]
    if entry[1] != other[1]:
        return ranks.index(entry[1]) < ranks.index(other[1])
    if entry[2] != other[2]:
        return entry[2] < other[2]
    waits = [9999 if each[0]["wait"] is None else each[0]["wait"] for each in (entry, other)]
    if waits[0] != waits[1]:
        return waits[0] < waits[1]
    if entry[0]["name"] != other[0]["name"]:
        return entry[0]["name"] < other[0]["name"]
    return entry[0]["id"] < other[0]["id"]


def suggested(services: list[dict], person: dict, weights: dict) -> int | None:
    """The first open one that is not for women only."""
    by_number = {service["id"]: service for service in services}
    for number in in_order(services, person, weights):
        service = by_number[number]
        if standing_and_points(service, person, weights)[0] == "open" and not service["women_only"]:
            return number
    return None
