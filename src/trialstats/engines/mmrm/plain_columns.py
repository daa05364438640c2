"""The columns of a formula that names columns only, such as `CHG ~ BASE + ARM*AVISIT`, without asking formulaic.

Names, `*` and `:` are most formulas there are, and formulaic takes longer for them than the whole fit of a small trial.
The columns, their order and their names are formulaic's: numbers as they are, levels as dummies, and of the dummies
those that earlier terms do not already stand for. What is not so plain is left to formulaic.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from formulaic.parser.types import Factor

from trialstats.engines.mmrm.arrays import Floats

__all__ = ["PlainColumns", "plain_columns"]

# So many numbers at a time are put side by side: what a processor has at hand.
BLOCK = 2**18

# A column and whether its first level has no dummy; a product of these is what one term adds.
Part = tuple[str, bool]
Product = tuple[Part, ...]


@dataclass(frozen=True)
class PlainColumns:
    """added: what each term adds, in order; levels: those of each column of levels; names: of the p columns."""

    added: tuple[tuple[Product, ...], ...]
    levels: Mapping[str, pd.Index] = field(repr=False)
    names: tuple[str, ...]

    @property
    def products(self) -> list[Product]:
        """What all terms add."""
        return [product for added in self.added for product in added]

    @property
    def of_terms(self) -> list[slice]:
        """The places of each term's columns."""
        sizes = [sum(len(_names(product, self.levels)) for product in added) for added in self.added]
        ends = np.cumsum(sizes).tolist()
        return [slice(end - size, end) for size, end in zip(sizes, ends, strict=True)]

    def matrix(self, frame: pd.DataFrame, *, sums_to_zero: bool = False) -> Floats | None:
        """(r, p): the rows of `frame`, or None where it has values of another kind, or a level that is none here.

        Where `sums_to_zero`, the levels but one are coded by contrasts that sum to zero: 1 for the level, -1 for the
        last.
        """
        codes: dict[str, np.ndarray] = {}
        numbers: dict[str, np.ndarray] = {}
        for name in {name for product in self.products for name, _ in product}:
            column = frame[name]
            if isinstance(column, pd.DataFrame) or _has_levels(column) != (name in self.levels):
                return None
            if name not in self.levels:
                numbers[name] = column.to_numpy()
                continue
            codes[name] = _codes(column, self.levels[name])
            if (codes[name] < 0).any():
                return None
        columns = [
            column
            for product in self.products
            for column in self._columns(product, codes, numbers, len(frame), sums_to_zero=sums_to_zero)
        ]
        return _side_by_side(columns, len(frame))

    def _columns(
        self,
        product: Product,
        codes: Mapping[str, np.ndarray],
        numbers: Mapping[str, np.ndarray],
        n: int,
        *,
        sums_to_zero: bool,
    ) -> list[np.ndarray]:
        """Those of one product: the levels of its first column change fastest."""
        covariates = [numbers[name] for name, _ in product if name in numbers]
        # Whole numbers stay whole until the end: no zero becomes a negative one.
        once = reduce(np.multiply, covariates) if covariates else np.ones(n, dtype=bool)
        factors = [(name, reduced) for name, reduced in product if name in codes]
        coded = [_coded(codes[name], len(self.levels[name]), reduced, sums_to_zero) for name, reduced in factors]
        found = []
        for picked in itertools.product(*reversed(coded)):
            at = list(reversed(picked))
            found.append(reduce(np.multiply, at) * once if at else once)
        return found


def _side_by_side(columns: Sequence[np.ndarray], n: int) -> Floats:
    """(n, p), of columns of whatever numbers."""
    matrix = np.empty((n, len(columns)))
    step = max(1, BLOCK // max(1, len(columns)))
    for start in range(0, n if columns else 0, step):
        rows = slice(start, start + step)
        np.stack([column[rows] for column in columns], axis=1, out=matrix[rows])
    return matrix


def _coded(codes: np.ndarray, n_levels: int, reduced: bool, sums_to_zero: bool) -> list[np.ndarray]:
    """The columns of a factor: all its dummies, or as many columns as it has levels but one."""
    if not reduced:
        return [codes == level for level in range(n_levels)]
    if not sums_to_zero:
        return [codes == level for level in range(1, n_levels)]
    last = (codes == n_levels - 1).astype(np.int8)
    return [(codes == level).astype(np.int8) - last for level in range(n_levels - 1)]


def plain_columns(terms: Iterable[Any], frame: pd.DataFrame) -> PlainColumns | None:
    """The columns of the right-hand side `terms` on `frame`, or None where formulaic must be asked."""
    named = [_columns_of(term) for term in terms]
    known = [names for names in named if names is not None]
    if len(known) < len(named) or not all(name in frame.columns for names in known for name in names):
        return None
    used = {name: frame[name] for names in known for name in names}
    if any(isinstance(column, pd.DataFrame) or not _usual(column) for column in used.values()):
        return None
    levels = {name: _levels(column) for name, column in used.items() if _has_levels(column)}
    # formulaic passes over fields that begin so.
    if any(isinstance(level, str) and level.startswith("__") for own in levels.values() for level in own):
        return None
    added = tuple(map(tuple, _added(known, levels)))
    names = tuple(name for products in added for product in products for name in _names(product, levels))
    # Levels that are written alike would share a column.
    return PlainColumns(added, levels, names) if len(set(names)) == len(names) else None


def _columns_of(term: Any) -> list[str] | None:
    """The columns that a term multiplies, none for the intercept; None where it holds anything else."""
    factors = list(dict.fromkeys(term.factors))
    if [factor.expr for factor in factors] == ["1"]:
        return []
    if all(factor.eval_method is Factor.EvalMethod.LOOKUP for factor in factors):
        return [factor.expr for factor in factors]
    return None


def _usual(column: pd.Series) -> bool:
    return _has_levels(column) or (isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf")


def _has_levels(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) or column.dtype in ("object", "str")


def _codes(column: pd.Series, levels: pd.Index) -> np.ndarray:
    """The number of each value's level, -1 for one that is none."""
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.categories.equals(levels):
        return column.cat.codes.to_numpy()
    return np.asarray(levels.get_indexer(pd.Index(column)))


def _levels(column: pd.Series) -> pd.Index:
    """A categorical's own, in their order; of text those there are, sorted."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories
    return column.astype("category").cat.categories


def _added(terms: Sequence[Sequence[str]], levels: Mapping[str, pd.Index]) -> list[list[Product]]:
    """What each term adds to those before it.

    A column of levels stands for an intercept and for what is left of it (its dummies but the first); a term of several
    stands for all products of these. What earlier terms stand for already is left out, and the rest is put together
    again to as few products as it takes.
    """
    spanned: set[frozenset[Part]] = set()
    found = []
    for names in terms:
        choices = [((name, True), None) if name in levels else ((name, False),) for name in names]
        products = [tuple(part for part in picked if part is not None) for picked in itertools.product(*choices)]
        new = [product for product in products if frozenset(product) not in spanned]
        spanned |= {frozenset(product) for product in new}
        found.append(_together(new))
    return found


def _together(products: Iterable[Product]) -> list[Product]:
    """As few products as span the same: (any) + (any):(reduced) is (any):(full)."""
    found: list[Product] = []
    for product in sorted(products, key=len):
        for other in found:
            apart = set(product) - set(other)
            if len(product) - 1 != len(other) or len(apart) != 1:
                continue
            name, reduced = next(iter(apart))
            if reduced:
                full = tuple((name, False) if part == (name, True) else part for part in product)
                found = _together([each for each in found if each != other] + [full])
                break
        else:
            found.append(product)
    return found


def _names(product: Product, levels: Mapping[str, pd.Index]) -> list[str]:
    """The names of the columns of one product, those of its first column's levels changing fastest."""
    if not product:
        return ["Intercept"]
    fields = []
    for name, reduced in product:
        if name not in levels:
            fields.append([name])
        elif reduced:
            fields.append([f"{name}[T.{level}]" for level in levels[name][1:]])
        else:
            fields.append([f"{name}[{level}]" for level in levels[name]])
    return [":".join(reversed(picked)) for picked in itertools.product(*reversed(fields))]
