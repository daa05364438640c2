"""The reference of the trial file as text: every key, what it takes, its default and its meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from trialstats.methods.registry import METHODS
from trialstats.trialfile.trial import Trial

__all__ = ["trial_guide"]

Schema = dict[str, Any]


def trial_guide() -> str:
    """Give the reference as Markdown, as it is kept in docs/trial-file-reference.md."""
    schema = Trial.model_json_schema()
    lines = ["# Reference of the trial file", "", "Written from the models by `make schema`; do not edit.", ""]
    lines += section("The file", schema, schema)
    for name in ordered(schema):
        lines += section(name, schema["$defs"][name], schema)
    return "\n".join(lines)


def ordered(schema: Schema) -> list[str]:
    """Name the parts in the order in which a reader meets them, from the top of the file down."""
    found: list[str] = []
    waiting = list(references(schema["properties"]))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting = [*references(schema["$defs"][name]), *waiting]
    return found


def references(part: Any) -> Iterator[str]:
    """Find the parts that a piece of schema refers to."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value.rpartition("/")[2]
            elif key != "mapping":
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def section(name: str, part: Schema, schema: Schema) -> list[str]:
    """Write a part: its sentence, and a line for each key."""
    rows = [
        f"| `{key}` | {takes(field, schema)} | {default(key, field, part)} | {field.get('description', '')} |"
        for key, field in part["properties"].items()
    ]
    head = ["| key | takes | default | meaning |", "|---|---|---|---|"]
    return [f"## {name}", "", " ".join([part.get("description", ""), *goes_with(name)]), "", *head, *rows, ""]


def goes_with(name: str) -> Iterator[str]:
    """Say which displays show a method, and which methods a display shows, as the registry has it."""
    for entry in METHODS:
        if entry.options.__name__ == name and entry.displays:
            yield f"Shown by {links(display.__name__ for display in entry.displays)}."
    shown = [
        entry.options.__name__
        for entry in METHODS
        if entry.options.declared and name in {display.__name__ for display in entry.displays}
    ]
    if shown:
        yield f"Shows {links(dict.fromkeys(shown))}."


def links(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](#{name.lower()})" for name in names)


def takes(field: Schema, schema: Schema) -> str:
    """Say what a key takes, in words."""
    if "$ref" in field:
        return links([field["$ref"].rpartition("/")[2]])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    for key in ("anyOf", "oneOf"):
        if key in field:
            return " or ".join(takes(option, schema) for option in field[key] if option.get("type") != "null")
    if field.get("type") == "array":
        parts = field.get("prefixItems")
        return "two of " + takes(parts[0], schema) if parts else "list of " + takes(field["items"], schema)
    if field.get("type") == "object":
        inner = field.get("additionalProperties") or next(iter(field.get("patternProperties", {}).values()))
        return "`name:` " + takes(inner, schema)
    names = {"string": "text", "boolean": "`true`, `false`", "number": "number", "integer": "whole number"}
    return names[field["type"]]


def default(key: str, field: Schema, part: Schema) -> str:
    """Say what holds when a key is not given."""
    if key in part.get("required", []):
        return "required"
    value = field.get("default")
    if value in (None, [], {}, ""):
        return ""
    if isinstance(value, list):
        return f"`{', '.join(map(str, value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
