"""Margins of parameters: which way must be known, and they must lie on the worse side."""

from __future__ import annotations

from trialstats.trialfile.names import At, Broken, Missing, parameters_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.margin import Direction, Margin
from trialstats.trialfile.trial import Trial

__all__ = ["margin_of_parameters", "margin_with"]


def margin_of_parameters(trial: Trial, at: At, analysis: Findings) -> Broken:
    """Yield a margin of a parameter of which nobody says what is better, or that lies on the better side."""
    if analysis.margin_of is None or analysis.dataset not in trial.datasets:
        return
    known = parameters_of(trial, str(analysis.dataset))
    for paramcd in (name for name in analysis.parameters or known if name in known):
        outcome = trial.outcome(str(analysis.dataset), paramcd)
        better = outcome.better if outcome is not None else None
        lacking = f"needs `better: lower` or `better: higher` for parameter {paramcd}"
        yield from margin_with(at, analysis.margin_of, better, lacking, "better")


def margin_with(at: At, margin: Margin, better: Direction | None, lacking: str, what: str) -> Broken:
    """Yield that a margin needs to know what is better (`lacking` says how), or lies on the better side."""
    problem = margin.problem(better)
    if better is None and problem:
        yield (*at, "margin"), Missing(lacking, what)
    elif problem:
        yield (*at, "margin", "value"), problem
