"""The conditional caution of a made-up case: facts, proposal, authority, signature."""

from datetime import timedelta

from pathways import clock
from pathways.auth import Viewer
from pathways.demo import referring
from pathways.demo.case import Case
from pathways.demo.schedule import Journey
from pathways.disposals import actions, queries
from pathways.disposals.rules import ConditionKind, FoundIn, Kind, Planned, PriorKind, standard_due
from pathways.disposals.rules.gravity import Gravity, gravest
from pathways.vocabulary import Known

PLAINEST = {
    "offence_made_out": "yes",
    "evidence": "charge",
    "public_interest": "no",
    "admission": "reliable",
    "fit": "declined",
    "would_agree": "yes",
    "victim": "none",
    "abuse_or_hate": "neither",
    "supply": "ruled_out",
    "likely_sentence": "low",
    "earlier": "none",
}
RATIONALE = "{name} had a small amount for own use, and admitted it in interview. Help is the better answer."

NOT_ADMITTED = "{name} admits nothing, which Outcome 22 does not ask for. A course is the better answer than a charge."

ACCEPTED = "{name} accepts responsibility for a small amount for own use. A course is the proportionate answer."


def propose(case: Case, officer: Viewer, code: str) -> bool:
    """Answer the facts and, where the admission allows it, propose. Whether a proposal waits for authority."""
    answers = dict(PLAINEST)
    if case.chance(0.25):
        answers |= {"admission": case.random.choice(("no_comment", "denies", "accepts")), "activity": "yes"}
    if case.chance(0.2):
        answers |= {"earlier": "some", "history_matters": "no"}
        actions.add_earlier(by=officer, episode_id=case.episode_id, found=_earlier())
    actions.record_facts(
        by=officer, episode_id=case.episode_id, answers=answers, offence_on=clock.today() - timedelta(days=1)
    )
    admits = answers["admission"] == "reliable"
    if case.chance(0.15):
        return False
    kind = Kind.CR if answers["admission"] == "accepts" else Kind.CC if admits else Kind.O22
    what = ConditionKind.DRUG_ASSESSMENT if admits else ConditionKind.DRUG_AWARENESS_COURSE
    service = referring.nearest_service(case)
    condition = Planned(
        kind=what, wording=what.wording(service.name), due_on=standard_due(clock.today()), service_id=service.id
    )
    because = {Kind.CC: RATIONALE, Kind.CR: ACCEPTED}.get(kind, NOT_ADMITTED)
    actions.propose(
        by=officer,
        episode_id=case.episode_id,
        kind=kind,
        rationale=because.format(name=case.who.facts.given_names or case.who.facts.surname),
        reasons_cite_test=False,
        plan=[condition],
    )
    return True


def _earlier() -> actions.Found:
    """A caution of another kind, more than two years old: it is listed, and it stops nothing."""
    return actions.Found(
        kind=PriorKind.SC,
        given_on=clock.today() - timedelta(days=900),
        offence="Criminal damage",
        drug_family=None,
        is_similar=Known.NO,
        engaged=None,
        found_in=FoundIn.PNC,
    )


def authorise_and_sign(case: Case) -> Journey:
    """A sergeant who did not propose reads it, gives authority, and the person signs or agrees."""
    sergeant = case.county.staff["sergeant"]
    yield clock.now() + timedelta(minutes=20)
    standing = queries.standing(case.episode_id)
    if standing is None:
        return
    why = "Proportionate, and what is asked helps the person."
    actions.authorise(by=sergeant, disposal_id=standing.id, reason=why, gravity=_gravity(sergeant, standing.id))
    yield clock.now() + timedelta(minutes=15)
    at = clock.now()
    actions.sign(by=sergeant, disposal_id=standing.id, explained_at=at, consents=True, was_signed=True)


def _gravity(by: Viewer, disposal_id: int) -> Gravity | None:
    """By the county's example table, with the factor of a small amount."""
    found = queries.disposal(by, disposal_id)
    table = queries.gravity_table_on(found.disposal.organisation_id, clock.today())
    return gravest(table, queries.case_of(found.view).case.offences, ("small_amount",))
