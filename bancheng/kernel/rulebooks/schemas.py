"""JSON Schemas of all rulebook kinds, for editors and for `docs/generated`."""

from __future__ import annotations

from typing import Any

from bancheng.kernel.rulebooks.base import kinds


def json_schemas() -> dict[str, dict[str, Any]]:
    """`item/1` → its JSON Schema (draft 2020-12), titled in Chinese, in order of the kinds."""
    schemas = {}
    for _name, kind in sorted(kinds().items()):
        schema = kind.model.model_json_schema(by_alias=True)
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["$id"] = f"urn:bancheng:rulebook:{kind.schema}"
        schema["title"] = kind.title
        schemas[kind.schema] = schema
    return schemas
