"""Tests where G is at its edge: a variance of zero, or a correlation of one.

The fit is that of the rank G has (`search`), and with it go its parameters: SAS sets such a variance to zero and
drops it, and so do `kr`, `kr_linear` and `satterthwaite` (lmerTest's derivatives by a factor of zero vanish). Two
things are done otherwise:

- `kr_expected` keeps every entry of G, as pbkrtest does, whose matrices do not depend on where G lies;
- so do `kr` and `kr_linear` where G = c c' of a correlation of one: V is not linear in c, SAS's G would not be
  a covariance there, and nothing is known to be zero. There the information is the expected one, as the observed
  one is of a maximum inside.
"""

from __future__ import annotations

from dataclasses import replace

from trialstats.engines.mmrm.covariance import RandomCoefficients
from trialstats.engines.mmrm.derivatives import expected_information, slopes
from trialstats.engines.mmrm.random.search import at_edge
from trialstats.engines.mmrm.solution import Solution

__all__ = ["in_entries_of_g", "perfectly_correlated"]


def perfectly_correlated(solution: Solution) -> bool:
    """Whether G has a lower rank than the model allows, but is not zero where it lacks it."""
    layout, structure = solution.climbed.layout, solution.structure
    if layout is None or not isinstance(structure, RandomCoefficients) or layout.effects.diagonal:
        return False
    return at_edge(layout, structure) and bool(structure.entries)


def in_entries_of_g(solution: Solution) -> Solution | None:
    """The solution with the derivatives by the entries of G and the expected information; None if not at the edge."""
    layout, structure, optimum = solution.climbed.layout, solution.structure, solution.optimum
    if layout is None or not isinstance(structure, RandomCoefficients) or not at_edge(layout, structure):
        return None
    first = structure.linear(optimum.theta, diagonal=layout.effects.diagonal)
    h = slopes(optimum.sums, first)
    information = expected_information(optimum.sums, first, h)
    moved = replace(optimum, first=first, slopes=h, information=information)
    return Solution(solution.setup, replace(solution.climbed, optimum=moved))
