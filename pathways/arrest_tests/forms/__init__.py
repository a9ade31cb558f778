"""The forms of arrest, authority, test, required assessment and a suite's notification."""

from pathways.arrest_tests.forms.asking_later import AskLaterForm
from pathways.arrest_tests.forms.assessments import AssessmentForm, NoticeForm
from pathways.arrest_tests.forms.authority import AskForAuthorityForm, AuthorityForm, DisownForm
from pathways.arrest_tests.forms.booking import BookingForm
from pathways.arrest_tests.forms.happened import ANOTHER, HappenedForm
from pathways.arrest_tests.forms.holds import HoldForm, RequirementHoldForm, with_rules
from pathways.arrest_tests.forms.notifications import LastDayForm, SiteNotificationForm
from pathways.arrest_tests.forms.offences import ROWS_AT_LEAST, ROWS_AT_MOST, ArrestForm, blank_rows
from pathways.arrest_tests.forms.required_otherwise import RequirementHappenedForm
from pathways.arrest_tests.forms.sharing import SharingForm, TellingForm, with_recipients
from pathways.arrest_tests.forms.shifts import ShiftForm
from pathways.arrest_tests.forms.tests import CorrectTestForm, DrugTestForm, with_panel

__all__ = [
    "ANOTHER",
    "ROWS_AT_LEAST",
    "ROWS_AT_MOST",
    "ArrestForm",
    "AskForAuthorityForm",
    "AskLaterForm",
    "AssessmentForm",
    "AuthorityForm",
    "BookingForm",
    "CorrectTestForm",
    "DisownForm",
    "DrugTestForm",
    "HappenedForm",
    "HoldForm",
    "LastDayForm",
    "NoticeForm",
    "RequirementHappenedForm",
    "RequirementHoldForm",
    "SharingForm",
    "ShiftForm",
    "SiteNotificationForm",
    "TellingForm",
    "blank_rows",
    "with_panel",
    "with_recipients",
    "with_rules",
]
