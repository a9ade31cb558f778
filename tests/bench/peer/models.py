"""Models of the tables that a page beside ours reads, `managed = False`, written from the tables themselves; and the one
table that is the peer's own: who looked at what."""

from typing import Any, Final

from django.conf import settings
from django.db import models
from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, Table

from pathways.app import load_tables
from pathways.store.base import Instant, db

TABLES: Final = (
    *("organisation", "service", "user_account", "person", "person_details", "episode", "need_screen", "risk_screen"),
    *(
        "declared_substance",
        "consent",
        "referral",
        "referral_event",
        "acceptance",
        "appointment",
        "contact",
        "note",
        "goal",
    ),
    *("intervention", "plan_review", "assessment", "care_plan", "structured_start", "engagement", "treatment_exit"),
    *("required_assessment", "disposal", "disposal_condition", "decline"),
)
NAMED_BY: Final = {"organisation": "name", "service": "name", "user_account": "name", "referral": "reference"}


def _class_name(table: str) -> str:
    return "".join(word.capitalize() for word in table.split("_"))


def _field(column: Column[Any]) -> models.Field:
    options: dict[str, Any] = {"null": column.nullable, "blank": bool(column.nullable), "db_column": column.name}
    for key in column.foreign_keys:
        if key.column.table.name in TABLES:
            owner = "self" if key.column.table is column.table else _class_name(key.column.table.name)
            related = f"{column.table.name}_{column.name.removesuffix('_id')}_set"
            return models.ForeignKey(owner, models.DO_NOTHING, related_name=related, **options)
    if isinstance(column.type, Enum):
        return models.CharField(choices=[(each, each) for each in column.type.enums], max_length=40, **options)
    for kind, field in (
        (Boolean, models.BooleanField),
        (Integer, models.IntegerField),
        (Instant, models.DateTimeField),
        (Date, models.DateField),
    ):
        if isinstance(column.type, kind):
            return field(**options)
    return models.TextField(**options)


def _model(table: Table) -> type:
    named_by = NAMED_BY.get(table.name)
    meta = type("Meta", (), {"managed": False, "db_table": table.name, "app_label": "peer"})
    fields: dict[str, Any] = {"id": models.AutoField(primary_key=True)}
    for column in table.c:
        if column.name != "id" and not isinstance(column.type, JSON):  # no page of the peer shows what was kept as JSON
            is_key = any(key.column.table.name in TABLES for key in column.foreign_keys)
            fields[column.name.removesuffix("_id") if is_key else column.name] = _field(column)
    words = {"__str__": lambda row: getattr(row, named_by) or ""} if named_by else {}
    return type(_class_name(table.name), (models.Model,), {"__module__": __name__, "Meta": meta, **fields, **words})


load_tables()
BY_TABLE: Final = {name: _model(db.metadata.tables[name]) for name in TABLES}
Referral = BY_TABLE["referral"]


class Offer(Referral):
    """A referral that waits for an answer."""

    class Meta:
        proxy = True


class Case(Referral):
    """A referral that was accepted."""

    class Meta:
        proxy = True


class Looked(models.Model):
    """Who looked at or changed what: a row in the transaction of each page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=8)
    what = models.CharField(max_length=200)
