"""Pydantic's errors in the user's words, with the nearest name that would have been right."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic_core import ErrorDetails

from trialstats.trialfile.text.alike import difference, folded
from trialstats.trialfile.text.document import dotted
from trialstats.trialfile.text.elsewhere import belongs_to
from trialstats.trialfile.text.written import written

__all__ = ["closest", "describe", "kind_at", "nearest", "nearest_few", "one_line", "sentence", "written_path"]

LONGEST = 1000  # characters of a message
MOST_KNOWN = 60  # names that are listed where none is near
LEAST_PERCENT = 2.0  # what is less, and above 1, is rather a slip than a percentage
NEAR = 0.8  # how near a key must be to be meant, where the one that is written belongs elsewhere


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Suggest the closest known name, or list them when nothing is close and they are few."""
    names = [str(name) for name in known]
    if found := closest(word, names, cutoff):
        same = difference(word, found) if not (word.isascii() and found.isascii()) else ""
        return f" (did you mean `{pasted(found)}`{same}?)"
    return f" (known: {', '.join(map(pasted, names))})" if 0 < len(names) <= MOST_KNOWN else ""


def nearest_few(word: str, known: Iterable[str], cutoff: float, few: int) -> str:
    """Suggest the closest known name, or the few that are nearest of many."""
    names = [str(name) for name in known]
    if len(names) <= few or closest(word, names, cutoff):
        return nearest(word, names, cutoff)
    near = sorted(names, key=lambda name: -difflib.SequenceMatcher(None, word.casefold(), name.casefold()).ratio())
    return f" (nearest of {len(names)}: {', '.join(map(pasted, near[:few]))})"


def closest(word: str, names: Sequence[str], cutoff: float) -> str | None:
    """Find the name that is nearest to a word, if one is near; one that looks the same before any other."""
    alike = next((name for name in names if name != word and folded(name) == folded(word)), None)
    spelt = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(word.casefold(), spelt, n=1, cutoff=cutoff)
    return alike or (spelt[close[0]] if close else None)


def pasted(name: str) -> str:
    """Write a name so that it can be pasted: one with signs that are not seen in quotation marks, with their codes."""
    return name if name.isprintable() else written(name)


def one_line(text: str) -> str:
    """Write control characters and line ends as YAML would, so that a message stays one line that can be read."""
    return "".join(c if c.isprintable() or c in "\xa0" else c.encode("unicode_escape").decode() for c in cut(text))


def cut(text: str) -> str:
    """Leave out the end of a text that is too long to be read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text):,} characters)"


def written_path(root: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Take out of pydantic's path what the author did not write: the tags of unions and `[key]` marks."""
    return walk(root, loc)[0]


def kind_at(root: type[BaseModel], loc: tuple[str | int, ...]) -> Any:
    """Find the type of what pydantic's path leads to, with what it asks of its values; None where it leads nowhere."""
    return follow(root, loc)[1]


def walk(root: Any, loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], Any]:
    """Follow a path through the models: the part of it that stands in the file, and the type it ends at."""
    path, kind = follow(root, loc)
    return path, strip(kind)


def follow(root: Any, loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], Any]:
    """Follow a path to the type it ends at, with all that is asked of it."""
    path: list[str | int] = []
    current: Any = root
    for step in loc:
        current = strip(current)
        if is_union(current):
            current = member(current, step)
            if current is not None:
                continue  # the step was a union's tag
        if step == "[key]":
            continue
        path.append(step)
        current = child(current, step)
    return tuple(path), current


def strip(kind: Any) -> Any:
    """Take off Annotated and Optional."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif is_union(kind) and len(some := [a for a in get_args(kind) if a is not type(None)]) == 1:
            kind = some[0]
        else:
            return kind


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def member(union: Any, tag: str | int) -> Any:
    """Find the part of a union that has this tag, or the model whose discriminating field has this value."""
    for option in get_args(union):
        if get_origin(option) is Annotated and any(isinstance(m, Tag) and m.tag == tag for m in option.__metadata__):
            return option
        for name in ("method", "kind", "name"):
            field = getattr(option, "model_fields", {}).get(name)
            if field is not None and tag in get_args(field.annotation):
                return option
    return None


def child(kind: Any, step: str | int) -> Any:
    """Find the type of a field of a model, of a dict's values or of a sequence's items."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                return Annotated[field.annotation, field]
        return None
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    return arguments[0] if arguments else None


def keys_of(kind: Any) -> list[str]:
    """List the keys a model accepts, as they are written."""
    fields = getattr(kind, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def describe(root: type[BaseModel], error: ErrorDetails) -> str:
    """Say one of pydantic's errors as a sentence about a key of the trial file."""
    path, _ = walk(root, error["loc"])
    where, context, given = dotted(path), error.get("ctx", {}), error.get("input")
    match error["type"]:
        case "extra_forbidden":
            _, parent = walk(root, error["loc"][:-1])
            key, known = str(path[-1]), keys_of(parent)
            place = "" if closest(key, known, NEAR) else belongs_to(root, key, str(path[0]))
            return f"{where} is not a known key" + (f" here: it belongs to {place}" if place else nearest(key, known))
        case "missing":
            return f"{where} is missing{choices(walk(root, error['loc'])[1])}"
        case "union_tag_not_found":
            return f"{where}.{str(context['discriminator']).strip(chr(39))} is missing"
        case "union_tag_invalid":
            known = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
            key = str(context["discriminator"]).strip("'")
            return f"{where}.{key} = {context['tag']} is not known{nearest(str(context['tag']), known)}"
        case "literal_error" | "enum":
            known = str(context["expected"]).replace(" or ", ", ").split(", ")
            return f"{where} = {given} is not known{nearest(str(given), [k.strip(chr(39)) for k in known])}"
        case "value_error":
            return f"{where}: {context['error']}" if where else str(context["error"])
    if isinstance(given, dict) and error["type"] in ("tuple_type", "list_type"):
        return f"{where}: must be a list, each of its entries a set of keys, e.g. [{{...}}]"
    if isinstance(given, dict) or error["loc"][-1] == "[key]":  # the path says it all
        return f"{where}: {plain(error)}"
    return f"{where} = {shown(given)}: {plain(error)}{of_percent(error)}"


def of_percent(error: ErrorDetails) -> str:
    """Tell who writes percent where a part of 1 is wanted how that is written."""
    if error["type"] not in ("less_than", "less_than_equal") or next(iter(error.get("ctx", {}).values())) != 1:
        return ""
    given = float(error["input"])
    return f"; {given:g}% is written {given / 100:g}" if LEAST_PERCENT <= given <= 100 else ""


def choices(kind: Any) -> str:
    """List what a key that is missing could be, where that is one of some words."""
    words = [str(word) for word in get_args(kind)] if get_origin(kind) is Literal else []
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = [str(one.value) for one in kind]
    words = ["true", "false"] if kind is bool else words
    return f": one of {', '.join(words)}" if 1 < len(words) <= MOST_KNOWN else ""


PLAIN = {
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "dict_type": "must be a set of `key: value` lines",
    "model_type": "must be a set of `key: value` lines",
    "model_attributes_type": "must be a set of `key: value` lines",
    "tuple_type": "must be a list, e.g. [A, B]",
    "list_type": "must be a list, e.g. [A, B]",
}


def sentence(kind: str, **context: Any) -> str:
    """Say what one of pydantic's kinds of error means, as in a problem, where nothing is wrong yet."""
    return plain({"type": kind, "loc": (), "msg": "", "input": None, "ctx": context})


def plain(error: ErrorDetails) -> str:
    """Say what is wrong with a value."""
    context = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        for place in ("n", "page"):
            if rf"\{{{place}\}}" in pattern:
                return f"must hold {{{place}}} once, which a number takes the place of"
        if pattern.endswith("FL$"):
            return "a flag has 3 to 8 capital letters or digits and ends in FL, e.g. FASFL"
        if pattern.startswith(r"^\d{4}-"):
            return "a day is written as 2026-01-31"
        if "/" in pattern:
            return "a share is a number or a fraction, e.g. 1/3"
        if "0,7" in pattern:
            return "a variable has up to 8 capital letters, digits or _, beginning with a letter, e.g. AGE"
        return "a name has letters, digits and _, beginning with a letter"
    if error["type"] in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        bound = format(next(iter(context.values())), "g")
        return f"must be {error['type'].replace('_', ' ').replace('than equal', 'than or equal to')} {bound}"
    if error["type"] == "too_short":
        return f"needs at least {context['min_length']} entr{'y' if context['min_length'] == 1 else 'ies'}"
    if error["type"] == "too_long":
        return f"has more than {context['max_length']} entries"
    return PLAIN.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])


def shown(value: Any) -> str:
    """Show a value shortly."""
    if value is None:
        return "(nothing)"
    if value == "":
        return '""'
    text = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
