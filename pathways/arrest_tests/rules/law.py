"""The dated tables of law and practice, read from `data/*.csv`: one face for whoever asks what counts on a day."""

from pathways.arrest_tests.rules.drugs import Drug, Regime, controlled_drugs, is_specified, regime_on, regimes
from pathways.arrest_tests.rules.offence_list import (
    LAW_VERSION,
    OTHER_OFFENCE,
    TRIGGER_LIST,
    ListedOffence,
    LookAlike,
    asks_for_drug,
    is_known,
    look_alikes,
    offence_label,
    offence_name,
    row_on,
    row_that_ended,
    trigger_offences,
)
from pathways.arrest_tests.rules.panel import PanelAnalyte, panel_on

__all__ = [
    "LAW_VERSION",
    "OTHER_OFFENCE",
    "TRIGGER_LIST",
    "Drug",
    "ListedOffence",
    "LookAlike",
    "PanelAnalyte",
    "Regime",
    "asks_for_drug",
    "controlled_drugs",
    "is_known",
    "is_specified",
    "look_alikes",
    "offence_label",
    "offence_name",
    "panel_on",
    "regime_on",
    "regimes",
    "row_on",
    "row_that_ended",
    "trigger_offences",
]
