"""Whether the data can hold a covariance structure at all, said before the search."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Switches
from trialstats.mmrm.cells import Cells
from trialstats.mmrm.covariance import STRUCTURES, Structure
from trialstats.mmrm.design import Design
from trialstats.mmrm.likelihood import Problem
from trialstats.mmrm.names import did_you_mean, shorten

__all__ = ["ladder_faults", "refuse_unordered", "unsupported"]


def ladder_faults(names: Sequence[str], time: str | None) -> list[str]:
    """What is wrong with the structures asked for, one line each."""
    if not names:
        return [f"covariance is an empty list; available: {', '.join(STRUCTURES)}"]
    faults = []
    for name in names:
        if not isinstance(name, str) or name not in STRUCTURES:
            near = did_you_mean(name, STRUCTURES)
            faults.append(f"covariance {name!r} is not available{near}; available: {', '.join(STRUCTURES)}")
        elif STRUCTURES[name].timed and time is None:
            faults.append(f"covariance {name!r} needs time=, a column with the time of each row")
    if time is not None and not faults and not any(STRUCTURES[name].timed for name in names):
        timed = [name for name, family in STRUCTURES.items() if family.timed]
        faults.append(f"time={time!r} has no use in {', '.join(names)}; it belongs to {', '.join(timed)}")
    return faults


def refuse_unordered(names: Sequence[str], visits: pd.Index) -> None:
    """Raise FitError where a structure needs the order of the visits and their text sorts otherwise.

    "Week 16" sorts before "Week 8": only the caller can say what the order is.
    """
    ordered = [name for name in names if STRUCTURES[name].ordered]
    if ordered and visits.inferred_type == "string":
        natural = sorted(visits, key=lambda v: [int(s) if s.isdigit() else s for s in re.split(r"(\d+)", v)])
        if natural != list(visits):
            raise FitError(
                f"{shorten(ordered)} needs the order of the visits, and as text they sort as "
                f"{shorten(list(visits), 12)}: make the visit a categorical with its levels in order"
            )


def unsupported(name: str, structure: Structure, problem: Problem, cells: Cells, design: Design) -> str:
    """Why the data cannot hold this structure, or nothing."""
    family, n_visits = STRUCTURES[name], design.n_visits
    if n_visits < family.at_least:
        return f"it needs {family.at_least} visits and there is {n_visits} (us over one visit is one variance)"
    if design.n_obs - problem.n_coefficients < structure.n_theta:
        return (
            f"too few subjects: {design.n_subjects} with {design.n_obs} rows for "
            f"{problem.n_coefficients} coefficients and {structure.n_theta} covariance parameters"
        )
    if n_visits > 1 and problem.stack.observed.sum(axis=1).max() < 2:
        return "no subject was seen at two visits: nothing tells how they are correlated"
    if not family.every_visit:
        return ""
    of_pattern = cells.groups[problem.stack.cell]
    for group in range(cells.n_groups):
        own = of_pattern == group
        seen, n_subjects = problem.stack.observed[own], int(problem.stack.counts[own].sum())
        fault = _of_group(seen, n_subjects, design.visit_labels, pairs=family.every_pair)
        if fault:
            return fault + (
                "" if design.group_labels is None else f" ({design.roles.group} {design.group_labels[group]})"
            )
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
