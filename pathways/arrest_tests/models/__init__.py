"""Offences, authorities, tests and their analytes, required assessments, what a suite is notified for."""

from pathways.arrest_tests.models.asking_later import AskLater
from pathways.arrest_tests.models.assessments import RequiredAssessment
from pathways.arrest_tests.models.changes import AppointmentChange
from pathways.arrest_tests.models.failures import Failure, FailureDecision
from pathways.arrest_tests.models.holds import Hold, HoldRule
from pathways.arrest_tests.models.laboratory import LabCheck, LabCheckStep
from pathways.arrest_tests.models.law import ProposedChange
from pathways.arrest_tests.models.notifications import NotificationChange, SiteNotification
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal, AuthorityRequest, Offence
from pathways.arrest_tests.models.required_otherwise import RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.models.sharing import ResultShared, ToldOutside
from pathways.arrest_tests.models.shifts import ShiftSetUp
from pathways.arrest_tests.models.tests import Analyte, DrugTest

__all__ = [
    "Analyte",
    "AppointmentChange",
    "AskLater",
    "Authority",
    "AuthorityRefusal",
    "AuthorityRequest",
    "DrugTest",
    "Failure",
    "FailureDecision",
    "Hold",
    "HoldRule",
    "LabCheck",
    "LabCheckStep",
    "NotificationChange",
    "Offence",
    "ProposedChange",
    "RequiredAssessment",
    "RequiredOtherwise",
    "RequiredOtherwiseRule",
    "ResultShared",
    "ShiftSetUp",
    "SiteNotification",
    "ToldOutside",
]
