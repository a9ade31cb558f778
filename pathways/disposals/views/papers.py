"""The papers that were signed or decided on paper: sent in as a scan, and handed back as they came."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals import actions, queries
from pathways.disposals.forms import ScanForm
from pathways.disposals.views.blueprint import pages, record_look
from pathways.documents.scans import ENDINGS
from pathways.drafts.desk import once, open_form
from pathways.ui.files import takes_a_file
from pathways.ui.pages import hand_back, hand_over, show


@pages.route("/disposals/<int:disposal_id>/scans", methods=["GET", "POST"])
@permit("disposal.propose")
@takes_a_file
def scans(disposal_id: int) -> ResponseReturnValue:
    """The scans about a disposal, and the form that adds one."""
    found = queries.disposal(viewer(), disposal_id)
    form = open_form(ScanForm, title="Add a scan", of=found.view.person.id)
    if form.submitted() and (location := once(form, lambda: _receive(form, disposal_id))):
        return redirect(location)
    record_look(found.view, "scans", disposal_id)
    rows = queries.scans_of(disposal_id)
    return show(
        "disposals/scans.html", form=form, found=found, rows=rows, names=names_of([r.received_by_id for r in rows])
    )


def _receive(form: ScanForm, disposal_id: int) -> str:
    actions.receive_scan(
        by=viewer(),
        disposal_id=disposal_id,
        purpose=form.purpose.data,
        scan=form.scan.data,
        version=form.seen_version,
    )
    return url_for("disposals.scans", disposal_id=disposal_id)


@pages.route("/disposals/<int:disposal_id>/scans/<int:scan_id>")
@permit("disposal.desk")
def scan(disposal_id: int, scan_id: int) -> ResponseReturnValue:
    """One scan, byte for byte, as a download under a name of ours."""
    row = actions.open_scan(by=viewer(), disposal_id=disposal_id, scan_id=scan_id)
    name = f"{row.purpose.value.replace('_', '-')}-{disposal_id}-{row.id}.{ENDINGS[row.media_type]}"
    return hand_back(row.content, kind=row.media_type, name=name)


@pages.route("/disposals/<int:disposal_id>/victim-letter.pdf")
@permit("disposal.desk")
def victim_letter(disposal_id: int) -> ResponseReturnValue:
    """The letter that tells the victim the outcome; there is none before there is one, nor without a victim."""
    content = actions.print_victim_letter(by=viewer(), found=queries.disposal(viewer(), disposal_id))
    if content is None:
        return redirect(url_for("disposals.disposal", disposal_id=disposal_id))
    return hand_over(content, kind="application/pdf", name=f"victim-letter-{disposal_id}.pdf", inline=True)
