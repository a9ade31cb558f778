"""Pages about Pathways itself, open to everybody: whom to ring, what it keeps of its staff, who can use it."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from pathways import VERSION
from pathways.about.lengths import lasts
from pathways.auth.guard import PUBLIC, permit
from pathways.auth.sessions import IDLE, KNOWN_FOR, LONGEST
from pathways.drafts.actions import KEPT

pages = Blueprint("about", __name__)
pages.add_app_template_global(lasts)


@pages.get("/help")
@permit(PUBLIC)
def help_page() -> ResponseReturnValue:
    """Whom to ring, and what to do meanwhile."""
    return render_template("about/help_page.html", support=current_app.config["SUPPORT"])


@pages.get("/privacy")
@permit(PUBLIC)
def privacy() -> ResponseReturnValue:
    """What Pathways keeps of its staff. What it keeps of the people in it, the organisations tell them."""
    return render_template("about/privacy.html", idle=IDLE, longest=LONGEST, draft=KEPT, device=KNOWN_FOR)


@pages.get("/accessibility")
@permit(PUBLIC)
def accessibility() -> ResponseReturnValue:
    """The accessibility statement (SI 2018/952): what was tested and how, what is missing, whom to tell."""
    run_by, support = current_app.config["PARTNERSHIP_NAME"], current_app.config["SUPPORT"]
    return render_template("about/accessibility.html", run_by=run_by, support=support, version=VERSION)
