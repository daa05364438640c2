"""Keys that several classes of the trial file have are written once, in the class that those extend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pydantic import BaseModel

from trialstats.trialfile.schema_values import REFERENCE, Schema

__all__ = ["Model", "extended", "shared_classes", "without_words"]

Model = type[BaseModel]
WORDS = ("description", "default")  # what is said of a value, beside which values there are


def shared_classes(models: Sequence[Model]) -> list[Model]:
    """List the classes that two or more of the models extend, and that are none of them, from the models up."""
    above = dict.fromkeys(chain.from_iterable(model.__mro__[1:] for model in models))
    classes = [base for base in above if issubclass(base, BaseModel) and base.model_fields and base not in models]
    return [base for base in classes if sum(issubclass(model, base) for model in models) > 1]


def extended(whole: Mapping[Model, Schema], shared: Iterable[Model], names: Mapping[Model, str]) -> dict[str, Schema]:
    """Write classes as what they add to the shared classes that they extend, by their names in `$defs`.

    whole: models and shared classes with all of their keys.
    """
    parents: dict[Model, Schema] = {}
    for base in sorted(shared, key=lambda base: len(base.__mro__)):
        common = common_part(whole[base], [whole[model] for model in whole if issubclass(model, base)])
        if added(base, common, parents)["properties"]:
            parents[base] = common
    written = {names[base]: {"type": "object", **extension(base, parents[base], parents, names)} for base in parents}
    for model in whole:
        if model not in shared:
            about: Schema = {key: whole[model][key] for key in ("description", "type", "anyOf") if key in whole[model]}
            content = extension(model, whole[model], parents, names)
            closed = "unevaluatedProperties" if "allOf" in content else "additionalProperties"
            written[names[model]] = {**about, **content, closed: False}
    return written


def common_part(base: Schema, models: Sequence[Schema]) -> Schema:
    """Give the keys of a class that mean the same in all models that extend it, or less; and which all of them need."""
    keys = {
        key: value
        for key, value in base["properties"].items()
        if all(narrows(model["properties"][key], value) for model in models)
    }
    needed = [key for key in keys if all(key in model.get("required", []) for model in models)]
    return {"properties": keys, "required": needed}


def narrows(value: Schema, wider: Schema) -> bool:
    """Tell whether values of one schema are all values of the other: the same ones, or some of those listed."""
    if without_words(value) == without_words(wider):
        return True
    listed = value.get("enum", [value["const"]] if "const" in value else None)
    return listed is not None and {*listed} <= {*wider.get("enum", ())}


def without_words(value: Schema) -> Schema:
    return {key: part for key, part in value.items() if key not in WORDS}


def added(model: Model, part: Schema, parents: Mapping[Model, Schema]) -> Schema:
    """Give the keys of a class that are not those of the classes it extends, and which it needs beside theirs."""
    above = [parents[base] for base in model.__mro__[1:] if base in parents]
    keys = {key: value for base in reversed(above) for key, value in base["properties"].items()}
    needed = {key for base in above for key in base["required"]}
    return {
        "properties": {key: value for key, value in part["properties"].items() if keys.get(key) != value},
        "required": [key for key in part.get("required", []) if key not in needed],
    }


def extension(model: Model, part: Schema, parents: Mapping[Model, Schema], names: Mapping[Model, str]) -> Schema:
    """Write the classes that a class extends, and what it adds."""
    above = [base for base in model.__mro__[1:] if base in parents]
    nearest = [base for base in above if not any(issubclass(other, base) for other in above if other is not base)]
    extends = {"allOf": [{"$ref": REFERENCE + names[base]} for base in nearest]} if nearest else {}
    content = {key: value for key, value in added(model, part, parents).items() if value}
    return {**extends, **content}
