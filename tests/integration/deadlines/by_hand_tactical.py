"""The Tactical pack counted apart from the product: plain Python over every row of the tables, from what its page says.

Nothing of `pathways.deadlines` is asked, nor any other rule or query. Whoever changes what the pack counts changes it
here too, and says so on its page; where the two differ, one of them is wrong.
"""

import csv
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import pathways
from pathways.store.base import db
from tests.integration.deadlines.by_hand_deadlines import Deadlines, grouped
from tests.integration.deadlines.by_hand_sight import LOOKS_BACK, Sight
from tests.integration.deadlines.by_hand_timers import (
    A_DAY,
    AT_A_SERVICE,
    FOLLOWED,
    OF_NOTICE,
    SENT,
    london,
    wall,
)

WANTED = {
    "person", "person_restriction", "person_restriction_name", "episode", "organisation", "service", "user_account",
    "role_held", "referral", "referral_event", "appointment", "contact", "clock_answer", "plan_review",
    "structured_start", "outreach_attempt", "needs_assessed", "required_assessment", "required_assessment_outcome",
    "follow_up", "follow_up_outcome", "disposal", "disposal_condition", "risk_screen", "need_screen", "detention",
    "closure", "death_correction", "decline",
}  # fmt: skip
STAGES = (
    "For a place",
    "For an answer",
    "For a first appointment to be offered",
    "For a first contact",
)
BECAME = {
    "attended": "Attended",
    "left_early": "Left early",
    "did_not_attend": "Did not attend",
    "cancelled_by_person": "Cancelled by the person",
    "cancelled_by_service": "Cancelled by us",
}
OF_ASSESSMENTS = {
    "attended_remained": "Attended and stayed to the end",
    "failed_to_attend": "Failed to attend",
    "failed_to_remain": "Left before the end",
}


def the_rows():
    """By table, every row as plain values."""
    return {
        name: [
            SimpleNamespace(**{key: getattr(value, "value", value) for key, value in row._mapping.items()})
            for row in db.session.execute(table.select().order_by(*table.primary_key))
        ]
        for name, table in db.metadata.tables.items()
        if name in WANTED
    }


def listed(file, **only):
    """The labels of a list that an area may change, by their codes, in its order."""
    with (Path(pathways.__path__[0]) / file).open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if all(row[name] == value for name, value in only.items())]
    return {row.get("code") if "reason" in file else row["value"]: row["label"] for row in rows}


# As the page says it.


def days(number):
    return "1 day" if number == 1 else f"{number} days"


def longest(numbers):
    return days(max(numbers)) if numbers else "–"


def length(of):
    """In hours up to two days, then in whole days."""
    hours = round(of / timedelta(hours=1))
    if hours < 1:
        return "under an hour"
    if of < timedelta(days=2):
        return "1 hour" if hours == 1 else f"{hours} hours"
    return days(of.days)


def middle(lengths):
    return length(median(lengths)) if lengths else "–"


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.0f}%)" if whole else "None yet"


class Tactical:
    """Both packs at one moment: of each list its tables (by the heading of each row, the cells), and its lines."""

    def __init__(self, now):
        self.now, self.today = now, london(now)
        self.since = wall(self.today - LOOKS_BACK, 0)
        self.rows = the_rows()
        self.deadlines = Deadlines(self.rows, now)
        self.people = {each.id: each for each in self.rows["person"]}
        self.users = {each.id: each for each in self.rows["user_account"]}
        self.episodes = {each.id: each for each in self.rows["episode"]}
        self.organisation_of = {each.id: each.organisation_id for each in self.rows["service"]}
        self.appointments = grouped(self.rows["appointment"], "referral_id")
        self.referrals_of = grouped(self.rows["referral"], "episode_id")
        self.runs = {
            each.id: list(self.deadlines.of(each)) for each in self.rows["referral"] if not self.is_dead(each.person_id)
        }

    def of_manager(self, user):
        """By list: what a provider's manager reads of it."""
        reads = Sight(self, user, finds_places=False)
        parts = (self.overdue, self.waiting, self.declined, self.missed, self.required, self.conditions, self.minds)
        return {name: part for count in parts for name, part in [count(reads)]}

    def of_finder(self, user):
        """By list: what a pathway manager reads of it."""
        reads = Sight(self, user, finds_places=True)
        parts = (self.overdue, self.waiting_for_a_place, self.without_a_place)
        return {name: part for count in parts for name, part in [count(reads)]}

    # Who it is about.

    def stays(self, person_id):
        return self.people[person_id].merged_into_id or person_id

    def is_dead(self, person_id):
        return self.people[self.stays(person_id)].died_at is not None

    def people_of(self, referrals):
        return len({self.stays(each.person_id) for each in referrals})

    # What is overdue, and what is urgent.

    def overdue(self, reads):
        lines = [
            SimpleNamespace(who=self.stays(each.person_id), record=each.id, what=run.what, late=run.late_since)
            for each in self.rows["referral"]
            for run in self.runs.get(each.id, ())
            if reads.is_open(each.person_id) and self.is_listed(reads, each, run)
        ]
        table = {}
        for what in sorted({line.what for line in lines}):
            theirs = [line for line in lines if line.what == what]
            table[what] = self.overdue_row(theirs, sum(1 for line in theirs if line.late))
        late = {line.who for line in lines if line.late}
        table["People altogether"] = (
            str(len(late)),
            self.overdue_row(lines, 0)[1],
            str(len({line.who for line in lines} - late)),
        )
        return "Overdue or urgent now", ([table], Counter((line.what, bool(line.late)) for line in lines))

    def overdue_row(self, lines, late):
        ago = [(self.today - london(line.late)).days for line in lines if line.late]
        return str(late), longest(ago), str(len(lines) - late)

    def is_listed(self, reads, referral, run):
        """Whether a deadline stands on a list: who is late when those are told to whom it belongs, who is urgent at
        once."""
        is_urgent = run.timer.what.startswith("Urgent")
        bound = run.binds or referral.organisation_id
        if reads.finds_places:
            is_theirs = is_urgent and (run.late_since or bound is None)
            return is_theirs or "pathway" in run.told
        is_in_sight = run.timer.what in OF_NOTICE or reads.reads(referral)
        is_late = run.told & {"manager", "keyworker", "assessor"}
        return bound == reads.organisation_id and is_in_sight and bool(is_late or is_urgent)

    # Who waits.

    def who_waits(self, reads):
        """Whom nobody of a service has met yet, and whoever needs a place."""
        return [
            each
            for each in reads.referrals
            if each.state in SENT and (each.first_attended_on is None or each.state == "NEEDS_PLACE")
        ]

    def stage(self, referral):
        if referral.state == "NEEDS_PLACE":
            return STAGES[0]
        if referral.accepted_at is None:
            return STAGES[1]
        return STAGES[3] if referral.first_offered_on else STAGES[2]

    def waits_of(self, reads, waiting, stages):
        rows = {stage: [each for each in waiting if self.stage(each) == stage] for stage in stages}
        return {
            words: (
                str(self.people_of(theirs)),
                longest([(self.today - london(each.first_submitted_at)).days for each in theirs]),
                str(self.people_of([each for each in theirs if self.is_late(reads, each)])),
            )
            for words, theirs in [*rows.items(), ("Altogether", waiting)]
        }

    def is_late(self, reads, referral):
        """Whether a deadline has passed that binds them, or whoever has the person."""
        return any(
            run.late_since and (not run.is_duty or run.binds in (None, reads.organisation_id))
            for run in self.runs[referral.id]
        )

    def waiting(self, reads):
        waiting = self.who_waits(reads)
        tables = [self.waits_of(reads, waiting, STAGES), self.load(reads, waiting)]
        return "Who is waiting now", (tables, Counter(each.id for each in waiting))

    def waiting_for_a_place(self, reads):
        waiting = self.who_waits(reads)
        return "Who is waiting now", (
            [self.waits_of(reads, waiting, STAGES[:1])],
            Counter(each.id for each in waiting),
        )

    def load(self, reads, waiting):
        """By service that has or had somebody: cases, who waits for an answer, how long each acceptance took."""
        table = {}
        for service in self.rows["service"]:
            theirs = [each for each in reads.referrals if each.service_id == service.id]
            cases = [each for each in theirs if each.accepted_at and each.closed_at is None]
            asked = [each for each in waiting if each.service_id == service.id and self.stage(each) == STAGES[1]]
            taken = [
                each.accepted_at - each.sent_at
                for each in theirs
                if each.accepted_at and each.sent_at and each.accepted_at >= self.since
            ]
            if service.organisation_id == reads.organisation_id and (cases or asked or taken):
                counts = (str(len(cases)), str(len(asked)), str(len(taken)))
                table[service.name] = (*counts, middle(taken), length(max(taken)) if taken else "–")
        return table

    # Who was declined.

    def declined(self, reads):
        labels, person_of = (
            listed("acceptance/data/decline_reasons.csv"),
            {each.id: each.person_id for each in self.rows["referral"]},
        )
        lines = [
            each
            for each in self.rows["decline"]
            if each.organisation_id == reads.organisation_id
            and each.declined_at >= self.since
            and not self.is_dead(person_of[each.referral_id])
            and reads.is_open(person_of[each.referral_id])
        ]
        return "Declined", (
            [number_by(labels.get(each.reason, each.reason) for each in lines)],
            Counter(each.referral_id for each in lines),
        )

    def without_a_place(self, reads):
        lines = [each for each in self.who_waits(reads) if each.bounces]
        often = ("Declined once" if each.bounces == 1 else f"Declined {each.bounces} times" for each in lines)
        return "Declined", ([number_by(often)], Counter(each.id for each in lines))

    # Who did not come, and when they were offered another.

    def missed(self, reads):
        tonight = wall(self.today + A_DAY, 0)
        held = [
            (referral, each, self.deadlines.is_excused(each, self.away(referral), referral))
            for referral in reads.referrals
            for each in self.appointments[referral.id]
            if each.superseded_at is None and each.outcome and self.since <= each.starts_at < tonight
        ]
        became = Counter(each.outcome for _, each, is_excused in held if not is_excused)
        came = became["attended"] + became["left_early"]
        first = {words: (str(became[outcome]),) for outcome, words in BECAME.items()}
        first["In custody or in hospital: not missed"] = (str(sum(1 for *_, is_excused in held if is_excused)),)
        first["Did not attend, of those not cancelled"] = (
            share(became["did_not_attend"], became["did_not_attend"] + came),
        )
        missed = [
            (referral, each)
            for referral, each, is_excused in held
            if each.outcome == "did_not_attend" and not is_excused
        ]
        after = [again for _, each in missed if (again := self.offered_after(each)) is not None]
        second = {
            "Offered": (str(len(after)),),
            "Not offered": (str(len(missed) - len(after)),),
            "Time until it was offered: half had it within": (middle(after),),
            "Time until it was offered: the longest": (length(max(after)) if after else "–",),
        }
        return "Did not attend, next offer", ([first, second], Counter(referral.id for referral, _ in missed))

    def away(self, referral):
        events = list(self.deadlines.events_of(referral, is_last=True))
        return self.deadlines.away(events, self.deadlines.shut_for(referral))

    def offered_after(self, missed):
        """How long after the time of an appointment another was offered: none where one was booked already that still
        stood, None where there is no other."""
        others = [each for each in self.appointments[missed.referral_id] if each.id != missed.id]
        for each in others:
            stood = each.outcome is None or each.outcome_at > missed.starts_at
            is_later = each.starts_at > missed.starts_at and each.superseded_at is None
            if is_later and stood and each.offered_at <= missed.starts_at:
                return timedelta(0)
        later = [each.offered_at - missed.starts_at for each in others if each.offered_at > missed.starts_at]
        return min(later, default=None)

    # What a notice and what a signed agreement ask of the provider.

    def required(self, reads):
        outcomes = {
            (each.required_assessment_id, each.booking): each.outcome
            for each in self.rows["required_assessment_outcome"]
            if each.superseded_at is None
        }
        came_due = [
            each
            for each in self.rows["required_assessment"]
            if each.superseded_at is None
            and each.decision == "imposed"
            and each.notice_served_at
            and self.organisation_of[each.service_id] == reads.organisation_id
            and each.initial_at <= self.now
            and not self.is_dead(self.episodes[each.episode_id].person_id)
            and reads.is_open(self.episodes[each.episode_id].person_id)
        ]
        became = Counter(outcomes.get((each.id, each.booking)) for each in came_due if each.initial_at >= self.since)
        recorded = sum(became[outcome] for outcome in OF_ASSESSMENTS)
        table = {words: (str(became[outcome]),) for outcome, words in OF_ASSESSMENTS.items()}
        table["Not recorded yet"] = (str(became[None]),)
        table["Attended and stayed, of those recorded"] = (share(became["attended_remained"], recorded),)
        unrecorded = [each for each in came_due if (each.id, each.booking) not in outcomes]
        return "Required assessments to record", ([table], Counter(each.id for each in unrecorded))

    def conditions(self, reads):
        owed, reported = [], Counter()
        disposals = {each.id: each for each in self.rows["disposal"]}
        with_us = defaultdict(list)
        for each in reads.referrals:
            if each.accepted_at:
                with_us[each.episode_id].append(each)
        for each in self.rows["disposal_condition"]:
            disposal = disposals[each.disposal_id]
            if not with_us[disposal.episode_id]:
                continue
            is_ours = each.service_id is None or self.organisation_of[each.service_id] == reads.organisation_id
            binds = disposal.signed_at and disposal.state in FOLLOWED and each.status == "open"
            if binds and is_ours and each.kind in AT_A_SERVICE and not each.reported_as and each.due_on <= self.today:
                owed.append(max(with_us[disposal.episode_id], key=lambda referral: referral.id).id)
            if each.reported_at and each.reported_at >= self.since:
                by_us = self.users[each.reported_by_id].organisation_id == reads.organisation_id
                reported[each.reported_as] += by_us
        met, not_met = reported["met"], reported["not_met"]
        table = {
            "Reported met": (str(met),),
            "Reported not met": (str(not_met),),
            "Reported met, of those reported": (share(met, met + not_met),),
            "Not reported, due today or before": (str(len(owed)),),
        }
        return "Conditions to report on", ([table], Counter(owed))

    # Mental health.

    def minds(self, reads):
        cases = {each.id: each for each in reads.referrals if each.accepted_at and each.closed_at is None}
        needs = [
            each
            for each in self.rows["needs_assessed"]
            if each.superseded_at is None and each.mental_health == "yes" and each.referral_id in cases
        ]
        table = {}
        for code, words in listed("engagement/care_plan/data/need_codes.csv", list="receiving").items():
            theirs = [cases[each.referral_id] for each in needs if each.receiving == code]
            if theirs:
                table[words] = (str(self.people_of(theirs)),)
        table["Altogether"] = (str(self.people_of([cases[each.referral_id] for each in needs])),)
        lines = Counter(each.referral_id for each in needs if each.receiving == "none")
        return "Mental health, nothing received", ([table], lines)


def number_by(words):
    counted = Counter(words)
    return {each: (str(counted[each]),) for each in sorted(counted)} | {"Altogether": (str(counted.total()),)}
