"""The dated tables of law and practice: one face for whoever asks what counts on a day.

Every question takes the law it is asked of. Pages and actions ask with the law in use (`queries.law_in_use`), a
recorded decision with the law of its own version; only rules that are tested bare fall back on the packaged rows.
"""

from pathways.arrest_tests.rules.book import LAW_VERSION, Law, LawBook, packaged, rows_of
from pathways.arrest_tests.rules.drugs import (
    Drug,
    Regime,
    controlled_drugs,
    drug_on,
    is_specified,
    max_samples_on,
    regime_on,
    regimes,
)
from pathways.arrest_tests.rules.offence_list import (
    OTHER_OFFENCE,
    TRIGGER_LIST,
    ListedOffence,
    LookAlike,
    NamedOffence,
    asks_for_drug,
    is_known,
    listed_codes,
    look_alike_on,
    look_alikes,
    named_offences,
    offence_label,
    offence_name,
    row_on,
    row_that_ended,
    trigger_offences,
)
from pathways.arrest_tests.rules.overlay import LawChange, LawTable
from pathways.arrest_tests.rules.panel import PanelAnalyte, devices_on, panel_on

__all__ = [
    "LAW_VERSION",
    "OTHER_OFFENCE",
    "TRIGGER_LIST",
    "Drug",
    "Law",
    "LawBook",
    "LawChange",
    "LawTable",
    "ListedOffence",
    "LookAlike",
    "NamedOffence",
    "PanelAnalyte",
    "Regime",
    "asks_for_drug",
    "controlled_drugs",
    "devices_on",
    "drug_on",
    "is_known",
    "is_specified",
    "listed_codes",
    "look_alike_on",
    "look_alikes",
    "max_samples_on",
    "named_offences",
    "offence_label",
    "offence_name",
    "packaged",
    "panel_on",
    "regime_on",
    "regimes",
    "row_on",
    "row_that_ended",
    "rows_of",
    "trigger_offences",
]
