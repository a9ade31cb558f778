"""Fact sheets, settings, books of rules, disposals with their steps and conditions, earlier outcomes, what follows."""

from pathways.disposals.models.books import RuleBookKept
from pathways.disposals.models.conditions import Condition, ConditionVariation
from pathways.disposals.models.disposals import Disposal, DisposalEvent, Judgement, has_ended
from pathways.disposals.models.facts import FactSheet
from pathways.disposals.models.following import MonitoringContact, OutcomeRecord, VictimContact
from pathways.disposals.models.gravity import GravityTableKept
from pathways.disposals.models.history import EarlierOutcome
from pathways.disposals.models.leaflets import Leaflet
from pathways.disposals.models.switches import Switch

__all__ = [
    "Condition",
    "ConditionVariation",
    "Disposal",
    "DisposalEvent",
    "EarlierOutcome",
    "FactSheet",
    "GravityTableKept",
    "Judgement",
    "Leaflet",
    "MonitoringContact",
    "OutcomeRecord",
    "RuleBookKept",
    "Switch",
    "VictimContact",
    "has_ended",
]
