"""Sending in a paper that was signed or decided elsewhere."""

from pathways.documents import ScanPurpose
from pathways.ui.fields import Radios, Scan, choices_of
from pathways.ui.forms import Form


class ScanForm(Form):
    """Which paper it is, and its scan."""

    purpose = Radios("Which paper is it?", choices=choices_of(ScanPurpose), required="Select which paper it is")
    scan = Scan("The scan", called="Scan", hint="It is kept as it is and cannot be taken out again.")
