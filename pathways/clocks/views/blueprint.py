"""The room's blueprint."""

from flask import Blueprint

pages = Blueprint("clocks", __name__)
