"""What families of methods ask of a trial file beyond its types.

It stands in `check(trial)` of a module `checks` beside the options of a family, or beside those that several extend.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from trialstats.methods.registry import METHODS
from trialstats.trialfile.names import Broken
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.trial import Trial

__all__ = ["check_families"]


def check_families(trial: Trial) -> Broken:
    """Yield what the families of all methods find: the path of a key, and what is wrong there."""
    classes = [part for entry in METHODS for part in entry.options.__mro__ if issubclass(part, Method)]
    rooms = dict.fromkeys(part.__module__.rpartition(".")[0] for part in classes)
    for room in rooms:
        if find_spec(f"{room}.checks"):
            yield from import_module(f"{room}.checks").check(trial)
