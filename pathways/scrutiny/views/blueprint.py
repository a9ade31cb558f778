"""The blueprint of the room."""

from flask import Blueprint

pages = Blueprint("scrutiny", __name__)
