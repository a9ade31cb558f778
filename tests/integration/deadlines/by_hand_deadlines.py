"""The deadlines of referrals worked out anew at one moment: plain Python over every row of the tables."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from tests.integration.deadlines.by_hand_timers import (
    A_MOMENT,
    AT_A_SERVICE,
    FOLLOWED,
    MISSED,
    OF_NOTICE,
    TIMERS,
    Step,
    Story,
    after_days,
    after_working_days,
    at_most_a_day,
    five_of_the_next_working_day,
    last_moment_of,
    london,
    runs_of,
    together,
    wall,
    worked,
)


class Deadlines:
    """Every deadline that runs, of every referral, at one moment."""

    def __init__(self, rows, now):
        self.rows, self.now = rows, now
        self.referrals = {each.id: each for each in rows["referral"]}
        self.organisation_of = {each.id: each.organisation_id for each in rows["service"]}
        self.stays = {each.id: each.merged_into_id or each.id for each in rows["person"]}
        self.by = {
            name: grouped(rows[name], key)
            for name, key in (
                ("referral_event", "referral_id"), ("appointment", "referral_id"), ("contact", "referral_id"),
                ("clock_answer", "referral_id"), ("plan_review", "referral_id"), ("structured_start", "referral_id"),
                ("outreach_attempt", "referral_id"), ("needs_assessed", "referral_id"), ("disposal", "episode_id"),
                ("required_assessment", "episode_id"), ("risk_screen", "episode_id"), ("need_screen", "episode_id"),
                ("detention", "episode_id"), ("disposal_condition", "disposal_id"), ("referral", "episode_id"),
                ("follow_up", "required_assessment_id"), ("death_correction", "person_id"),
                ("role_held", "user_id"),
            )
        }  # fmt: skip
        self.outcomes = {
            name: {(each.required_assessment_id, each.booking): each for each in rows[name] if not each.superseded_at}
            for name in ("required_assessment_outcome", "follow_up_outcome")
        }
        self.shut = defaultdict(set)
        for each in rows["closure"]:
            if each.taken_out_at is None:
                days = {each.from_on + timedelta(days=n) for n in range((each.to_on - each.from_on).days + 1)}
                self.shut[each.organisation_id] |= days
        self.gone = self.who_is_gone()

    def shut_for(self, referral):
        return self.shut[None] | self.shut[referral.organisation_id]

    # What happened.

    def chain(self, referral):
        links = [referral]
        while links[0].parent_id:
            links.insert(0, self.referrals[links[0].parent_id])
        return links

    def story(self, referral):
        chain = self.chain(referral)
        steps = [(step.at, 0, step) for link in chain for step in self.events_of(link, is_last=link is referral)]
        meetings = [each for link in chain for each in self.by["appointment"][link.id]]
        away = self.away((step for _, _, step in steps), self.shut_for(referral))
        steps += [(step.at, 1, step) for step in self.of_meetings(meetings, away, referral)]
        steps += [(step.at, 1, step) for step in self.beside(referral, chain, [each for _, _, each in steps])]
        until = [step for _, _, step in sorted(steps, key=lambda each: each[:2]) if step.at <= self.now]
        checks = [each.at for link in chain for each in self.by["clock_answer"][link.id] if each.answered == "checked"]
        return Story(until, away + self.dead_by_error(referral), max(checks, default=None), missed_in_a_row(until))

    def events_of(self, link, *, is_last):
        """The steps of one referral. What became of an appointment is read from the appointment as it stands now."""
        of_appointments = {(each.outcome, each.outcome_at) for each in self.by["appointment"][link.id]}
        for each in self.by["referral_event"][link.id]:
            names = set() if (each.event, each.at) in of_appointments else {each.event}
            state = each.to_state if is_last or each.to_state != "REROUTED" else None
            if state and each.to_state != each.from_state:
                names.add(f"into:{state}")
            if names & {"submit", "submit_no_service"}:
                names.add("first_submitted")
            if "worker_left" in names:
                names.add("keyworker_named")
            yield Step(each.at, names, state, earlier(each.at, (each.recorded or {}).get("on"), each))

    def of_meetings(self, meetings, away, referral):
        stands = [each for each in meetings if each.superseded_at is None]
        for each in stands:
            yield Step(each.offered_at, {"offered"} | ({"first_offer"} if self.is_an_offer(each) else set()))
            if each.outcome is None or self.is_excused(each, away, referral):
                continue
            at, names = min(each.starts_at, each.outcome_at), {each.outcome}
            if each.outcome == "attended" and each.purpose == "structured":
                names.add("structured_contact")
            yield Step(at, names)
            if any(other.starts_at > each.starts_at and other.offered_at <= at for other in stands):
                yield Step(at, {"offered"})

    def is_an_offer(self, appointment):
        """Not if the service had cancelled it by now."""
        is_off = appointment.outcome == "cancelled_by_service"
        return not is_off or self.now < min(appointment.starts_at, appointment.outcome_at)

    def is_excused(self, appointment, away, referral):
        """Missed in custody, in hospital, or while recorded as dead: not missed (2.1 and 1.12)."""
        if appointment.outcome != "did_not_attend":
            return False
        on = london(appointment.starts_at)
        was_away = any(
            london(began) <= on and (ended is None or on <= london(ended)) for why, began, ended in away if why != "R"
        )
        in_error = self.dead_by_error(referral)
        return was_away or any(began <= appointment.starts_at < ended for _, began, ended in in_error)

    def away(self, steps, shut):
        """When a referral was paused, and by what; open where it still is."""
        away, state, why, began, asked = [], None, "", None, timedelta(0)
        for step in steps:
            if "submit" in step.names:
                asked = timedelta(0)
            if step.state is None or step.state == state:
                continue
            since = step.since or step.at
            if state in ("SUSPENDED", "RETURNED"):
                away.append([why, began, max(since, began)])
                if why == "R":
                    away[-1][2] = at_most_a_day(began, away[-1][2], asked, shut)
                    asked += worked(began, away[-1][2], shut)
            if step.state == "SUSPENDED":
                why, began = "H" if "admitted_to_hospital" in step.names else "C", since
            elif step.state == "RETURNED":
                why, began = "R", step.at
            state = step.state
        if state == "SUSPENDED":
            away.append([why, began, None])
        elif state == "RETURNED":
            away.append([why, began, at_most_a_day(began, datetime.max.replace(tzinfo=UTC), asked, shut)])
        return away

    def dead_by_error(self, referral):
        stays = self.stays[referral.person_id]
        return [
            ["D", each.recorded_at, each.decided_at]
            for person_id, corrections in self.by["death_correction"].items()
            if self.stays[person_id] == stays
            for each in corrections
            if each.is_confirmed
        ]

    def beside(self, referral, chain, events):
        """What is neither a step of the referral nor an appointment."""
        links = [link.id for link in chain]
        for link in links:
            for each in self.by["contact"][link]:
                if each.whom == "person" and each.how in ("in_person", "phone", "video", "outreach"):
                    yield Step(each.at, {"attended"} | ({"structured_contact"} if each.is_structured else set()))
            for each in self.by["plan_review"][link]:
                yield Step(min(wall(each.reviewed_on, 12), each.recorded_at), {"review"})
            for each in self.by["structured_start"][link]:
                if each.superseded_at is None:
                    yield Step(min(wall(each.started_on, 12), each.recorded_at), {"structured_start"})
            for each in self.by["clock_answer"][link]:
                if each.answered == "spoke":
                    yield Step(each.at, {"spoken_to"})
        tried = [each.at for link in links for each in self.by["outreach_attempt"][link]]
        tried += [each.at for link in links for each in self.by["clock_answer"][link] if each.answered == "attempted"]
        for at in sorted(tried)[1:2]:
            yield Step(at, {"attempted_twice"})
        if referral.keyworker_id in self.gone:
            yield Step(self.gone[referral.keyworker_id], {"keyworker_gone"})
        for at in self.urgent_since(referral, events):
            yield Step(at, {"marked_urgent"})
        yield from (step for step, _ in self.duties(referral))

    def who_is_gone(self):
        """Since when staff may be nobody's keyworker: their account was disabled, or the last of their roles ended."""
        gone, today = {}, london(self.now)
        for each in self.rows["user_account"]:
            roles = [role for role in self.by["role_held"][each.id] if role.role in ("TW", "PM")]
            ends = [
                role.removed_at or (wall(role.until_on, 12) if role.until_on and role.until_on < today else None)
                for role in roles
            ]
            if each.disabled_at:
                gone[each.id] = each.disabled_at
            elif ends and all(ends):
                gone[each.id] = max(ends)
        return gone

    def urgent_since(self, referral, events):
        """Said at the desk, said anew to the service, released from prison, or out of a cell and not to be rung."""
        sent = referral.first_submitted_at
        if sent is None:
            return
        desk = [(each.recorded_at, each) for each in self.by["risk_screen"][referral.episode_id]]
        desk += [(each.recorded_at, each) for each in self.by["need_screen"][referral.episode_id]]
        told = [(each.recorded_at, each) for each in self.by["needs_assessed"][referral.id]]
        for code in ("overdose", "suicide_risk", "pregnant"):
            at_desk, at_service = since_a_yes(code, desk), since_a_yes(code, told)
            if at_desk:
                yield max(at_desk[0], sent)
            is_new = at_service and (not at_desk or at_desk[0] > at_service[0] or at_service[1] > london(at_desk[0]))
            if is_new:
                yield at_service[0]
        why, releases = "", []
        for step in events:
            if "first_submitted" in step.names:
                releases = []
            if step.state == "SUSPENDED":
                why = "C" if "taken_into_custody" in step.names else "H"
            if "released" in step.names and why == "C":
                releases.append(step.since or step.at)
        yield from releases
        ways = [each for each in self.by["need_screen"][referral.episode_id] if each.superseded_at is None]
        cannot_be_rung = any(
            each.contact_way in ("meet", "no_phone") or (each.contact_way == "someone_else" and not each.contact_number)
            for each in ways
        )
        leaves = [
            london(each.released_at or each.planned_release_at)
            for each in self.by["detention"][referral.episode_id]
            if each.superseded_at is None and each.release_type != "remanded"
            and (each.released_at or each.planned_release_at)
        ]  # fmt: skip
        if cannot_be_rung and leaves and leaves[-1] == london(sent):
            yield sent

    # What is owed because of an arrest: it hangs on the latest referral of the episode.

    def duties(self, referral):
        """Each happening of a duty, with the organisation that it binds (None: whoever has the referral)."""
        if referral.id != max(each.id for each in self.by["referral"][referral.episode_id]):
            return
        for each in self.by["required_assessment"][referral.episode_id]:
            if each.superseded_at is None and each.decision == "imposed" and each.notice_served_at:
                bound, about = self.organisation_of[each.service_id], f"{each.id}"
                outcome = self.outcomes["required_assessment_outcome"].get((each.id, each.booking))
                for step in of_notice(each.notice_served_at, each.initial_at, outcome, about):
                    yield step, bound
                for later in self.by["follow_up"][each.id]:
                    if later.superseded_at is None and later.decision == "required" and later.given_at:
                        outcome = self.outcomes["follow_up_outcome"].get((each.id, later.booking))
                        for step in of_notice(later.given_at, later.starts_at, outcome, f"{about}: follow-up"):
                            yield step, bound
        for disposal in self.by["disposal"][referral.episode_id]:
            if disposal.signed_at and disposal.state in FOLLOWED:
                for each in self.by["disposal_condition"][disposal.id]:
                    is_settled = each.status != "open" and each.reported_at is None
                    if each.kind in AT_A_SERVICE and not is_settled and each.status not in ("varied", "cancelled"):
                        about = f"condition {each.id}"
                        bound = self.organisation_of.get(each.service_id)
                        yield (
                            Step(disposal.signed_at, {"signed"}, None, None, about, last_moment_of(each.due_on)),
                            bound,
                        )
                        if each.reported_at:
                            yield Step(each.reported_at, {"reported"}, about=about), bound

    # How each stands.

    def of(self, referral):
        """Each deadline that runs: what it is, since when it is late, whom it binds, and who is told by now."""
        story, bound = self.story(referral), {step.about: bound for step, bound in self.duties(referral)}
        if story.state == "REROUTED":
            return
        by_notice = [step for step in story.steps if step.about and not step.about.startswith("condition")]
        for timer in TIMERS:
            is_apart = story.state in ("ERROR", "DUPLICATE") and timer.what in OF_NOTICE
            for run in runs_of(timer, by_notice if is_apart else story.steps):
                if not run.stopped:
                    late_since, told = self.stands(timer, run, story, self.shut_for(referral))
                    yield SimpleNamespace(
                        what=f"{timer.what}: follow-up" if "follow-up" in run.about else timer.what, timer=timer,
                        late_since=late_since, told=told, is_duty=bool(run.about), binds=bound.get(run.about),
                    )  # fmt: skip

    def stands(self, timer, run, story, shut):
        """Since when it is late (None: it is in time), and who is told."""
        away = [(began, ended or self.now) for why, began, ended in story.away if why in timer.waits + "D"]
        paused = [
            began
            for why, began, ended in story.away
            if why in timer.waits + "D" and began <= self.now and (ended is None or self.now < ended)
        ]
        until = min(paused, default=self.now)
        pauses = together((max(began, run.start), min(ended, until)) for began, ended in away)
        passed, told = [], set()
        for length, who in timer.tells.items():
            for due in self.ends(timer, run, length, shut, pauses, story):
                if due < until and (story.checked is None or not timer.every or due >= story.checked):
                    passed.append(due)
                    told.add(who)
        return min(passed, default=None), told

    def ends(self, timer, run, length, shut, pauses, story):
        match timer.unit:
            case "WD":
                yield after_working_days(run.start, length, shut, pauses)
            case "next WD":
                yield five_of_the_next_working_day(run.start, shut, pauses)
            case "set":
                yield next((ended for began, ended in pauses if began <= run.due < ended), run.due)
            case _:
                first = after_days(run.start, length, pauses)
                if timer.what == "Contact with the person":
                    missed = [at for at in story.missed if at >= run.start]
                    first = min([first, *(at - A_MOMENT for at in missed[MISSED - 1 : MISSED])])
                yield first
                while timer.every and first < self.now:
                    first = after_days(first, timer.every, [])
                    yield first


def of_notice(served_at, due, outcome, about):
    yield Step(served_at, {"required"}, None, None, about, due)
    if outcome is None:
        yield Step(due, {"not_recorded"}, about=about)
        return
    yield Step(outcome.at, {"assessed" if outcome.outcome == "attended_remained" else "failed"}, about=about)
    if outcome.reported_to_police_at:
        yield Step(outcome.reported_to_police_at, {"police_told"}, about=about)


def earlier(at, stated, event):
    """The day that a pause or its end names, at noon, where that is before it was recorded."""
    is_pause = "SUSPENDED" in (event.from_state, event.to_state)
    return min(at, wall(date.fromisoformat(stated), 12)) if stated and is_pause else None


def missed_in_a_row(steps):
    missed = []
    for step in steps:
        if step.names & {"attended", "left_early", "contact_made", "contact_made_in_treatment"}:
            missed = []
        elif "did_not_attend" in step.names:
            missed.append(step.at)
    return missed


def since_a_yes(code, sittings):
    """When a yes was said that stands until now, and the day of what was new in it; None where none stands."""
    since = None
    for at, row in sittings:
        answer, happened = getattr(row, code, None), date.min
        if code == "overdose":
            answer = getattr(row, "overdose_last_7_days", answer)
            if answer == "yes" and getattr(row, "overdose_days", None) is not None:
                happened = london(at) - timedelta(days=row.overdose_days)
                answer = "yes" if row.overdose_days <= 7 else "no"
            elif answer == "yes" and hasattr(row, "overdose_days"):
                answer = None
        if answer == "yes" and (since is None or happened > london(since[0])):
            since = at, happened
        elif answer is not None and answer != "yes":
            since = None
    return since


def grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
