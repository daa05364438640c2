"""Names in analyses of subgroups that must exist elsewhere in the trial file."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.subgroups.options import Subgroups
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield the factors that are no category among the covariates."""
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Subgroups):
            yield from factors(trial, ("analyses", name), analysis)


def factors(
    trial: Trial, at: tuple[str | int, ...], analysis: Subgroups
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    known = [name for name, column in trial.covariates.items() if column.type == "category"]
    for name in analysis.factors:
        if name in trial.covariates and name not in known:
            text = f"= {name} is a {trial.covariates[name].type}; a factor is a category (of a number: with `cuts`)"
            yield (*at, "factors"), text
        elif name not in known:
            yield (*at, "factors"), unknown("category among the covariates", name, known)
