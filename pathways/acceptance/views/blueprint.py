"""The blueprint of this stage."""

from flask import Blueprint

pages = Blueprint("acceptance", __name__)
