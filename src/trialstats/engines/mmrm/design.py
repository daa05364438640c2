"""From a formula and a data frame to the outcome, the predictors and who was seen when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.coding import Coding, code_rows
from trialstats.engines.mmrm.formula import columns_of, evaluate_outcome, parse_formula
from trialstats.engines.mmrm.frame import level_codes, select_rows
from trialstats.engines.mmrm.names import shorten
from trialstats.errors import ArgumentError, FitError

__all__ = ["ROUNDING", "Design", "Roles", "build_design", "refuse_constant", "refuse_size", "role_faults"]

# Outcomes that differ by no more than this part of the largest are one number: sums and differences of decimals are
# off by some 1e-16 of the numbers they are made of, which may be a thousand times as large.
ROUNDING = 1e-12
SMALLEST, LARGEST = 1e-100, 1e100


@dataclass(frozen=True)
class Roles:
    """The columns that are not in the formula: who, when, and what else a fit may be told."""

    subject: str
    visit: str | None
    group: str | None = None
    time: str | None = None
    weights: str | None = None

    @property
    def columns(self) -> list[str]:
        return [name for name in (self.subject, self.visit, self.group, self.time, self.weights) if name is not None]


def role_faults(roles: Roles) -> list[str]:
    """What is wrong with the names of columns that are not in the formula, one line each."""
    return [
        f"{role}={name!r} must be the name of a column"
        for role, name in vars(roles).items()
        if not isinstance(name, str) and (name is not None or role == "subject")
    ]


@dataclass(frozen=True)
class Design:
    """What a fit is made of, one entry for each of the n rows used.

    predictors (n, p), outcome (n,), terms (p names), subject and visit codes (n,), visits (T
    labels in their order), groups, times and weights (n,) where they were named, frame (the rows used, with
    the caller's index), excluded; and of the right-hand side its columns and its coding, which codes new rows in the
    same way.
    """

    predictors: Floats
    outcome: Floats
    terms: tuple[str, ...]
    subjects: Integers
    subject_labels: pd.Index
    visits: Integers
    visit_labels: pd.Index
    groups: Integers | None
    group_labels: pd.Index | None
    times: Floats | None
    weights: Floats | None
    frame: pd.DataFrame
    excluded: pd.DataFrame
    columns: frozenset[str]
    coding: Coding
    roles: Roles

    @property
    def n_obs(self) -> int:
        return len(self.outcome)

    @property
    def n_subjects(self) -> int:
        return int(self.subjects.max()) + 1

    @property
    def n_visits(self) -> int:
        return len(self.visit_labels)


def build_design(formula: str, data: pd.DataFrame, roles: Roles) -> Design:
    """Build the design of `formula` on `data`.

    Raises FitError where the formula cannot be read or has no outcome, where a column is
    unknown, for the faults of `select_rows`, for two rows of one subject and visit, for an outcome or predictor that
    is not finite, for a time that is not a number and a weight that is not positive.
    """
    parsed = parse_formula(formula)
    if not isinstance(data, pd.DataFrame):
        raise ArgumentError(f"data must be a pandas DataFrame, not {type(data).__name__}")
    left, right = columns_of(parsed.lhs, data), columns_of(parsed.rhs, data)
    used = select_rows(data, sorted(left | right), roles.columns)
    frame = used.frame
    for name in left & set(frame.columns):
        _refuse_text(frame, name, formula)
    outcome, coding = evaluate_outcome(parsed.lhs, frame), code_rows(parsed.rhs, frame)
    predictors, terms = coding.fitted, coding.names
    _refuse_outcome(outcome, frame.index, formula)
    _refuse_predictors(predictors, terms)
    subjects, subject_labels = pd.factorize(frame[roles.subject])
    visits, visit_labels = _visits(frame, subjects.astype(np.intp), roles)
    groups, group_labels = (None, None) if roles.group is None else level_codes(frame[roles.group])
    return Design(
        predictors=predictors,
        outcome=outcome,
        terms=terms,
        subjects=subjects.astype(np.intp),
        subject_labels=pd.Index(subject_labels),
        visits=visits,
        visit_labels=visit_labels,
        groups=groups,
        group_labels=group_labels,
        times=_numbers(frame, "time", roles.time),
        weights=_positive(frame, roles.weights),
        frame=frame,
        excluded=used.excluded,
        columns=right,
        coding=coding,
        roles=roles,
    )


def _visits(frame: pd.DataFrame, subjects: Integers, roles: Roles) -> tuple[Integers, pd.Index]:
    """The visit of each row and the visits; where none are named, the subject's first record, its second, .."""
    if roles.visit is None:
        codes = pd.Series(subjects).groupby(subjects).cumcount().to_numpy().astype(np.intp)
        return codes, pd.RangeIndex(1, int(codes.max()) + 2)
    visits, labels = level_codes(frame[roles.visit])
    _refuse_duplicates(frame, subjects, visits, roles)
    return visits, labels


def refuse_constant(outcome: Floats, what: str) -> None:
    """Raise FitError where the outcome is one number but for rounding (45.1 - 45 is not quite 0.1)."""
    if np.ptp(outcome) <= ROUNDING * np.abs(outcome).max():
        raise FitError(f"{what} is {outcome[0]:g} in every row: nothing to model")


def _refuse_text(frame: pd.DataFrame, name: str, formula: str) -> None:
    """An outcome of levels would become a column for each of them."""
    if formula.split("~")[0].strip(" `") == name and not pd.api.types.is_numeric_dtype(frame[name].dtype):
        raise FitError(f"the outcome {name} is not a column of numbers: it holds {frame[name].iloc[0]!r}")


def _refuse_outcome(outcome: Floats, index: pd.Index, formula: str) -> None:
    name = formula.split("~")[0].strip()
    bad = ~np.isfinite(outcome)
    if bad.any():
        raise FitError(f"the outcome {name} is not finite in row {shorten(list(index[bad]))}")
    refuse_constant(outcome, f"the outcome {name}")
    refuse_size(f"the outcome {name}", float(np.abs(outcome).max()))


def _refuse_predictors(predictors: Floats, terms: tuple[str, ...]) -> None:
    least, most = predictors.min(axis=0), predictors.max(axis=0)
    faulty = np.flatnonzero(~(np.isfinite(least) & np.isfinite(most)))
    if len(faulty):
        raise FitError(f"not finite in some rows: {shorten([terms[j] for j in faulty])}")
    twice = sorted({term for term in terms if terms.count(term) > 1})
    if twice:
        raise FitError(f"two coefficients are called {shorten(twice)}: rename the column")
    for term, largest in zip(terms, np.maximum(-least, most), strict=True):
        refuse_size(term, float(largest))


def refuse_size(name: str, largest: float) -> None:
    """Raise FitError for numbers that cannot be squared in double precision."""
    if largest and not SMALLEST < largest < LARGEST:
        raise FitError(f"{name} has numbers of the size {largest:.0e}, too near the end of what can be computed with")


def _refuse_duplicates(frame: pd.DataFrame, subjects: Integers, visits: Integers, roles: Roles) -> None:
    pair = subjects * (int(visits.max()) + 1) + visits
    if np.bincount(pair).max() > 1:
        twice = frame[frame.duplicated([roles.subject, roles.visit])].drop_duplicates([roles.subject, roles.visit])
        which = shorten([f"{s} at {v}" for s, v in zip(twice[roles.subject], twice[roles.visit], strict=True)])
        raise FitError(f"more than one row for a subject and visit ({roles.subject}, {roles.visit}): {which}")


def _numbers(frame: pd.DataFrame, role: str, name: str | None) -> Floats | None:
    if name is None:
        return None
    if not pd.api.types.is_numeric_dtype(frame[name].dtype):
        raise FitError(f"{role}={name!r} must be a column of numbers, not of {frame[name].dtype}")
    return frame[name].to_numpy(dtype=float)


def _positive(frame: pd.DataFrame, name: str | None) -> Floats | None:
    weights = _numbers(frame, "weights", name)
    if weights is not None and (weights <= 0).any():
        raise FitError(f"weights={name!r} must be positive; not so in row {shorten(list(frame.index[weights <= 0]))}")
    return weights
