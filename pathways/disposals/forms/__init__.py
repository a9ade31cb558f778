"""The forms of this room: they check each field and hand over what the actions take."""

from pathways.disposals.forms.deciding import AcceptForm, AuthorityForm, SignForm, TakeBackForm
from pathways.disposals.forms.facts import FactsForm
from pathways.disposals.forms.following import CodeForm, ContactForm, ReportForm, VaryForm
from pathways.disposals.forms.history import CorrectEarlierForm, EarlierForm
from pathways.disposals.forms.papers import ScanForm
from pathways.disposals.forms.proposing import ConditionPart, ProposalForm, standard_plan
from pathways.disposals.forms.steps import given_by, step_form
from pathways.disposals.forms.victims import VictimForm

__all__ = [
    "AcceptForm",
    "AuthorityForm",
    "CodeForm",
    "ConditionPart",
    "ContactForm",
    "CorrectEarlierForm",
    "EarlierForm",
    "FactsForm",
    "ProposalForm",
    "ReportForm",
    "ScanForm",
    "SignForm",
    "TakeBackForm",
    "VaryForm",
    "VictimForm",
    "given_by",
    "standard_plan",
    "step_form",
]
