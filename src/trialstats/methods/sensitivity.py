"""The usual sensitivity analyses of an estimand: what the families of all methods make of its primary analysis.

They stand in `sensitivity(trial, primary)` of a module `sensitivity` beside the options of a family.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from trialstats.methods.registry import METHODS, Analysis, entry_of
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity_set"]


def sensitivity_set(trial: Trial, primary: Primary) -> Iterator[tuple[str, Analysis]]:
    """Yield the analyses that stress a primary one, each by what it is called, family by family."""
    rooms = dict.fromkeys(entry.options.__module__.rpartition(".")[0] for entry in METHODS)
    for room in rooms:
        if find_spec(f"{room}.sensitivity"):
            for word, analysis in import_module(f"{room}.sensitivity").sensitivity(trial, primary):
                if carries(analysis, primary.estimand):
                    yield word, analysis


def carries(analysis: Analysis, estimand: Estimand) -> bool:
    """Tell whether a method can carry all strategies of an estimand."""
    asked = {handling.asks for handling in estimand.intercurrent_events.values()}
    return asked <= {*entry_of(analysis.entry).carries}
