"""What the server runs: `gunicorn wsgi:app`."""

import gc

gc.disable()  # what a start makes is there to stay: looking through it for what may go took a quarter of the start

from pathways.app import app_to_serve  # noqa: E402 - the house is read with it switched off

app = app_to_serve()
gc.freeze()
gc.enable()
