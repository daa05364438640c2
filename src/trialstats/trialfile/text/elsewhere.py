"""A key that is not known where it stands and is elsewhere in the trial file: where it belongs."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

__all__ = ["belongs_to"]

MOST = 3  # places that are named
TAGS = ("method", "kind", "name")  # the keys that tell the classes of a union apart
NAME = "NAME"
# A path, what tells its class from others of that place (a key and its value), and a key of it.
Known = tuple[str, tuple[str, str] | None, str]


def belongs_to(root: type[BaseModel], key: str, section: str) -> str:
    """Say where a key belongs: `datasets.NAME.parameters.NAME`; nothing where it belongs nowhere, or in many places.

    section: in which part of the trial file it was found: the places of another are told only where this has none.
    """
    places: dict[str, list[tuple[str, str]]] = {}
    for path, tag, known in keys(root, "", ()):
        if key == known:
            places.setdefault(path, []).extend([tag] if tag else [])
    if not 0 < len(places) <= MOST:
        return ""
    near = [path for path in places if path.partition(".")[0] == section] or [*places]
    said = [f"{path or 'the top of the trial file'}{of(places[path])}" for path in near]
    return " or ".join(said)


def of(tags: list[tuple[str, str]]) -> str:
    """Name the classes of a place: ` of method mmrm or limbs`."""
    if not tags:
        return ""
    words = list(dict.fromkeys(word for _, word in tags))
    return f" of {tags[0][0]} {' or '.join(words[:MOST])}{' ...' if len(words) > MOST else ''}"


def keys(model: type[BaseModel], path: str, above: tuple[type[BaseModel], ...]) -> Iterator[Known]:
    """Yield every key with its path and, where classes of one place differ, what tells its class."""
    tag = next(((name, word) for name in TAGS if (word := one_text(model, name))), None)
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield path, tag, key
        for inner, step in models(field.annotation):
            if inner not in (*above, model):
                yield from keys(inner, f"{path}.{key}{step}".removeprefix("."), (*above, model))


def one_text(model: type[BaseModel], name: str) -> str:
    """Give the one text that a field can hold; nothing where it can hold another."""
    field = model.model_fields.get(name)
    options = get_args(field.annotation) if field is not None and get_origin(field.annotation) is Literal else ()
    return str(options[0]) if len(options) == 1 else ""


def models(kind: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """Yield the models that a type holds, and the step to them: `.NAME` into named entries."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind, ""
    elif get_origin(kind) is Annotated:
        yield from models(get_args(kind)[0])
    elif get_origin(kind) is dict:
        yield from ((model, f".{NAME}{step}") for model, step in models(get_args(kind)[1]))
    elif get_origin(kind) in (Union, types.UnionType, tuple, list):
        for option in get_args(kind):
            yield from models(option)
