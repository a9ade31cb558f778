"""A sample taken on arrest becomes one treated as taken on charge: stored when it does (PACE 1984 s.63B(5B))."""

from pathways import audit, clock
from pathways.arrest_tests.models import DrugTest
from pathways.arrest_tests.queries import case_facts, sample_rows_in
from pathways.arrest_tests.rules import Route, SampleCondition, SampleFacts, treated_as_charge_from
from pathways.auth import Viewer
from pathways.people.queries import EpisodeView
from pathways.store import db


def note_on_charge(by: Viewer, view: EpisodeView, *, is_correction: bool = False) -> None:
    """Store the moment for each sample of the continuous detention that has none yet.

    Dropping the charge undoes nothing. Only a correction does: a charge that never was takes back what rested on it.
    """
    if view.detention is None:
        return
    samples = sample_rows_in(view.detention.continuous_detention)
    if not samples:
        return
    now, case = clock.now(), case_facts(view, clock.now())
    for row in samples:
        sample = SampleFacts(
            route=row.route or Route.ARREST,
            condition=row.sample_condition or SampleCondition.SUFFICIENT,
            taken_at=row.taken_at,
        )
        since = treated_as_charge_from(case, sample, now)
        if since is not None and row.treated_as_charge_at is None:
            row.treated_as_charge_at, row.treated_as_charge_recorded_at = since, now
            _audit(by, view, row, is_treated=True)
        elif since is None and is_correction and row.episode_id == view.episode.id and row.treated_as_charge_at:
            row.treated_as_charge_at = row.treated_as_charge_recorded_at = None
            _audit(by, view, row, is_treated=False)


def _audit(by: Viewer, view: EpisodeView, row: DrugTest, *, is_treated: bool) -> None:
    db.session.flush()
    audit.change(by, view.person.id, "test.treated_as_charge", ("drug_test", row.id), is_treated=is_treated)
