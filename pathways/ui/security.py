"""The headers of every answer: what a browser may load, run and keep of it."""

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

SHUT = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For a file that somebody sent in: even where a browser were to show it, nothing in it runs or fetches."""

STRICTER = (SHUT, "no-referrer")

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def add_headers(response: Response) -> Response:
    """The strict policy, or a stricter one, on every answer; what is not marked otherwise is kept nowhere."""
    for name, value in HEADERS.items():
        if response.headers.get(name) not in STRICTER:
            response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def install(app: Flask) -> None:
    """Add the headers to every answer of `app`; with Secure cookies browsers are told never to come by plain HTTP."""
    app.after_request(add_headers)
    if app.config["SESSION_COOKIE_SECURE"]:

        @app.after_request
        def only_https(response: Response) -> Response:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
            return response
