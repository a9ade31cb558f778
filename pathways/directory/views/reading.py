"""Looking up where people are sent: the list, and one service. Nobody's case stands here, so every desk may read it."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.auth.guard import permit, viewer
from pathways.directory import queries
from pathways.directory.forms import ServicesFilter
from pathways.directory.forms.entries import State
from pathways.directory.queries import Sought
from pathways.directory.rules import Access, covers_words, week_held, week_of, whom_words
from pathways.directory.views.blueprint import pages
from pathways.ui.pages import show

KEPT = ("words", "area", "need", "whose", "state")


@pages.get("/services")
@permit("service.read")
def services() -> ResponseReturnValue:
    """Every service, narrowed by what stands in the address."""
    sifted = ServicesFilter(request.args)
    sifted.offer_areas(queries.areas_known().values())
    sifted.validate()
    after = request.args.get("after", type=int)
    lines, following = queries.services_found(_sought(sifted), after)
    own = queries.services_of(viewer().organisation_id) if viewer().is_treatment else ()
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    words = {each.service.id: (covers_words(each.facts), whom_words(each.facts)) for each in lines}
    return show(
        "directory/services.html",
        sifted=sifted,
        lines=lines,
        words=words,
        following=following,
        after=after,
        kept=kept,
        own=own,
    )


def _sought(sifted: ServicesFilter) -> Sought:
    return Sought(
        words=sifted.words.data or "",
        area=sifted.area.data,
        need=sifted.need.data,
        whose=sifted.whose.data.value if sifted.whose.data else "",
        is_open=None if sifted.state.data is None else sifted.state.data is State.OPEN,
    )


@pages.get("/services/<int:service_id>")
@permit("service.read")
def service(service_id: int) -> ResponseReturnValue:
    """One service: where, when, for whom, how full, and who changed what of it."""
    found = queries.service(service_id)
    page = queries.service_page(found)
    return show(
        "directory/service.html",
        service=found,
        page=page,
        detail=page.detail,
        week=page.line.facts.hours,
        week_rows=[(day.label, words) for day, words in week_of(week_held(page.detail.hours))],
        access=[each.label for each in Access if each.value in page.detail.access],
        covers=covers_words(page.line.facts),
        whom=whom_words(page.line.facts),
        history=queries.history_of(found.id),
        keeps=queries.keeps(viewer(), found),
        today=clock.today(),
        back=url_for("directory.services"),
    )
