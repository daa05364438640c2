"""The standard set of a trial: what the families of all methods make of what its file declares.

It stands in `standard(trial)` of a module `standard` beside the options of a family.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from trialstats.methods.registry import METHODS
from trialstats.trialfile.standard import Standard
from trialstats.trialfile.trial import Trial

__all__ = ["standard_set"]


def standard_set(trial: Trial) -> Iterator[Standard]:
    """Yield the standard analyses of a trial file that is sound, family by family as the registry has them.

    What repeats an analysis is there where that one is.
    """
    found = list(of_families(trial))
    known = {*trial.analyses, *(one.name for one in found)}
    yield from (one for one in found if one.analysis.repeats is None or one.analysis.repeats in known)


def of_families(trial: Trial) -> Iterator[Standard]:
    rooms = dict.fromkeys(entry.options.__module__.rpartition(".")[0] for entry in METHODS)
    for room in rooms:
        if find_spec(f"{room}.standard"):
            made: Iterator[Standard] = import_module(f"{room}.standard").standard(trial)
            # Most methods compare arms of different subjects, which a crossover trial has not.
            yield from (one for one in made if trial.crossover is None or one.analysis.in_crossover)
