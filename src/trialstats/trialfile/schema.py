"""The JSON schema of trial files, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from trialstats.trialfile.parts.analysis import Names
from trialstats.trialfile.parts.part import Bounds, DateFormats, Name, OneOrMore, Text, Variable
from trialstats.trialfile.parts.problems import Fate
from trialstats.trialfile.schema_keys import extended, shared_classes, without_words
from trialstats.trialfile.schema_values import REFERENCE, Schema, ValueSchema
from trialstats.trialfile.trial import Trial

__all__ = ["trial_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

# What many keys take, by its name in `$defs`; where it may be null `Optional` stands before the name.
VALUES: dict[str, Any] = {
    "Text": Text,
    "Texts": OneOrMore,
    "Name": Name,
    "Variable": Variable,
    "Variables": Names,
    "Number": float,
    "WholeNumber": int,
    "TruthValue": bool,
    "Bounds": Bounds,
    "DateFormats": DateFormats,
    "Fate": Fate,
}


def trial_schema() -> str:
    """Give the schema as JSON text, as it is kept in workflow/schemas/trial.schema.json."""
    values = named_values()
    parts = {name: within(part, values) for name, part in (classes() | values).items()}
    trial = parts.pop(Trial.__name__)
    used = {name: parts[name] for name in sorted(reached(trial, parts))}
    return json.dumps({"$schema": DRAFT, **trial, "$defs": used}, indent=1, ensure_ascii=False) + "\n"


def classes() -> dict[str, Schema]:
    """Write the classes of the trial file, and those that they share keys with, by name."""
    generator = ValueSchema()
    generator.generate(Trial.__pydantic_core_schema__)
    models = list(dict.fromkeys(generator.models))
    shared = shared_classes(models)
    references, whole = models_json_schema(
        [(model, "validation") for model in (*models, *shared)], schema_generator=ValueSchema
    )
    names = {model: references[model, "validation"]["$ref"].removeprefix(REFERENCE) for model in (*models, *shared)}
    return extended({model: whole["$defs"][name] for model, name in names.items()}, shared, names)


def named_values() -> dict[str, Schema]:
    """Write what many keys take, by name."""
    kinds = VALUES | {f"Optional{name}": kind | None for name, kind in VALUES.items()}
    written = {name: ValueSchema().generate(TypeAdapter(kind).core_schema) for name, kind in kinds.items()}
    return {name: {key: part for key, part in value.items() if key != "$defs"} for name, value in written.items()}


def referring(part: Any, values: Mapping[str, Schema]) -> Any:
    """Write a piece of schema with a reference in the place of a named value, beside its words.

    Only words stand there: of a reference with a rule beside it editors do not see the type.
    """
    if isinstance(part, list):
        return [referring(item, values) for item in part]
    if not isinstance(part, dict):
        return part
    name = next((name for name, value in values.items() if value == without_words(part)), None)
    if name is None:
        return within(part, values)
    return {"$ref": REFERENCE + name, **{key: said for key, said in part.items() if key not in values[name]}}


def within(part: Schema, values: Mapping[str, Schema]) -> Schema:
    return {key: referring(value, values) for key, value in part.items()}


def reached(part: Any, parts: Mapping[str, Schema]) -> set[str]:
    """Name the definitions that a piece of schema refers to, and those that they refer to."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        new = {*references(waiting.pop())} - found
        found |= new
        waiting += [parts[name] for name in new]
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value.removeprefix(REFERENCE)
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)
