"""Recording naloxone, what the person says they need, and their two consents at the desk."""

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.entries import queries as directory
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.deaths import queries as deaths_queries
from pathways.people.deaths.queries import bars_of_death
from pathways.people.identity.rules import adult_form_bars
from pathways.referrals import queries as referrals_queries
from pathways.referrals.actions import lock_answers, move
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.actions import recall
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState, Covers, Helped, How, wording
from pathways.referrals.models.needs_and_consents import Consent, DeclaredSubstance, NaloxoneOffer, NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries
from pathways.referrals.needs.queries import asked_of, naloxone_facts
from pathways.referrals.needs.rules import (
    AreaFrom,
    NaloxoneFacts,
    ScreenFacts,
    naloxone_reasons,
    screen_reasons,
)
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import explanation, needs_a_reason, suits
from pathways.referrals.sending.rules import bars_to_referring
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused, refuse_if
from pathways.safeguarding.actions import record_risks
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db, save, supersede
from pathways.tables import Listed

# Naloxone: recorded once, whichever page asked.


def record_naloxone(*, by: Viewer, view: EpisodeView, facts: NaloxoneFacts) -> None:
    """Record what was done about naloxone; an unchanged answer records nothing. Raises Refused."""
    refuse_if((*bars_of_death(by, view.person), *naloxone_reasons(facts)))
    before, at = asked_of(view.episode.id).naloxone_row, clock.now()
    if before and naloxone_facts(before) == NaloxoneFacts(answer=facts.answer, why_not=facts.recorded_why_not or ""):
        return
    row = NaloxoneOffer(
        episode_id=view.episode.id,
        answer=facts.answer,
        why_not=facts.recorded_why_not,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    supersede(before, row, at=at, reason="Asked again")
    subject = ("naloxone_offer", row.id)
    audit.noted(by, view.person.id, "naloxone.recorded", subject, quietly=by.is_treatment)


def record_leaving(
    *,
    by: Viewer,
    view: EpisodeView,
    naloxone: NaloxoneFacts | None,
    risks: RiskAnswers,
    seen_version: int | None = None,
) -> None:
    """Record what is done before somebody leaves: naloxone, and each risk not asked yet. Raises Refused, Stale."""
    refuse_if(bars_of_death(by, view.person))
    audit.expect(view.person.id, seen_version)
    record_risks(by=by, view=view, answers=risks)
    if naloxone is not None:
        record_naloxone(by=by, view=view, facts=naloxone)
    elif asked_of(view.episode.id).must_answer_naloxone:
        raise Refused("Select one about naloxone", field="naloxone")


# What the person says, and what the person agrees to.


def record_needs(
    *,
    by: Viewer,
    episode_id: int,
    facts: ScreenFacts,
    risks: RiskAnswers | None = None,
    naloxone: NaloxoneFacts | None = None,
) -> NeedScreen:
    """Record what the person said, with the risks and naloxone if nobody asked about them before.

    An earlier screen of the episode is superseded, never overwritten. Raises OutOfSight, Refused.
    """
    return keep_needs(by=by, view=_open_to_adults(by, episode_id), facts=facts, risks=risks, naloxone=naloxone)


def keep_needs(
    *, by: Viewer, view: EpisodeView, facts: ScreenFacts, risks: RiskAnswers | None, naloxone: NaloxoneFacts | None
) -> NeedScreen:
    """Record what was said in an episode that the caller has found open to the viewer. Raises Refused."""
    episode_id = view.episode.id
    refuse_if(screen_reasons(facts))
    if risks is not None:
        record_risks(by=by, view=view, answers=risks)
    if naloxone is not None:
        record_naloxone(by=by, view=view, facts=naloxone)
    before, at = queries.screen_of(episode_id), clock.now()
    screen = NeedScreen(
        episode_id=episode_id,
        use_answer=facts.use_answer,
        injected=facts.injected,
        mental_health=facts.mental_health,
        housing=facts.housing,
        contact_way=facts.contact_way,
        contact_number=facts.contact_number,
        contact_note=facts.contact_note,
        area=facts.area.value,
        area_from=facts.area_from if facts.area_from is AreaFrom.SUITE else None,
        outcode=facts.outcode,
        pregnant=facts.pregnant,
        most_harm=facts.most_harm,
        how_much=facts.how_much,
        drinks_daily=facts.drinks_daily,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    supersede(before.row if before else None, screen, at=at, reason="Asked again")
    db.session.add_all(DeclaredSubstance(need_screen_id=screen.id, substance=each) for each in facts.substances)
    audit.noted(by, view.person.id, "screen.recorded", ("need_screen", screen.id), quietly=by.is_treatment)
    return screen


def record_consents(
    *,
    by: Viewer,
    episode_id: int,
    service_id: int | None,
    choice_reason: Listed | None,
    referral: ConsentState,
    covers: Covers | None,
    feedback: ConsentState,
    how: How | None,
) -> Referral | None:
    """Record the two answers, one row each, and the chosen service as a draft.

    Returns the draft, or None when there is nothing to send: consent 1 was refused (the draft is discarded, the
    refusal stays), or a referral of this episode is under way (then only the answers are new). Raises Refused.
    """
    view = _open_to_adults(by, episode_id)
    lock_answers(view.person.id)
    if {referral, feedback} != {ConsentState.NOT_ASKED} and how is None:
        raise Refused("Select how the two answers were given", field="how")
    under_way = referrals_queries.sent_of(episode_id)
    draft = None if under_way else _draft(by, view, service_id, choice_reason, referral, covers)
    named = service_id or (under_way.service_id if under_way else None)
    _answer(by, view, REFERRAL, referral, how, covers, named, again=under_way is not None)
    _answer(by, view, FEEDBACK, feedback, how, again=under_way is not None)
    if referral is ConsentState.REFUSED and draft:
        move(draft, "consent_refused", by=by, reason="consent_refused")
        audit.change(by, view.person.id, "referral.closed", ("referral", draft.id), why="consent_refused")
        return None
    if referral is ConsentState.REFUSED:
        recall(by, view.person.id)
    return draft


def _open_to_adults(by: Viewer, episode_id: int) -> EpisodeView:
    """The episode, if the adult form is open for its person. Raises OutOfSight, and Refused with every bar."""
    view = custody_queries.episode(by, episode_id)
    age_bars = adult_form_bars(view.details, clock.today())
    refuse_if(bars_to_referring(death=deaths_queries.bars_of_death(by, view.person), age_bars=age_bars))
    return view


def _draft(
    by: Viewer,
    view: EpisodeView,
    service_id: int | None,
    why: Listed | None,
    referral: ConsentState,
    covers: Covers | None,
) -> Referral:
    """The draft of this episode with the service chosen now and the explanation as it stands. Where no service is open,
    none need be chosen: if consent 1 covers any listed service, the pathway manager looks for a place."""
    screen, at = queries.screen_of(view.episode.id), clock.now()
    if screen is None:
        raise Refused("Record the needs first: the services are matched on them")
    answer = routing_queries.routing_for(view.episode, screen, view.details)
    chosen = answer.of(service_id) if service_id is not None else None
    choosable = answer.choosable_by(view.details.sex)
    is_looked_for = service_id is None and answer.first is None and covers is Covers.ANY_LISTED
    if referral is ConsentState.GIVEN and not choosable and not is_looked_for:
        raise Refused(
            "No service is open. If the person agrees to any listed service, the pathway manager looks for one",
            field="referral",
        )
    is_barred = chosen is not None and not suits(chosen.service, view.details.sex)
    if is_barred or (referral is ConsentState.GIVEN and not is_looked_for and chosen not in choosable):
        raise Refused("Choose a service that takes this person", field="service")
    if chosen and needs_a_reason(answer, chosen.service.service_id) and why is None:
        raise Refused("Select why you chose another than the first", field="choice_reason")
    draft = referrals_queries.draft_of(view.episode.id) or Referral(
        person_id=view.person.id, episode_id=view.episode.id, state=ReferralState.DRAFT, made_at=at
    )
    # Read this first: reading flushes, and the two columns must be written together.
    offered = directory.service(chosen.service.service_id) if chosen else None
    draft.service_id, draft.organisation_id = (offered.id, offered.organisation_id) if offered else (None, None)
    draft.choice_reason = why if chosen and needs_a_reason(answer, chosen.service.service_id) else None
    draft.routing = explanation(answer, chosen_id=draft.service_id, at=at)
    save(draft)
    audit.change(by, view.person.id, "referral.drafted", ("referral", draft.id), service=draft.service_id)
    return draft


def _answer(
    by: Viewer,
    view: EpisodeView,
    number: int,
    state: ConsentState,
    how: How | None,
    covers: Covers | None = None,
    service_id: int | None = None,
    *,
    again: bool = False,
) -> None:
    """Add the row of one answer. Once a referral is under way, "not asked" is not a new answer and adds none."""
    if again and state is ConsentState.NOT_ASKED:
        return
    given = state is ConsentState.GIVEN
    if given and number == REFERRAL and covers is None:
        raise Refused("Select how far the consent reaches", field="referral")
    asked, at_booking = state is not ConsentState.NOT_ASKED, view.detention
    row = Consent(
        person_id=view.person.id,
        episode_id=view.episode.id,
        number=number,
        state=state,
        covers=covers if given and number == REFERRAL else None,
        service_id=service_id if given and covers is Covers.NAMED else None,
        wording_version=wording(number, clock.today(), consents_queries.told_in(by, view.episode)).version,
        how=how.value if asked and how and how is not How.NOT_UNDERSTOOD else None,
        understood=how is not How.NOT_UNDERSTOOD,
        helped=Helped.INTERPRETER if asked and at_booking and at_booking.needs_interpreter else None,
        language=at_booking.interpreter_language if asked and at_booking else None,
        taken_at=clock.now(),
        taken_by_id=by.user_id,
    )
    save(row)
    audit.change(by, view.person.id, f"consent.{state.value}", ("consent", row.id), number=number)
