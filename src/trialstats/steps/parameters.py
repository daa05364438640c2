"""Which parameters of a dataset an analysis reads, where it names them: a laboratory has dozens, at a dozen visits."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["parameters_read"]


def parameters_read(trial: Trial, name: str, dataset: str) -> set[str] | None:
    """Name the parameters whose records an analysis, and those that it uses, need of a dataset; None: all of them."""
    wanted: set[str] = set()
    for analysis in with_others(trial, name):
        if isinstance(analysis, Findings) and analysis.dataset == dataset:
            if not analysis.parameters or looks_around(trial, analysis):
                return None
            wanted |= {*analysis.parameters}
        if dataset in analysis.further_datasets:
            if dataset not in analysis.parameters_beside:
                return None
            wanted |= {*analysis.parameters_beside[dataset]}
    return wanted


def with_others(trial: Trial, name: str) -> Iterator[Method]:
    """Yield an analysis and those that it uses, and these in turn."""
    analysis = trial.complete(name)
    yield analysis
    for other in analysis.further_analyses:
        yield from with_others(trial, other)


def looks_around(trial: Trial, analysis: Findings) -> bool:
    """Tell whether more than the records of its parameters decides what an analysis works on.

    A choice of records is one of subjects where all records agree with ADSL; a strategy can act on what a parameter is
    made of, and flags stand beside all records in their order.
    """
    acts = bool(trial.handled_in(analysis) or trial.flags_read(analysis))
    return acts or bool(analysis.records) or analysis.uses_items or analysis.makes_anew
