"""Stylesheets, scripts and images under one address that changes with their content, so browsers keep them for good.

`/assets/<digest>/govuk/…`, `/autocomplete/…` come from the installed npm packages, `/own/…` from `static/`. Only listed
files are served. The GOV.UK stylesheet is served without its `@font-face` blocks: GDS Transport is for gov.uk alone.

A page asks for one stylesheet, made of the GOV.UK one and ours as they are read: for each file the browser of a slow
network waits once more (decision 90).
"""

import hashlib
import os
import re
from pathlib import Path

from flask import Flask, Response, abort, make_response

VENDOR = {
    "govuk/govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "autocomplete/accessible-autocomplete.min.css": "accessible-autocomplete/dist/accessible-autocomplete.min.css",
    "autocomplete/accessible-autocomplete.min.js": "accessible-autocomplete/dist/accessible-autocomplete.min.js",
}
STYLESHEET = "pages.css"
GOVUK_STYLES = "govuk-frontend/dist/govuk/govuk-frontend.min.css"
OWN_STYLES = (
    *("base", "frame", "forms", "buttons", "parts", "panels", "lists", "numbers"),
    *("desk", "narrow", "folding", "phone", "board"),
)
"""In their order, a small file for each part of the vocabulary."""
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FONT_FACE = re.compile(rb"@font-face\s*\{[^}]*\}")
_SOURCE_MAP = re.compile(rb"(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)


class Assets:
    """Every file that may be served, read once, with one digest over all of them."""

    def __init__(self, *, node_modules: Path, own: Path) -> None:
        self.files: dict[str, bytes] = {}
        for name, source in VENDOR.items():
            self.files[name] = _SOURCE_MAP.sub(b"", (node_modules / source).read_bytes())
        govuk = _SOURCE_MAP.sub(b"", _FONT_FACE.sub(b"", (node_modules / GOVUK_STYLES).read_bytes()))
        ours = [(own / f"css/{name}.css").read_bytes() for name in OWN_STYLES]
        self.files[STYLESHEET] = b"\n".join([govuk, *ours])
        for path in sorted(own.rglob("*")):
            if path.is_file() and path.suffix in KINDS and path.suffix != ".css":
                self.files[f"own/{path.relative_to(own).as_posix()}"] = path.read_bytes()
        whole = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        self.digest = whole.hexdigest()[:16]

    def url(self, name: str) -> str:
        """The address of one file. Raises KeyError for a file that is not served, so that a typing error shows."""
        if name not in self.files:
            raise KeyError(f"No asset is called {name}")
        return f"/assets/{self.digest}/{name}"


def problems(node_modules: str) -> list[str]:
    """Why the stylesheets and scripts of the npm packages cannot be served, with the command that installs them."""
    needed = (GOVUK_STYLES, *VENDOR.values())
    missing = [source for source in needed if not os.access(Path(node_modules) / source, os.R_OK)]
    if not missing:
        return []
    return [
        f"The stylesheets are not in {node_modules}: {missing[0]} cannot be read. "
        "Run npm ci --ignore-scripts --omit=peer, or name the folder in NODE_MODULES"
    ]


def install(app: Flask) -> None:
    """Serve the assets on `app` (endpoint `assets`, public) and give templates `asset(name)`."""
    assets = Assets(node_modules=Path(app.config["NODE_MODULES"]), own=Path(app.root_path).parent / "static")

    def file(digest: str, name: str) -> Response:
        content = assets.files.get(name)
        if content is None:
            abort(404)
        response = make_response(content)
        response.headers["Content-Type"] = KINDS[Path(name).suffix]
        # An address of an older build still answers, with what stands there now, but is not kept.
        fresh = digest == assets.digest
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-store"
        return response

    file.permission = "public"  # type: ignore[attr-defined]  # the guard reads this mark; it is a floor above this room
    app.add_url_rule("/assets/<digest>/<path:name>", "assets", file)
    app.jinja_env.globals["asset"] = assets.url
