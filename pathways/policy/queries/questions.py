"""The questions a policy lead asked. Each is its asker's own."""

from sqlalchemy import select

from pathways.auth import Viewer
from pathways.policy.models import WhatIfRun
from pathways.refusals import OutOfSight
from pathways.store import db


def what_if_run(viewer: Viewer, run_id: int) -> WhatIfRun:
    """One question of the viewer's own. Raises OutOfSight."""
    found = db.session.get(WhatIfRun, run_id)
    if found is None or found.asked_by_id != viewer.user_id or found.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return found


def what_if_runs(viewer: Viewer, most: int = 10) -> tuple[WhatIfRun, ...]:
    """The viewer's last questions, the latest first."""
    own = select(WhatIfRun).where(WhatIfRun.asked_by_id == viewer.user_id)
    own = own.where(WhatIfRun.organisation_id == viewer.organisation_id)
    return tuple(db.session.scalars(own.order_by(WhatIfRun.id.desc()).limit(most)))
