"""The published schema and example beside the checkout, and what a validator of the standard says of a value."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "domain" / "reference" / "open-referral-uk"
NOT_IN_OUR_TABLE = {
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
"""Words by which a schema may constrain a value and that our table of fields cannot say: this schema has none."""
FORMATS = Draft202012Validator.FORMAT_CHECKER


def published(name: str) -> Any:
    """A file of the published profile. The test is skipped, and says so, where it is not beside the checkout."""
    if not (FOLDER / name).is_file():
        pytest.skip(f"{name} of Open Referral UK is not beside the checkout (shared/domain/reference)")
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def wrong_by(schema: dict[str, Any], value: Any) -> list[str]:
    """Everything that the schema has against a value, by a validator that is not ours."""
    return [
        f"{fault.json_path}: {fault.message}"
        for fault in Draft202012Validator(schema, format_checker=FORMATS).iter_errors(value)
    ]


def fields_of(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every field of the schema by its path, with its own schema and whether it is required."""
    for name, inside in schema.get("properties", {}).items():
        where = f"{path}.{name}" if path else name
        yield where, inside, name in schema.get("required", ())
        yield from fields_of(inside, where)
        if "items" in inside:
            yield from fields_of(inside["items"], f"{where}[]")
