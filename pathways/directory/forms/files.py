"""The forms of Open Referral files."""

from pathways.directory.forms.entries import Seen
from pathways.ui.fields import Choice, JsonFile, Radios
from pathways.ui.forms import Form


class TakeInForm(Form):
    keeps_drafts = False
    file = JsonFile("The file", called="the file", hint="Services as Open Referral UK.")


class FileForm(Seen):
    """Whether what the page shows is to happen."""

    keeps_drafts = False
    what = Radios(
        "What do you want to do with this file?",
        called="what to do with it",
        choices=[
            Choice("take", "Take it into the directory", "Everything shown here happens at once, in your name"),
            Choice("drop", "Drop it", "Nothing changes"),
        ],
    )
