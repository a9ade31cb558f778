"""The page that explains a decision: as it was decided, or under today's rules."""

from flask import request
from flask.typing import ResponseReturnValue

from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.replays import queries
from pathways.disposals.views import as_shown, pages, record_look
from pathways.law import queries as law_queries
from pathways.law.rules.disposal_terms import Gate
from pathways.ui.pages import show


@pages.route("/disposals/<int:disposal_id>/why")
@permit("disposal.explain")
def why(disposal_id: int) -> ResponseReturnValue:
    """Every gate with its facts, verdict and reasons exactly as judged, or what today's rules would say."""
    disposal_view = proposal_queries.disposal(viewer(), disposal_id)
    today = request.args.get("under") == "today"
    record_look(disposal_view.view, "why under today" if today else "why", disposal_id)
    book = law_queries.book_in_use()
    return show(
        "disposals/replays/why.html",
        disposal_view=disposal_view,
        now=queries.under_today(disposal_view, book) if today else (),
        gates_then=() if today else queries.gates_of(disposal_view),
        in_use=book.version,
        names=names_of(event.by_id for event in disposal_view.events),
        as_shown=as_shown,
        gates=tuple(Gate),
    )
