"""Margins of parameters: which way must be known, and they must lie on the worse side, within what can differ."""

from __future__ import annotations

from trialstats.trialfile.names import At, Broken, Missing, parameters_of
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.margin import Direction, Margin
from trialstats.trialfile.trial import Trial

__all__ = ["margin_of_parameters", "margin_with"]


def margin_of_parameters(trial: Trial, at: At, analysis: Findings) -> Broken:
    """Yield a margin of a parameter of which nobody says what is better, that lies on the better side, or too far."""
    if analysis.margin_of is None or analysis.dataset not in trial.datasets:
        return
    known = parameters_of(trial, str(analysis.dataset))
    for paramcd in (name for name in analysis.parameters or known if name in known):
        outcome = trial.outcome(str(analysis.dataset), paramcd)
        better = outcome.better if outcome is not None else None
        lacking = f"needs `better: lower` or `better: higher` for parameter {paramcd}"
        yield from margin_with(at, analysis.margin_of, better, lacking, "better")
        percent = getattr(analysis, "measure", None) == "PCHG"
        if outcome is not None and outcome.range is not None and not percent:
            yield from margin_within(at, analysis.margin_of, paramcd, outcome.range)


def margin_within(at: At, margin: Margin, paramcd: str, ends: tuple[float, float]) -> Broken:
    """Yield a margin of a difference that no two means between the ends of a range have."""
    values = margin.value if isinstance(margin.value, tuple) else (margin.value,)
    low, high = ends
    largest = max(values, key=abs)
    if margin.scale == "difference" and abs(largest) > high - low:
        most = f"where means differ by {high - low:g} at the most"
        yield (*at, "margin", "value"), f"= {largest:g}: {paramcd} ranges from {low:g} to {high:g}, {most}"


def margin_with(at: At, margin: Margin, better: Direction | None, lacking: str, what: str) -> Broken:
    """Yield that a margin needs to know what is better (`lacking` says how), or lies on the better side."""
    problem = margin.problem(better)
    if better is None and problem:
        yield (*at, "margin"), Missing(lacking, what)
    elif problem:
        yield (*at, "margin", "value"), problem
