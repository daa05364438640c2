"""Subgroups: the levels of a factor, how they are called, and what of an effect in one is said with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Row, with_reason
from trialstats.trialfile.parts.levels import in_natural_order

__all__ = ["factor_keys", "levels_of", "marked", "nobody"]


def levels_of(column: pd.Series) -> list[str]:
    """List the levels of a factor as declared, whether or not anybody is in them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(level) for level in column.cat.categories]
    return in_natural_order(column.dropna().unique())


def factor_keys(inputs: Inputs, factor: str) -> Row:
    """Name a factor: `group` its label, `variable` itself."""
    known = inputs.covariates.get(factor)
    return {"group": known.label if known else factor, "variable": factor}


def marked(row: Row, sizes: Sequence[float], minimum: int) -> Row:
    """Add the reason to mistrust a comparison in which an arm has few subjects."""
    if "level" not in row or not sizes or min(sizes) >= minimum:
        return row
    return {**row, "reason": f"fewer than {minimum} subjects in an arm: not an estimate to lean on"}


def nobody(row: Row, sizes: Mapping[str, int], where: str) -> Row | None:
    """Give a row without numbers where an arm has nobody; None where all have."""
    empty = [arm for arm, size in sizes.items() if not size]
    if not empty:
        return None
    (told,) = with_reason([row], f"no subject of arm {', '.join(empty)} {where}")
    return {**told, "n": sum(sizes.values())} if len(sizes) == 1 else told
