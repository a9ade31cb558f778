"""What a provider's manager or an administrator types into the directory and its diaries."""

from pathways.directory.forms.diary import AddTimesForm, ChangedNoticeForm, ChangeTimeForm, EndTimesForm, TimeOfDiary
from pathways.directory.forms.entries import (
    AboutForm,
    CloseForm,
    Confirm,
    CountForm,
    DaysForm,
    HoursForm,
    PlaceForm,
    ReachForm,
    Seen,
    ServicesFilter,
)

__all__ = [
    "AboutForm",
    "AddTimesForm",
    "ChangeTimeForm",
    "ChangedNoticeForm",
    "CloseForm",
    "Confirm",
    "CountForm",
    "DaysForm",
    "EndTimesForm",
    "HoursForm",
    "PlaceForm",
    "ReachForm",
    "Seen",
    "ServicesFilter",
    "TimeOfDiary",
]
