"""The blueprint on which both halves of the administrator's pages stand."""

from flask import Blueprint

pages = Blueprint("admin", __name__)
