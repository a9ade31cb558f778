"""The checks of one record, in the order in which their faults are shown."""

from pathways.ndtms.rules.checks.dates import dates
from pathways.ndtms.rules.checks.discharge import discharge
from pathways.ndtms.rules.checks.family import family
from pathways.ndtms.rules.checks.identity import identity
from pathways.ndtms.rules.checks.interventions import interventions
from pathways.ndtms.rules.checks.substances import substances
from pathways.ndtms.rules.checks.tops import tops

CHECKS = (identity, dates, substances, family, interventions, tops, discharge)

__all__ = ["CHECKS"]
