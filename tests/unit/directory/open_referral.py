"""The published schema and example beside the checkout, and a small validator of our own that reads the schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "domain" / "reference" / "open-referral-uk"
UNCHECKED = {
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "uniqueItems",
    "anyOf",
    "oneOf",
    "not",
}
"""Words by which a schema constrains a value and that are not read here; a test says that this one has none."""
TYPES = {"string": str, "number": int | float, "array": list, "object": dict}


def published(name: str) -> Any:
    """A file of the published profile. The test is skipped, and says so, where it is not beside the checkout."""
    if not (FOLDER / name).is_file():
        pytest.skip(f"{name} of Open Referral UK is not beside the checkout (shared/domain/reference)")
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def wrong_by(schema: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """Everything that the schema has against a value."""
    wanted = TYPES[schema["type"]]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        yield f"{path}: not {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value}"
    if schema.get("format") == "uuid":
        UUID(value)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name}: missing"
    for name, inside in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            yield from wrong_by(inside, value[name], f"{path}.{name}")
    for number, each in enumerate(value if isinstance(value, list) else ()):
        yield from wrong_by(schema["items"], each, f"{path}[{number}]")


def fields_of(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every field of the schema by its path, with its own schema and whether it is required."""
    for name, inside in schema.get("properties", {}).items():
        where = f"{path}.{name}" if path else name
        yield where, inside, name in schema.get("required", ())
        yield from fields_of(inside, where)
        if "items" in inside:
            yield from fields_of(inside["items"], f"{where}[]")
