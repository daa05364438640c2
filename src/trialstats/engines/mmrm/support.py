"""Whether the data can hold a covariance structure at all, said before the search."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Switches
from trialstats.engines.mmrm.cells import Cells
from trialstats.engines.mmrm.covariance import STRUCTURES, Structure
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.likelihood import Problem
from trialstats.engines.mmrm.names import did_you_mean, shorten
from trialstats.engines.mmrm.random.words import RANDOM, is_random
from trialstats.engines.mmrm.setup import Setup
from trialstats.engines.mmrm.still import outcome_at, reproduced_visits, still_visits
from trialstats.errors import FitError

__all__ = ["ladder_faults", "refuse_unordered", "reproduced", "unsupported"]

# The least number of visits whose order makes a difference.
MATTERS = 3
# How far a singular value of some rows of an orthonormal basis may be from one that is one.
ALONE = 1e-7


def ladder_faults(names: Sequence[str], time: str | None) -> list[str]:
    """What is wrong with the structures asked for, one line each."""
    available = (*STRUCTURES, *RANDOM)
    if not names:
        return [f"covariance is an empty list; available: {', '.join(available)}"]
    faults = []
    for name in names:
        if not isinstance(name, str) or name not in available:
            near = did_you_mean(name, available)
            faults.append(f"covariance {name!r} is not available{near}; available: {', '.join(available)}")
        elif _timed(name) and time is None:
            faults.append(f"covariance {name!r} needs time=, a column with the time of each row")
    if time is not None and not faults and not any(_timed(name) for name in names):
        timed = [name for name in available if _timed(name)]
        faults.append(f"time={time!r} has no use in {', '.join(names)}; it belongs to {', '.join(timed)}")
    return faults


def _timed(name: str) -> bool:
    return RANDOM[name].slope if is_random(name) else STRUCTURES[name].timed


def refuse_unordered(names: Sequence[str], visits: pd.Index) -> None:
    """Raise FitError where a structure needs the order of the visits and nothing tells that it is that of their text.

    "Week 16" sorts before "Week 8", and "Day 1" before "Screening": only the caller can say what the order is. The same
    words with a number that rises as the text does (V1, V2, V3) are in order. Of two visits the order does not matter.
    """
    ordered = [name for name in names if is_random(name) or STRUCTURES[name].ordered]
    if not ordered or len(visits) < MATTERS or visits.inferred_type not in ("string", "mixed", "categorical"):
        return
    if [str(visit) for visit in visits] != _by_number([str(visit) for visit in visits]):
        raise FitError(
            f"{shorten(ordered)} needs the order of the visits, and as text they sort as {shorten(list(visits), 12)}: "
            "say what it is by data[visit] = pandas.Categorical(data[visit], [first, second, ..], ordered=True), "
            "or name a column of visit numbers as the visit"
        )


def _by_number(visits: Sequence[str]) -> list[str]:
    """The visits by the number in their names, which must have the rest alike; else none: nothing tells the order."""
    if len({re.sub(r"\d+", "#", visit) for visit in visits}) > 1:
        return []
    return sorted(visits, key=lambda visit: [int(digits) for digits in re.findall(r"\d+", visit)])


def unsupported(name: str, structure: Structure, problem: Problem, cells: Cells, setup: Setup) -> str:
    """Why the data cannot hold this structure, or nothing."""
    family, design = STRUCTURES[name], setup.design
    n_visits = design.n_visits
    if n_visits < family.at_least:
        return f"it needs {family.at_least} visits and there is {n_visits} (us over one visit is one variance)"
    if design.n_obs - problem.n_coefficients < structure.n_theta:
        return (
            f"too few subjects: {design.n_subjects} with {design.n_obs} rows for "
            f"{problem.n_coefficients} coefficients and {structure.n_theta} covariance parameters"
        )
    if n_visits > 1 and problem.stack.observed.sum(axis=1).max() < 2:
        return "no subject was seen at two visits: nothing tells how they are correlated"
    still = _still(setup, cells, each_visit=family.every_visit)
    if still or not family.every_visit:
        return still
    of_pattern = cells.groups[problem.stack.cell]
    for group in range(cells.n_groups):
        own = of_pattern == group
        seen, n_subjects = problem.stack.observed[own], int(problem.stack.counts[own].sum())
        fault = _of_group(seen, n_subjects, design.visit_labels, pairs=family.every_pair)
        if not fault and family.every_pair:
            fault = _too_few_at_a_visit(setup, cells, group)
        if fault:
            return fault + _of_level(design, group)
    return ""


def reproduced(name: str, cells: Cells, setup: Setup) -> str:
    """Where the predictors reproduce the outcomes of a visit that has a variance of its own, or nothing."""
    if not STRUCTURES[name].every_visit:
        return ""
    design = setup.design
    found = reproduced_visits(design, cells.group_of(design.subjects), setup.basis, setup.residual)
    names = shorten([f"{design.visit_labels[visit]}{_of_level(design, group)}" for group, visit in found])
    return f"; the predictors reproduce the outcome exactly at {names}, which has no variance then" if found else ""


def _of_level(design: Design, group: int) -> str:
    return "" if design.group_labels is None else f" ({design.roles.group} {design.group_labels[group]})"


def _still(setup: Setup, cells: Cells, *, each_visit: bool) -> str:
    """Which outcomes do not vary although they have a variance of their own: at a visit, or at all in a group."""
    design, of_row = setup.design, cells.group_of(setup.design.subjects)
    still = still_visits(design, of_row, setup.basis)
    for group, own in enumerate(still):
        visits = np.flatnonzero(own)
        if own.all():
            return f"the outcome does not vary at any visit{_of_level(design, group)}: there is no variance to estimate"
        if len(visits) and each_visit:
            value = outcome_at(design, of_row, group, int(visits[0]))
            return (
                f"the outcome is {value:g} in every row at {design.visit_labels[int(visits[0])]}"
                f"{_of_level(design, group)}, which has no variance then: leave the visit out"
            )
    return ""


def _too_few_at_a_visit(setup: Setup, cells: Cells, group: int) -> str:
    """A visit whose regression on all the others, which us amounts to, would be an exact fit.

    Its subjects must be as many as there are visits, and more by the coefficients that only their rows tell.
    """
    design, own = setup.design, cells.group_of(setup.design.subjects) == group
    counts = np.bincount(design.visits[own], minlength=design.n_visits)
    for visit in np.flatnonzero(counts < design.n_visits + len(setup.basis.to_terms)):
        rows = setup.basis.rows(np.flatnonzero(own & (design.visits == visit)))
        # Of an orthonormal basis, a direction that these rows hold whole is one of which the others know nothing.
        needed = design.n_visits + int((np.linalg.svd(rows, compute_uv=False) > 1.0 - ALONE).sum())
        if len(rows) < needed:
            at = f"{len(rows)} at {design.visit_labels[int(visit)]}"
            return f"too few subjects: {at}, where a matrix over {design.n_visits} visits needs {needed}"
    return ""


def _of_group(seen: Switches, n_subjects: int, visits: pd.Index, *, pairs: bool) -> str:
    never = [str(visits[int(a)]) for a in np.flatnonzero(~seen.any(axis=0))]
    if never:
        return f"too few subjects: none was seen at {shorten(never)}"
    if not pairs:
        return ""
    if n_subjects <= len(visits):
        return f"too few subjects: {n_subjects} for a matrix over {len(visits)} visits"
    together = seen.T.astype(np.intp) @ seen
    first, second = np.nonzero(np.triu(together == 0))
    apart = [f"{visits[int(a)]} and {visits[int(b)]}" for a, b in zip(first, second, strict=True)]
    return f"too few subjects: none was seen at both {shorten(apart)}" if apart else ""
