"""Several hypotheses under one error rate. Usable alone; imports nothing else of the package but its errors.

    graph          how alpha is shared out, and where the share of a rejected hypothesis goes
    procedures     fixed sequence, Bonferroni, Holm, gatekeeping, as graphs
    steps          a graph worked through step by step (weighted Bonferroni)
    intersections  Bonferroni's, Simes' and parametric (Dunnett-type) tests of intersections; joint  their distribution
    closure        every intersection tested: the check of all else, and whether it is consonant
    adjust         Hochberg's, Hommel's and other p values without a graph
    intervals      intervals that hold together

>>> graph = Graph.of([0.5, 0.5, 0, 0], [[0, 0.5, 0.5, 0], [0.5, 0, 0, 0.5], [0, 1, 0, 0], [1, 0, 0, 0]])
>>> found = step_through(graph, [0.018, 0.01, 0.105, 0.006], alpha=0.025)
>>> [step.hypothesis for step in found.steps]
[1, 0, 3]
>>> found.adjusted
array([0.024, 0.02 , 0.105, 0.024])
>>> close(graph, [0.018, 0.01, 0.105, 0.006], Test.SIMES).adjusted
array([0.018, 0.018, 0.105, 0.018])
"""

from trialstats.engines.multiplicity import adjust, procedures
from trialstats.engines.multiplicity.closure import Closed, close, growing_levels, single_step
from trialstats.engines.multiplicity.graph import MOST_HYPOTHESES, Graph, bits, weights_of_intersections
from trialstats.engines.multiplicity.intersections import Group, Test, critical_share, single_levels
from trialstats.engines.multiplicity.intervals import compatible_levels, quantile
from trialstats.engines.multiplicity.joint import Sides, within_limits
from trialstats.engines.multiplicity.rejection import is_rejected
from trialstats.engines.multiplicity.steps import Step, Stepwise, step_through

__all__ = [
    "MOST_HYPOTHESES",
    "Closed",
    "Graph",
    "Group",
    "Sides",
    "Step",
    "Stepwise",
    "Test",
    "adjust",
    "bits",
    "close",
    "compatible_levels",
    "critical_share",
    "growing_levels",
    "is_rejected",
    "procedures",
    "quantile",
    "single_levels",
    "single_step",
    "step_through",
    "weights_of_intersections",
    "within_limits",
]
