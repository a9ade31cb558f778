"""The forms of the people room: they check each field, ask the rules, and hand over the rules' facts."""

from pathways.people.forms.custody import DetentionForm, EpisodeForm, ReleaseForm
from pathways.people.forms.persons import CorrectPersonForm, DeathForm, HandoverForm, NewPersonForm, SearchForm

__all__ = [
    "CorrectPersonForm",
    "DeathForm",
    "DetentionForm",
    "EpisodeForm",
    "HandoverForm",
    "NewPersonForm",
    "ReleaseForm",
    "SearchForm",
]
