"""Offences, authorities, tests and their analytes, required assessments, and what a suite is notified for."""

from pathways.arrest_tests.models.assessments import RequiredAssessment
from pathways.arrest_tests.models.notifications import SiteNotification
from pathways.arrest_tests.models.offences import Authority, Offence
from pathways.arrest_tests.models.tests import Analyte, DrugTest

__all__ = ["Analyte", "Authority", "DrugTest", "Offence", "RequiredAssessment", "SiteNotification"]
