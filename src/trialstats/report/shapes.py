"""The shapes that values in notes have: scalars, lines, squares of numbers, lists of like mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialstats.report.words import is_number

__all__ = ["is_line", "is_list_of_mappings", "is_mapping_of_scalars", "is_matrix", "is_plain"]


def is_scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def is_plain(value: Any) -> bool:
    """Tell whether a value is a scalar or a list of them."""
    return is_scalar(value) or (isinstance(value, list | tuple) and all(is_scalar(item) for item in value))


def is_mapping_of_scalars(value: Any) -> bool:
    """Tell whether a value is a mapping that fits into a line."""
    return isinstance(value, Mapping) and all(is_plain(item) for item in value.values())


def is_line(value: Any) -> bool:
    """Tell whether a value fits into a line."""
    return is_plain(value) or is_mapping_of_scalars(value)


def is_list_of_mappings(value: Any) -> bool:
    """Tell whether a value is a list of records."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def is_matrix(value: Any) -> bool:
    """Tell whether a value is a square of numbers."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(line, list) and len(line) == len(value) and all(map(is_number, line)) for line in value)
    )
