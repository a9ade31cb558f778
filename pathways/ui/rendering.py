"""What templates write with: dates, money, ages, citations, the one table of tones."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from pathways import clock, dates
from pathways.store.standby import Freshness, WhyNot
from pathways.tables import rows_of
from pathways.ui.fields import in_sentence

# What a source cites, as links to its public address, where the address follows from the citation.
#
# An Act is at /ukpga/YEAR/CHAPTER on legislation.gov.uk, with /section/N, /schedule/N or /part/N; a statutory
# instrument at /uksi/YEAR/NUMBER. `data/statutes.csv` holds the chapter of each Act that a source names: no other
# address is made up, and what is cited otherwise (guidance, a case, an Act of a reign) stays as words.


HOST = "https://www.legislation.gov.uk"
_SECTION = r"(?:ss?\.? ?|sections? )(?P<{0}>\d+[A-Z]{{0,3}})(?:\([0-9A-Za-z]+\))*(?:-(?:\([0-9A-Za-z]+\))+)?"
_SCHEDULE = r"Sch (?P<schedule>\d+)(?: Part \d+)?(?: paras? \d+[A-Z]?(?:\([a-z]+\))*(?:-\d+)?)?"
_FIRST = rf"(?: (?:{_SECTION.format('section')}|{_SCHEDULE}|Part (?P<part>\d+))(?![\w]))?"
_FURTHER = re.compile(rf"(?P<between>, | and |, and )(?P<words>{_SECTION.format('section')})(?![\w])")
_INSTRUMENT = (
    r"(?<!\w)SI (?P<si_year>(?:19|20)\d\d)/(?P<si_number>\d+)(?!\d)(?: (?:art|reg) \d+[A-Z]?(?:\(\d+\))*| Sch\b)?"
)


@cache
def _acts() -> dict[str, str]:
    """By how a source names it, the address of each Act."""
    path = Path(__file__).parent / "data" / "statutes.csv"
    addresses = {}
    for row in rows_of(path):
        address = f"{HOST}/ukpga/{row['year']}/{row['chapter']}"
        for name in filter(None, (row["name"], row["short"])):
            addresses[f"{name} {row['year']}"] = address
            addresses[f"{name} {row['year']}".replace("'", "’")] = address
    return addresses


@cache
def _citation() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_acts(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<act>{names})(?!\d){_FIRST}|{_INSTRUMENT}")


@lru_cache(maxsize=2048)
def cited(text: object) -> Markup:
    """The words of a source, each Act, section and instrument in them a link that opens in the same tab."""
    words, parts, place = str(text), [], 0
    while match := _citation().search(words, place):
        parts += [escape(words[place : match.start()]), _link(match[0], _address(match))]
        place = match.end()
        if match["section"]:
            base = _acts()[match["act"]]
            while further := _FURTHER.match(words, place):
                address = f"{base}/section/{further['section']}"
                parts += [escape(further["between"]), _link(further["words"], address)]
                place = further.end()
    return Markup("").join([*parts, escape(words[place:])])


def _address(match: re.Match[str]) -> str:
    if match["act"] is None:
        return f"{HOST}/uksi/{match['si_year']}/{match['si_number']}"
    places = ("section", "schedule", "part")
    return _acts()[match["act"]] + next((f"/{place}/{match[place]}" for place in places if match[place]), "")


def _link(words: str, address: str) -> Markup:
    return Markup('<a class="govuk-link" href="{}" rel="noreferrer">{}</a>').format(address, words)


# The one table of states and their tones. A colour only helps, and must not say otherwise than the word.
#
# Late is red everywhere; what lapsed or was missed is never green; green says that it stands or was done, never to do.


TABLE: dict[str, str] = {
    "line": "Not started|Draft|Not asked|Being written|Less likely|Not known|Not set|Not yet|Said by one only",
    "blue": "In progress|Requested|Result recorded|Offered|Sent|Received|Needs information|Invited|"
    "Appointment offered|Outreach|Transfer pending|Booked|Not yet reported|Not reported yet|"
    "Not yet recorded|Reported, waits for an officer|A report waits for an officer|Nearly the same|"
    "Proposed|Authorised|Authorised, to be signed|Authorised, to be agreed|Authorised, to be given|"
    "Submitted|Agreed|Safe default|Being taken back|Answering again|Waits to be sent|Being sent|With the panel|"
    "With the Crown Prosecution Service|Court asked for|Prosecution being prepared|"
    "File for the prosecutor|Disputed, not sent yet|Sent to the laboratory",
    "violet": "Waiting for authority|Needs authority|You|Needs a place|Waiting for a second person|"
    "Waits for a sergeant|To be decided again|To be decided: good cause or not|Review due|"
    "Activity done, to be reviewed|Review first|To be read before release|To be closed or decided",
    "green": "Done|Accepted|Engaged|Available|Open|Active|Met|Attended|Signed|Live|Completed|Consent live|"
    "In treatment|Attended assessment|Care plan agreed|Agrees|Approved|In force|Set|Signed off|"
    "Scored|Running|Finished|Answered|Given|Paid|Signed, conditions running|Activity running|"
    "Agreed, actions running|Attended and stayed to the end|Reported met|Good cause accepted|"
    "Released by an inspector|Very close|The same",
    "amber": "No second factor|Example value|Unverified|Urgent|Did not attend|Not met|Reported not met|"
    "Left early|Failed to attend|Left before the end|Held for an inspector|Lapsed|"
    "Agreed, not understood|Agreed, not live|Question asked|Paused: no consent|To record|"
    "Not seen|Not finished|Ends soon|A decision to record|Possible|Actions not done|Completed in part|"
    "Time to charge ends soon|The victim still has to be told|Due soon|"
    "Arrested for failing a condition|Not sent|Can go, look again|Leaves within 3 hours|Differs",
    "red": "Overdue|Passed|Past its date|Out of time|Time limit passed|Immediate|Placeholder|Cannot go|"
    "Time to charge has run out|Leaves within the hour",
    "bare": "Not applicable|Nothing to decide|No test|Cannot start yet",
    "grey": "Not available|Agreed earlier|Closed|Disabled|Full|Withdrawn|Stopped|Paused|Paused by the sender|"
    "Refused|Sent back|Ended|Stopped before it began|Switched off|Does not agree|Cancelled|"
    "Cancelled by the person|Cancelled by us|Excused|Replaced by another|Not pursued any more|"
    "To be scored|Ended: has died|Ended by the death|Did not engage|No need found|No longer in treatment|"
    "Consent withdrawn|Ended in custody|Not sent, closed|Recalled|Sent on|Unmet need|Transferred|"
    "Recorded in error|Taken back|Duplicate|Charged|No further action|Decided by a court|Discontinued|"
    "Ended, no further action|Voided by an inspector|Answer dropped|Closed, reasonable excuse|"
    "Prosecuted|Not proceeded with|Reviewed and closed|Fine registered|Void|"
    "Transferred to another force|Referred to youth justice|Closed with outcome 22|"
    "Ended: the person has died|Replaced by a new decision|Dispute withdrawn|"
    "Confirmed by the laboratory|Not confirmed by the laboratory|Could not be analysed|"
    "Not sent: taken back, not right any more, or the person has died",
}
"""Each tone with the words of the states that have it."""

TONES: dict[str, str] = {word: tone for tone, words in TABLE.items() for word in words.split("|")}

_OF_PANELS = {"green": "good", "amber": "warn", "red": "bad", "violet": "authority"}


def tone(word: object) -> str:
    """The tone of a state's word. What follows a colon narrows it: "Agrees: this service" is "Agrees"."""
    words = str(getattr(word, "label", word))
    return TONES.get(words) or TONES.get(words.partition(":")[0], "grey")


def panel_tone(word: object) -> str:
    """A tone as panels, notices and cards call it."""
    return _OF_PANELS.get(tone(word), "neutral")


# What templates write with: dates, times, money, ages and counts as staff read them, always in London time.


def day(value: date | datetime | None) -> str:
    """25 November 2026."""
    return "" if value is None else dates.day_in_words(_day(value))


def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov; half a year away Mon 19 May 2025, so that an old date is not taken for a near one."""
    if value is None:
        return ""
    on = _day(value)
    return _short(on, near_by=abs((on - clock.today()).days) < 183)


@lru_cache(maxsize=4096)
def _short(on: date, *, near_by: bool) -> str:
    return f"{on:%a} {on.day} {on:%b}" if near_by else f"{on:%a} {on.day} {on:%b %Y}"


def weekday(value: date | datetime | None) -> str:
    """Wednesday 25 November 2026."""
    return "" if value is None else f"{_day(value):%A} {day(value)}"


def at_time(value: datetime | None) -> str:
    """03:12."""
    return "" if value is None else f"{dates.london(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """25 November 2026 at 03:12."""
    return dates.moment_in_words(value)


def short_moment(value: datetime | None) -> str:
    """Wed 25 Nov, 03:12."""
    return "" if value is None else f"{short_day(value)}, {at_time(value)}"


def near(value: datetime | None, *, in_sentence: bool = False) -> str:
    """Today, 17:00; Yesterday, 09:00; else Wed 25 Nov, 03:12. In a sentence: today, 17:00."""
    if value is None:
        return ""
    apart = (dates.london_date(value) - clock.today()).days
    words = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(apart)
    if words is None:
        return short_moment(value)
    return f"{words.lower() if in_sentence else words}, {at_time(value)}"


def iso(value: date | datetime | None) -> str:
    """For the `datetime` attribute of a time element, which takes no more than milliseconds."""
    if isinstance(value, datetime):
        return dates.london(value).isoformat(timespec="seconds")
    return "" if value is None else value.isoformat()


def age(born_on: date | None, on: date | None = None) -> str:
    """Completed years on the London date (or on another date)."""
    return "" if born_on is None else str(dates.age_on(born_on, on or clock.today()))


def span(minutes: float | None) -> str:
    """53 min; 1 h 18 min; 2 days 3 h. Negative counts as how long ago."""
    if minutes is None:
        return ""
    whole = abs(int(minutes))
    days, hours, left = whole // 1440, whole % 1440 // 60, whole % 60
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return f"{hours} h {left} min" if hours else f"{left} min"


def money(pence: int | None) -> str:
    """£1,250 or £12.50, from pence."""
    if pence is None:
        return ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}£{pounds:,}" + (f".{rest:02}" if rest else "")


def count(number: int, singular: str, plural: str = "") -> str:
    """1 person, 2 people."""
    return dates.count_in_words(number, singular, plural)


def as_they_stood(fresh: Freshness) -> str:
    """How old the copy is that figures were read from, in a sentence; nothing where no standby for reports is named."""
    seconds = None if fresh.behind is None else int(fresh.behind.total_seconds())
    if fresh.is_of_the_standby:
        age = count(seconds, "second") if seconds else "less than a second"
        return f"Read from the copy for reports as it stood {age} ago."
    if fresh.why_not is None:
        return ""
    how_far = f" {span(seconds / 60) if seconds >= 60 else count(seconds, 'second')}" if seconds else ""
    what = {
        WhyNot.DOES_NOT_ANSWER: "does not answer",
        WhyNot.NO_STANDBY: "is not a copy of this record",
        WhyNot.TOO_FAR_BEHIND: f"is{how_far} behind",
    }[fresh.why_not]
    return f"Read from the record itself, because the copy for reports {what}."


ENDS_NO_SENTENCE = frozenset({"incl.", "e.g.", "i.e.", "s.", "ss.", "para.", "paras.", "Sch.", "Mr.", "Mrs.", "Dr."})


def first_sentence(text: str) -> str:
    """The first sentence, whole and without its full stop: cut nowhere in a bracket or after an abbreviation."""
    for stop in re.finditer(r"\.(?= )", text):
        before = text[: stop.end()]
        is_whole = before.count("(") == before.count(")") and before.count("“") == before.count("”")
        if is_whole and before.split()[-1].lstrip("(“") not in ENDS_NO_SENTENCE:
            return before[:-1]
    return text.rstrip(".")


def _day(value: date | datetime) -> date:
    return dates.london_date(value) if isinstance(value, datetime) else value


FILTERS = (
    in_sentence,
    day,
    short_day,
    weekday,
    at_time,
    moment,
    short_moment,
    near,
    iso,
    age,
    span,
    money,
    count,
    as_they_stood,
    first_sentence,
    tone,
    panel_tone,
    cited,
)
