"""The forms of this room: they check each field and hand over what the actions take."""

from pathways.disposals.forms.deciding import AcceptForm, AuthorityForm, SignForm, TakeBackForm
from pathways.disposals.forms.facts import FactsForm
from pathways.disposals.forms.history import CorrectEarlierForm, EarlierForm
from pathways.disposals.forms.papers import ScanForm
from pathways.disposals.forms.proposing import CONDITIONS_OFFERED, ConditionPart, ProposalForm, standard_conditions
from pathways.disposals.forms.victims import VictimForm

__all__ = [
    "CONDITIONS_OFFERED",
    "AcceptForm",
    "AuthorityForm",
    "ConditionPart",
    "CorrectEarlierForm",
    "EarlierForm",
    "FactsForm",
    "ProposalForm",
    "ScanForm",
    "SignForm",
    "TakeBackForm",
    "VictimForm",
    "standard_conditions",
]
