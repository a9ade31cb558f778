"""The report on recovery as it is shown: every figure masked, what each says in words, what may not be concluded."""

from dataclasses import dataclass
from typing import Final

from pathways.reporting.rules import conditions, mental_health
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.proportions import OutcomeClass, Period, Share
from pathways.reporting.rules.recovery import (
    ACCEPTED,
    BY_THEN,
    COMPLETIONS,
    CUSTODY,
    IN_TREATMENT,
    KITS,
    LATER,
    LEFT,
    MET,
    NOT_SEEN,
    PEER,
    SOON,
    STANDS,
    SUPPLIED,
    CustodyCounts,
    PeerCounts,
    RecoveredCounts,
    RecoveryCounts,
    SuppliedCounts,
)
from pathways.reporting.rules.recovery_units import (
    AGAIN,
    DONE,
    DONE_OF_LEFT,
    NALOXONE,
    SEEN,
    SEEN_SOON,
    Became,
)
from pathways.reporting.rules.recovery_units import PEER as PEER_CODE
from pathways.reporting.rules.treatment import DIED, LEFT_OUT, OUT_OF, PENDING, PEOPLE, figure_of
from pathways.reporting.rules.treatment_parts import (
    Rate,
    Section,
    lead_of,
    masked,
    months_of,
    pending_words,
    sentence_of,
    tallies,
)
from pathways.small_numbers.published import TOO_FEW_BASE

TITLE: Final = "Recovery"
YES, NO = OutcomeClass.YES.value, OutcomeClass.NO.value


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """The report of a year."""

    period: Period
    sections: tuple[Section, ...]

    @property
    def lead(self) -> str:
        return lead_of(self.period)


def recovery_of(counts: RecoveryCounts, hidden: frozenset[str], period: Period) -> Recovery:
    """Everything that stands on the page; a part that was not counted when the figures were made does not. `hidden` are
    the names of figures with a star."""
    sections = [
        _completed(counts.recovered, hidden, period),
        _again(counts.recovered, hidden, period),
        _after_custody(counts.custody, hidden, period),
        _naloxone(counts.supplied, hidden, period),
        _peers(counts.peers, hidden, period),
    ]
    if counts.mental_health is not None:
        sections.append(mental_health.section_of(counts.mental_health, hidden, period))
    if counts.conditions is not None:
        sections.append(conditions.section_of(counts.conditions, hidden, period))
    return Recovery(period=period, sections=tuple(sections))


# Completed treatment.


DONE_CANNOT: Final = (
    "Not that somebody recovered: it is the reason that the service recorded when treatment ended. For 82 somebody may "
    "use something now and then, but neither opiates nor crack.",
    "Not that whoever is still in treatment failed: years on a prescription keep people alive. So the share of all in "
    "treatment and that of those who left stand beside each other, and neither for the other.",
    "Not that one year did better than another: who comes with what need, and for how long, differs.",
)


def _completed(of: RecoveredCounts, hidden: frozenset[str], period: Period) -> Section:
    people, left = figure_of(IN_TREATMENT, PEOPLE), figure_of(IN_TREATMENT, LEFT)
    done = of.of(Became.COMPLETED)
    rates = tuple(
        Rate(
            code=code,
            label=label,
            share=Share(done, whole),
            count=figure_of(IN_TREATMENT, Became.COMPLETED.value),
            of=name,
            hidden=hidden,
        )
        for code, label, whole, name in (
            (DONE, "Completed, of everybody in treatment", of.people, people),
            (DONE_OF_LEFT, "Completed, of those who left", of.left, left),
        )
    )
    classes = tallies(
        hidden,
        *((each.label, figure_of(IN_TREATMENT, each.value), of.of(each)) for each in STANDS),
        ("Everybody in treatment on any day of the year", people, of.people),
        ("Of them, left treatment", left, of.left),
        (f"{Became.WRONG.label}", figure_of(IN_TREATMENT, LEFT_OUT), of.left_out),
    )
    is_shown = bool(of.people) and people not in hidden
    of_all, of_left = rates[0].words_of("who were in treatment"), rates[1].words
    sentence = sentence_of(
        of.people,
        f"Completed treatment: {of_all}. Of those who left it: {of_left}.",
        is_shown=is_shown,
        nobody=f"Nobody was in structured treatment, {months_of(period)}.",
        who="were in structured treatment",
    )
    return Section(
        name="completed",
        title="Completed treatment",
        sentence=sentence,
        rates=rates,
        classes=classes,
        cannot=DONE_CANNOT,
        metrics=tuple(terms_of(period.from_on, DONE, DONE_OF_LEFT)),
        is_shown=is_shown,
    )


# In treatment again.


AGAIN_CANNOT: Final = (
    "Not that treatment failed: coming back soon may be what helps, and whoever does not come back may need it.",
    "Not that nobody else began again: treatment in another area, in prison or with a service that does not use "
    "Pathways is not seen.",
    "Not the same as a count of 182 days: six months are those of the calendar here. After a completion on 1 March a "
    "start on 31 August counts, which is 183 days later.",
)


def _again(of: RecoveredCounts, hidden: frozenset[str], period: Period) -> Section:
    people, out_of = (figure_of(COMPLETIONS, what) for what in (PEOPLE, OUT_OF))
    died, pending = (figure_of(COMPLETIONS, each.value) for each in (OutcomeClass.DIED, OutcomeClass.PENDING))
    rate = Rate(
        code=AGAIN,
        label="In treatment again within 6 months",
        share=Share(of.again_of(YES), of.completions_out_of),
        count=figure_of(COMPLETIONS, YES),
        of=out_of,
        hidden=hidden,
    )
    waits = of.again_of(OutcomeClass.PENDING.value)
    classes = tallies(
        hidden,
        ("Began again before the same date six months on", figure_of(COMPLETIONS, YES), of.again_of(YES)),
        ("Did not", figure_of(COMPLETIONS, NO), of.again_of(NO)),
        ("All of these", out_of, of.completions_out_of),
        ("Died before, and had not begun again", died, of.again_of(OutcomeClass.DIED.value)),
        ("Pending: their six months are not over", pending, waits),
        ("Everybody who completed a course in the year", people, of.completions),
    )
    is_enough = of.completions >= TOO_FEW_BASE
    counted = f"In treatment again within six calendar months: {rate.words_of('who had completed a course')}."
    sentence = sentence_of(
        of.completions,
        counted + pending_words(masked(pending, waits, hidden), "six months"),
        is_shown=is_enough,
        nobody=f"Nobody completed a course of treatment, {months_of(period)}.",
        who="completed a course of treatment",
    )
    return Section(
        name="again",
        title="In treatment again",
        sentence=sentence,
        rates=(rate,),
        classes=classes,
        cannot=AGAIN_CANNOT,
        metrics=tuple(terms_of(period.from_on, AGAIN)),
        is_shown=is_enough,
    )


# Seen after police custody.


CUSTODY_CANNOT: Final = (
    "Not that a service is slow: whether somebody could be reached, wanted to come or was back in custody is not taken "
    "into account.",
    "Not that treatment began: a contact may be an assessment, required or not.",
    "Nothing of whoever left custody without a referral, and nothing of releases from prison: one is on record only "
    "where a service had the person before, so that how many were released is not known.",
)


def _after_custody(of: CustodyCounts, hidden: frozenset[str], period: Period) -> Section:
    people, out_of, died, pending = (figure_of(CUSTODY, what) for what in (PEOPLE, OUT_OF, DIED, PENDING))
    rates = tuple(
        Rate(code=code, label=label, share=Share(count, of.out_of), count=name, of=out_of, hidden=hidden)
        for code, label, count, name in (
            (SEEN_SOON, "Seen within 7 days of the release", of.soon, figure_of(CUSTODY, SOON)),
            (SEEN, "Seen within 21 days of the release", of.seen, figure_of(CUSTODY, BY_THEN)),
        )
    )
    classes = tallies(
        hidden,
        ("Seen on day 0 to 7", figure_of(CUSTODY, SOON), of.soon),
        ("Seen on day 8 to 21", figure_of(CUSTODY, LATER), of.later),
        ("Not seen by day 21", figure_of(CUSTODY, NOT_SEEN), of.not_seen),
        ("All of these", out_of, of.out_of),
        ("Died before anybody saw them", died, of.died),
        ("Pending: their 21 days are not over", pending, of.pending),
        ("Everybody released with a referral", people, of.people),
        ("Left out, and in none of these", figure_of(CUSTODY, LEFT_OUT), of.left_out),
    )
    is_shown = bool(of.people) and people not in hidden
    counted = (
        f"Seen for the first time after leaving custody with a referral: within 7 days {rates[0].words}; within "
        f"21 days {rates[1].words}."
    )
    sentence = sentence_of(
        of.people,
        counted + pending_words(masked(pending, of.pending, hidden), "21 days"),
        is_shown=is_shown,
        nobody=f"Nobody was released from custody with a referral, {months_of(period)}.",
        who="were released from custody with a referral",
    )
    return Section(
        name="after-custody",
        title="Seen after police custody",
        sentence=sentence,
        rates=rates,
        classes=classes,
        cannot=CUSTODY_CANNOT,
        metrics=tuple(terms_of(period.from_on, SEEN_SOON, SEEN)),
        is_shown=is_shown,
    )


# Take-home naloxone, and peer support.


NALOXONE_CANNOT: Final = (
    "Not how many of those at risk have naloxone: what people hold from a pharmacy, a hospital or the street is not "
    "recorded here, and kits for family, friends and professionals are not counted.",
    "Not that a life was saved: the use of a kit is another number.",
)


def _naloxone(of: SuppliedCounts, hidden: frozenset[str], period: Period) -> Section:
    people, kits = figure_of(SUPPLIED, PEOPLE), figure_of(SUPPLIED, KITS)
    classes = tallies(hidden, ("People supplied", people, of.people), ("Kits (not people)", kits, of.kits))
    is_shown = bool(of.people) and people not in hidden
    with_kits = ". How many kits is not shown." if kits in hidden else f", with {of.kits:,} kits."
    sentence = sentence_of(
        of.people,
        f"Supplied with take-home naloxone: {of.people:,} people{with_kits}",
        is_shown=is_shown,
        nobody=f"Nobody was supplied with take-home naloxone, {months_of(period)}.",
        who="were supplied with take-home naloxone",
    )
    return Section(
        name="naloxone",
        title="Take-home naloxone",
        sentence=sentence,
        rates=(),
        classes=classes,
        cannot=NALOXONE_CANNOT,
        metrics=tuple(terms_of(period.from_on, NALOXONE)),
        is_shown=is_shown,
        head=("What was supplied", "Number"),
    )


PEER_CANNOT: Final = (
    "Not that a peer is no good to whoever declined: they may have another, or come back to it.",
    "Not that treatment began: contact with a peer is none.",
    "Not how many should have been offered one: whoever was not offered it is not counted here.",
)


def _peers(of: PeerCounts, hidden: frozenset[str], period: Period) -> Section:
    people = figure_of(PEER, PEOPLE)
    accepted, met = (
        Rate(code=PEER_CODE, label=label, share=Share(count, of.people), count=name, of=people, hidden=hidden)
        for label, count, name in (
            ("Accepted peer support", of.accepted, figure_of(PEER, ACCEPTED)),
            ("Met their peer within 84 days", of.met, figure_of(PEER, MET)),
        )
    )
    classes = tallies(
        hidden,
        ("Offered peer support", people, of.people),
        ("Of them, accepted", figure_of(PEER, ACCEPTED), of.accepted),
        ("Of them, met their peer within 84 days", figure_of(PEER, MET), of.met),
    )
    is_shown = bool(of.people) and people not in hidden
    who_accepted = accepted.words_of("who were offered it")
    sentence = sentence_of(
        of.people,
        f"Accepted peer support: {who_accepted}; met their peer within 84 days: {met.words}.",
        is_shown=is_shown,
        nobody=f"Nobody was offered peer support, {months_of(period)}.",
        who="were offered peer support",
    )
    return Section(
        name="peer-support",
        title="Peer support",
        sentence=sentence,
        rates=(accepted, met),
        classes=classes,
        cannot=PEER_CANNOT,
        metrics=tuple(terms_of(period.from_on, PEER_CODE)),
        is_shown=is_shown,
    )
