"""What the server runs: `gunicorn wsgi:app`."""

from pathways.app import create_app

app = create_app()
