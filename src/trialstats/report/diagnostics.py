"""The notes of an analysis as facts, grids and blocks: what is known in a good order, the rest all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialstats.report.order import KEYS, in_order
from trialstats.report.shapes import is_line, is_list_of_mappings, is_mapping_of_scalars, is_matrix
from trialstats.report.words import absent, is_number, join, named, rounded, shown

__all__ = ["Block", "Facts", "Grid", "describe"]

INLINE = ("left_out",)
RANDOM_EFFECTS = ("Intercept", "Slope")
FEW = 8


@dataclass(frozen=True)
class Facts:
    """Names and values."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A small table; the first `named` cells of each row name it."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    named: int = 1


@dataclass(frozen=True)
class Block:
    """Parts under a title."""

    title: str
    parts: tuple[Any, ...]


Notes = Mapping[str, Any]
Parts = list[Facts | Grid | Block]


def describe(notes: Notes) -> Parts:
    """Turn a mapping into parts; what is empty is left out."""
    kept = {key: notes[key] for key in in_order(notes) if not (notes[key] in ({}, []) or absent(notes[key]))}
    facts = tuple((fact_name(key, value), fact(value)) for key, value in kept.items() if is_line(value))
    parts: Parts = [Facts(facts)] if facts else []
    for key, value in kept.items():
        if not is_line(value):
            parts += nested(key, value, notes)
    return parts


def fact_name(key: str, value: Any) -> str:
    """Name a fact; a covariance that is a word is a structure."""
    return named("structure" if key == "covariance" and isinstance(value, str) else key)


def fact(value: Any) -> str:
    """Write a value that fits into a line; of a mapping `n 110; SD 12.1`, without the counts that are zero."""
    if not isinstance(value, Mapping):
        return shown(value)
    kept = [key for key in in_order(value) if not absent(value[key]) and not is_zero_count(value[key])]
    return join("; ", (join(" ", (named(key), shown(rounded(value[key])))) for key in kept)) or "none"


def is_zero_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value == 0


def nested(key: str, value: Any, beside: Notes) -> Parts:
    """Turn a value that is more than a line into parts."""
    if is_matrix(value):
        return [matrix(key, value, beside)]
    if isinstance(value, Mapping):
        leaves = list(paths(value))
        if all(is_mapping_of_scalars(leaf) for _, leaf in leaves):
            return [grid(named(key), [({"": ", ".join(path)}, leaf) for path, leaf in leaves])]
        return [Block(named(key), tuple(describe(value)))]
    if is_list_of_mappings(value):
        return records(key, value)
    return [Facts(((named(key), shown(value)),))]


def records(key: str, items: Sequence[Notes]) -> Parts:
    """Turn like mappings into what all share, grids of what differs, and blocks for what is larger."""
    keys = in_order(name for item in items for name in item)
    lines = [name for name in keys if all(is_line(item.get(name)) for item in items)]
    if len(items) == 1 and (len(lines) > FEW or len(lines) < len(keys)):
        return [Block(named(key), tuple(describe(items[0])))]
    shared = {name: items[0][name] for name in lines if name not in KEYS and is_shared(name, items)}
    names = [name_record(item, keys, position) for position, item in enumerate(items)]
    own = [{name: item.get(name) for name in keys if name not in {*KEYS, *shared}} for item in items]
    parts: Parts = [*describe(shared), *grids_of(names, own)]
    for name, item in zip(names, own, strict=True):
        large = [part for k, v in item.items() if is_large(v) for part in nested(k, v, {**shared, **item})]
        parts += [Block(", ".join(name.values()), tuple(large))] if large else []
    return [Block(named(key), tuple(parts))]


def is_shared(name: str, items: Sequence[Notes]) -> bool:
    """Tell whether all records say the same; numbers stay in their row, even where they happen to agree."""
    first = items[0].get(name)
    alike = len(items) > 1 and all(item.get(name) == first for item in items)
    return alike and not is_number(first) and not isinstance(first, Mapping)


def is_large(value: Any) -> bool:
    """Tell whether a value needs a block of its own, rather than rows in a grid with those of other records."""
    return not is_line(value) and not is_list_of_mappings(value)


def name_record(item: Notes, keys: Sequence[str], position: int) -> dict[str, str]:
    """Name a record by its keys, or by its place in the list."""
    return {named(key): shown(item.get(key)) for key in KEYS if key in keys} or {"": str(position + 1)}


def grids_of(names: Sequence[Mapping[str, str]], items: Sequence[Notes]) -> Parts:
    """Lay out the lines of the records in one grid; mappings and lists of records in further grids."""
    keys = in_order(key for item in items for key in item)
    crowds = [key for key in keys if key not in INLINE and any(is_crowd(item.get(key)) for item in items)]
    simple = [{k: v for k, v in item.items() if k not in crowds and is_line(v)} for item in items]
    parts: Parts = [grid("", list(zip(names, simple, strict=True)))] if any(simple) else []
    for key in crowds:
        rows = [(name, row) for name, item in zip(names, items, strict=True) for row in rows_of(item.get(key))]
        parts += [grid(named(key), rows)] if rows else []
    return parts


def is_crowd(value: Any) -> bool:
    """Tell whether a value has columns of its own: a mapping, or a list of records."""
    return bool(value) and (is_mapping_of_scalars(value) or is_list_of_mappings(value))


def rows_of(value: Any) -> list[Notes]:
    """List the rows that a value fills: none where it says nothing, as of a model that has no such thing."""
    if isinstance(value, Mapping):
        return [] if all(absent(item) for item in value.values()) else [value]
    return list(value or ())


def grid(caption: str, rows: Sequence[tuple[Mapping[str, str], Notes]]) -> Grid:
    """Lay out rows, each a mapping of names and one of values; columns without any value are left out."""
    ids = list(rows[0][0])
    found = in_order(key for _, row in rows for key in row)
    columns = [key for key in found if any(tells(key, row.get(key)) for _, row in rows)]
    texts = [(*names.values(), *(fact(rounded_in(caption, row.get(key))) for key in columns)) for names, row in rows]
    heads = [fact_name(key, next((row[key] for _, row in rows if row.get(key)), None)) for key in columns]
    return Grid(caption, (*ids, *heads), tuple(texts), len(ids))


def tells(key: str, value: Any) -> bool:
    """Tell whether a value says anything; an empty mapping does where it means that nothing was left out."""
    return not absent(value) and value != [] and (value != {} or key in INLINE)


def rounded_in(caption: str, value: Any) -> Any:
    """Keep fewer digits in the grids that only describe, all that are shown in those of fits."""
    return rounded(value) if caption else value


def matrix(key: str, value: Sequence[Sequence[float]], beside: Notes) -> Grid:
    """Lay out a square matrix; the visits beside it, or the random effects, name its rows."""
    visits = beside.get("visits") or ()
    labels = [str(position + 1) for position in range(len(value))]
    if len(visits) == len(value):
        labels = [str(visit) for visit in visits]
    elif key == "random_covariance" and len(value) <= len(RANDOM_EFFECTS):
        labels = list(RANDOM_EFFECTS[: len(value)])
    rows = [(label, *(shown(rounded(x)) for x in line)) for label, line in zip(labels, value, strict=True)]
    return Grid(named(key), ("", *labels), tuple(rows))


def paths(value: Notes, before: tuple[str, ...] = ()) -> Iterable[tuple[tuple[str, ...], Any]]:
    """Walk down nested mappings to those that hold values."""
    for key, item in value.items():
        if isinstance(item, Mapping) and item and not is_mapping_of_scalars(item):
            yield from paths(item, (*before, str(key)))
        else:
            yield (*before, str(key)), item
