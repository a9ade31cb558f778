"""What the server runs: `gunicorn wsgi:app`."""

from pathways.app import app_to_serve

app = app_to_serve()
