"""The forms of the people room: they check each field, ask the rules, and hand over the rules' facts."""

from pathways.people.forms.custody import CustodyForm, DetentionForm, EpisodeForm
from pathways.people.forms.identity import AliasForm, CorrectAliasForm, DecideMergeForm, MergeForm, UnmergeForm
from pathways.people.forms.leaving import LeavingForm, ReleaseForm, TransferForm, with_open_parts
from pathways.people.forms.persons import (
    CorrectPersonForm,
    DeathErrorForm,
    DeathForm,
    DecideDeathErrorForm,
    HandoverForm,
    NewPersonForm,
    PersonForm,
    SearchForm,
)
from pathways.people.forms.restrictions import (
    CloseMissesForm,
    DecideRestrictionForm,
    OwnConflictForm,
    RestrictionForm,
    ReviewRestrictionForm,
)

__all__ = [
    "AliasForm",
    "CloseMissesForm",
    "CorrectAliasForm",
    "CorrectPersonForm",
    "CustodyForm",
    "DeathErrorForm",
    "DeathForm",
    "DecideDeathErrorForm",
    "DecideMergeForm",
    "DecideRestrictionForm",
    "DetentionForm",
    "EpisodeForm",
    "HandoverForm",
    "LeavingForm",
    "MergeForm",
    "NewPersonForm",
    "OwnConflictForm",
    "PersonForm",
    "ReleaseForm",
    "RestrictionForm",
    "ReviewRestrictionForm",
    "SearchForm",
    "TransferForm",
    "UnmergeForm",
    "with_open_parts",
]
