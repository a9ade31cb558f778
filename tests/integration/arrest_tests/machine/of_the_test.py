"""Steps of the drug test, of the inspector's authority, of a held record and of the laboratory."""

from collections.abc import Callable
from typing import Final

from pathways.arrest_tests.rules import Machine
from pathways.arrest_tests.testing.rules.results import FIRST, WITH_REFERENCE, WITH_WORDS, LabState, LabStep, steps_from
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.arrest_tests.machine.steps import APART, DESK, INSPECTOR, SENTENCE, Scene, Step, Typed, now
from tests.integration.arrest_tests.machine.written import Row

SAID: Final = {"all_said": "all"}
POSITIVE: Final = {"analyte_cocaine": "positive", "analyte_opiates": "negative"}
NEGATIVE: Final = {"analyte_cocaine": "negative", "analyte_opiates": "negative"}
UNCLEAR: Final = {"analyte_cocaine": "invalid", "analyte_opiates": "negative"}
TOLD: Final = {"has_medicine": "no", "told_answer": "accepts"}
TEST_TABLES: Final = ("authority", "drug_test", "analyte", "hold", "hold_rule", "failure", "failure_decision")


def sample(**condition: str) -> Typed:
    return (
        SAID
        | {"outcome": "sample_given", "sample_condition": "sufficient_and_suitable"}
        | now("warned_at", ago=3)
        | now("requested_at", "taken_at", ago=2)
        | condition
    )


def read(lines: Typed) -> Callable[[Scene], Typed]:
    return lambda _: sample() | lines | TOLD | now("result_at")


def _samples(scene: Scene) -> list[Row]:
    return [row for row in scene.written.live("drug_test") if row.outcome == "sample_given"]


def _may_ask(scene: Scene) -> str | None:
    has_sample = any(row.outcome == "sample_given" for row in scene.written.live("drug_test"))
    return None if has_sample or scene.written.is_released else f"{scene.episode}/test"


def _waits(scene: Scene) -> str | None:
    rows = [row for row in scene.written.live("drug_test") if row.outcome == "sample_given" and not row.is_irregular]
    return f"{scene.episode}/test" if rows and rows[-1].overall_result is None else None


def _reads(lines: Typed) -> Callable[[Scene], Typed]:
    """The sample as it was recorded, and what the device shows now."""

    def typed(scene: Scene) -> Typed:
        row = scene.written.live("drug_test")[-1]
        times = {name: getattr(row, name) for name in ("warned_at", "requested_at", "taken_at")}
        recorded = {box: value for name, at in times.items() if at for box, value in boxes(name, at).items()}
        return sample() | recorded | lines | TOLD | now("result_at")

    return typed


def _corrects(scene: Scene) -> str | None:
    rows = scene.written.live("drug_test")
    is_otherwise = bool(rows) and not rows[-1].is_irregular and rows[-1].overall_result != "positive"
    return f"{scene.episode}/test/correct" if is_otherwise and not scene.written.is_released else None


def _happened(scene: Scene) -> str | None:
    return f"{scene.episode}/test/happened" if len(scene.written.rows["hold"]) < 2 else None


def _needs_authority(scene: Scene) -> str | None:
    """While an offence that is no trigger waits: nobody decided about it, and nothing was sampled."""
    written = scene.written
    is_decided = written.rows["authority"] or len(written.rows["authority_refusal"]) > 1
    is_sampled = any(row.outcome == "sample_given" for row in written.live("drug_test"))
    waits = any(row.code == "TA78-3" and row.closed_at is None for row in written.live("offence"))
    return f"{scene.episode}/authority" if waits and not is_decided and not is_sampled else None


def _authority(scene: Scene, **more: str) -> Typed:
    open_ones = [row for row in scene.written.live("offence") if row.code == "TA78-3"]
    who = {"offence_id": str(open_ones[0].id), "given_by_id": str(scene.inspector_id)}
    return who | now("given_at", ago=5) | more


def _confirms(scene: Scene) -> str | None:
    waiting = [row for row in scene.written.rows["authority"] if row.confirmed_in_writing_at is None]
    return f"{scene.episode}/authority/{waiting[0].id}/confirm" if waiting else None


def _held(scene: Scene) -> str | None:
    waiting = [row for row in scene.written.rows["hold"] if row.state == "quarantined"]
    return f"/held/{waiting[0].id}" if waiting else None


def _reasons(scene: Scene, **decision: str) -> Typed:
    hold = next(row for row in scene.written.rows["hold"] if row.state == "quarantined")
    rules = [row for row in scene.written.rows["hold_rule"] if row.hold_id == hold.id and row.decided_at is None]
    return decision | {f"reason_{row.id}": SENTENCE for row in rules}


FORCE: Final = {"differences": "force_used", "what_happened": SENTENCE}
VOID: Final = {"decision": "void", "sample_is": "destroyed", "person_told": "yes"}
ORAL, WRITTEN = {"mode": "oral", "decision": "given"}, {"mode": "written", "decision": "given"}
GIVEN: Final = ("authority",)


def _lab(step: LabStep) -> Step:
    def where(scene: Scene) -> str | None:
        rows = sorted(_samples(scene), key=lambda row: (row.is_irregular, row.taken_at, row.id))
        allowed = ("positive", "negative") if step is LabStep.QUALITY else ("positive",)
        rows = rows[:1] if rows and (step not in FIRST or rows[0].overall_result in allowed) else []
        checks = [row for row in scene.written.rows["lab_check"] if rows and row.drug_test_id == rows[0].id]
        state = LabState(checks[0].state) if checks else None
        return f"{scene.episode}/drug-test/laboratory" if rows and step in steps_from(state) else None

    typed: Typed = {"step": step.value}
    typed |= {"words": SENTENCE} if step in WITH_WORDS else {}
    typed |= {"basis": "medication"} if step is LabStep.DISPUTE else {}
    typed |= {"reference": "LGC 4417"} if step in WITH_REFERENCE else {}
    tables = ("lab_check", "lab_check_step", "required_assessment", "failure", "failure_decision")
    name = f"laboratory: {step.value}"
    return Step(name, (DESK,), Machine.LAB, where, lambda _: typed | now("at"), tables, step is LabStep.NOT_CONFIRMED)


def _told(scene: Scene) -> str | None:
    open_ones = [row for row in scene.written.rows["lab_check"] if row.state == "NOT_CONFIRMED" and row.told_at is None]
    return f"{scene.episode}/drug-test/laboratory" if open_ones else None


T, H = Machine.TEST, Machine.HOLD
REFUSED: Final = SAID | {"outcome": "refused", "refusal_words": SENTENCE}
COULD_NOT: Final = SAID | {"outcome": "could_not", "good_cause": SENTENCE}
NOT_ASKED: Final = {"outcome": "not_asked", "not_tested_reason": "hospital"}


def _asked(typed: Typed) -> Callable[[Scene], Typed]:
    return lambda _: typed | now("warned_at", ago=3) | now("requested_at", ago=2)


STEPS: Final = (
    Step("positive", (DESK,), T, _may_ask, read(POSITIVE), TEST_TABLES),
    Step("positive once more", (DESK,), T, _may_ask, read(POSITIVE), TEST_TABLES),
    Step("negative", (DESK,), T, _may_ask, read(NEGATIVE), TEST_TABLES, ends=True),
    Step("not clear", (DESK,), T, _may_ask, read(UNCLEAR), TEST_TABLES, ends=True),
    Step("not read yet", (DESK,), T, _may_ask, lambda _: sample(), TEST_TABLES),
    Step("not enough", (DESK,), T, _may_ask, lambda _: sample(sample_condition="insufficient"), TEST_TABLES, ends=True),
    Step("refused", (DESK,), T, _may_ask, _asked(REFUSED), TEST_TABLES),
    Step("could not", (DESK,), T, _may_ask, _asked(COULD_NOT), TEST_TABLES),
    Step("not asked", (DESK,), T, _may_ask, lambda _: NOT_ASKED, TEST_TABLES),
    Step("read positive", (DESK,), T, _waits, _reads(POSITIVE), TEST_TABLES),
    Step("read negative", (DESK,), T, _waits, _reads(NEGATIVE), TEST_TABLES, ends=True),
    Step(
        "corrected",
        (DESK,),
        T,
        _corrects,
        lambda _: sample() | POSITIVE | TOLD | now("result_at") | {"correction_reason": SENTENCE},
        (*TEST_TABLES, "required_assessment", "lab_check"),
        ends=True,
    ),
    Step(
        "by force",
        (DESK,),
        T,
        _happened,
        lambda scene: read(POSITIVE)(scene) | FORCE | ({"which": "another"} if _samples(scene) else {}),
        (*TEST_TABLES, "required_assessment", "lab_check"),
        ends=True,
    ),
    Step(
        "authorised in writing",
        (INSPECTOR,),
        T,
        _needs_authority,
        lambda s: _authority(s, **WRITTEN, grounds=SENTENCE),
        GIVEN,
    ),
    Step("authorised orally", (DESK,), T, _needs_authority, lambda s: _authority(s, **ORAL, grounds=SENTENCE), GIVEN),
    Step("confirmed in writing", (INSPECTOR,), T, _confirms, lambda _: {}, GIVEN),
    Step(
        "authority refused",
        (INSPECTOR, DESK),
        T,
        _needs_authority,
        lambda s: _authority(s, mode="oral", decision="refused", refusal_reason=SENTENCE),
        ("authority_refusal", *TEST_TABLES),
    ),
    Step("held and released", (APART,), H, _held, lambda s: _reasons(s, decision="release"), TEST_TABLES),
    Step(
        "held and voided",
        (APART,),
        H,
        _held,
        lambda s: _reasons(s, **VOID),
        (*TEST_TABLES, "required_assessment"),
        ends=True,
    ),
    *(_lab(step) for step in LabStep),
    Step("told that it ended", (DESK,), Machine.LAB, _told, lambda _: now("at"), ("lab_check",)),
)
