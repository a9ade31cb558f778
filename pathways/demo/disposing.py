"""The disposal of a made-up case: facts, proposal, authority, signature. Of every kind that an adult can be given."""

from datetime import timedelta

from pathways import clock
from pathways.auth import Viewer
from pathways.demo import referring
from pathways.demo.case import Case, Waits
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

SMALL = "{name} had a small amount of cannabis for own use, and admitted it. Nothing more is needed."

STOLEN = (
    "{name} admitted it at once, and what was taken went back to the shop. A warning that stays on record answers it."
)

ACCEPTED = "{name} accepts responsibility for a small amount for own use. A course is the proportionate answer."


NOT_WITHOUT_ADMISSION = (Kind.SC, Kind.PND, Kind.CW)


def may_be_decided(case: Case, code: str, drug: str | None) -> bool:
    """Whether an answer out of court is thought of: mostly for possession, now and then for a theft from a shop."""
    return case.kind is not None or case.chance({"MDA71-5-2": 0.75, "TA68-1": 0.15}.get(code, 0))


def propose(case: Case, officer: Viewer, drug: str | None) -> Kind | None:
    """Answer the facts and, where the admission allows it, propose. What waits for authority then."""
    answers = dict(PLAINEST)
    admits_less = case.random.choice(("no_comment", "denies", "accepts"))
    kind = case.kind or _kind(case, drug)
    if case.kind in (Kind.CR, Kind.O22) or (case.kind is None and kind is Kind.CC and case.chance(0.25)):
        answers |= {"admission": admits_less if case.kind is None else "accepts", "activity": "yes"}
        kind = case.kind or (Kind.CR if answers["admission"] == "accepts" else Kind.O22)
    if kind is Kind.CW:
        answers |= {"cw_aggravating": "no"}
    if case.kind is None and case.chance(0.2):
        answers |= {"earlier": "some", "history_matters": "no"}
        actions.add_earlier(by=officer, episode_id=case.episode_id, found=_earlier())
    actions.record_facts(
        by=officer, episode_id=case.episode_id, answers=answers, offence_on=clock.today() - timedelta(days=1)
    )
    if case.kind is None and case.chance(0.15):
        return None
    because = {
        Kind.CC: RATIONALE,
        Kind.CR: ACCEPTED,
        Kind.O22: NOT_ADMITTED,
        Kind.SC: RATIONALE if drug else STOLEN,
    }.get(kind, SMALL)
    actions.propose(
        by=officer,
        episode_id=case.episode_id,
        kind=kind,
        rationale=because.format(name=case.who.facts.given_names or case.who.facts.surname),
        reasons_cite_test=False,
        plan=[_condition(case, kind)] if kind in actions.WITH_A_PLAN else [],
    )
    return kind


def _kind(case: Case, drug: str | None) -> Kind:
    """What an officer thinks of first, where the person admits it."""
    if drug is None:
        return Kind.SC
    if drug == "cannabis":
        return case.random.choices((Kind.CW, Kind.PND, Kind.CR), weights=(5, 3, 2))[0]
    return Kind.SC if case.chance(0.1) else Kind.CC


def _condition(case: Case, kind: Kind) -> Planned:
    """An assessment for a caution, a course for what asks for no admission."""
    what = ConditionKind.DRUG_ASSESSMENT if kind is Kind.CC else ConditionKind.DRUG_AWARENESS_COURSE
    service = referring.nearest_service(case)
    due_on = case.due_on or standard_due(clock.today(), clock.bank_holidays())
    return Planned(kind=what, wording=what.wording(service.name), due_on=due_on, service_id=service.id)


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


def authorise_and_sign(case: Case, kind: Kind) -> Journey:
    """A sergeant who did not propose reads it, gives authority, and the person signs, agrees or is given it."""
    if case.waits is Waits.FOR_A_SERGEANT:
        return
    sergeant = case.county.staff["sergeant"]
    yield clock.now() + timedelta(minutes=20)
    standing = queries.standing(case.episode_id)
    if standing is None:
        return
    why = "Proportionate, and what is asked helps the person."
    actions.authorise(by=sergeant, disposal_id=standing.id, reason=why, gravity=_gravity(sergeant, standing.id))
    yield clock.now() + timedelta(minutes=15)
    at = clock.now()
    actions.sign(
        by=sergeant,
        disposal_id=standing.id,
        explained_at=at,
        consents=True,
        was_signed=True,
        reference=_reference(case, kind),
    )


def _reference(case: Case, kind: Kind) -> str | None:
    """The number of a penalty notice, or of what was seized for a warning."""
    prefix = {Kind.PND: "PND", Kind.CW: "SEIZED"}.get(kind)
    return f"{prefix}-{case.episode_id:05}" if prefix else None


def _gravity(by: Viewer, disposal_id: int) -> Gravity | None:
    """By the county's example table, with the factor of a small amount."""
    found = queries.disposal(by, disposal_id)
    table = queries.gravity_table_on(found.disposal.organisation_id, clock.today())
    return gravest(table, queries.case_of(found.view).case.offences, ("small_amount",))
