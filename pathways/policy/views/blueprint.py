"""The blueprint of the room."""

from flask import Blueprint

pages = Blueprint("policy", __name__)
