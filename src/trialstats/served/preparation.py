"""What a server does before it forks, so that no child has to: import what steps use, and load the trial file."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from trialstats.errors import TrialstatsError
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.verbs.trial import keep

__all__ = ["Preparation"]

# What steps import inside functions, or their libraries at first use; not pingouin, which few analyses need.
ALWAYS = ("pandas", "pyarrow.parquet", "pyarrow.dataset", "trialstats.verbs.step")
BACKENDS = tuple(f"matplotlib.backends.backend_{name}" for name in ("agg", "pdf", "svg"))
USED = {"figure": ("plotnine", "fontTools.subset", *BACKENDS), "documents": ("docx",), "listings": ("docx",)}


class Preparation:
    """What is imported of the steps of a trial: a module when the first job asks for it, and then no more."""

    def __init__(self, trial: str) -> None:
        self.trial, self.done = trial, set[str]()
        self.plan: Plan | None = None
        with suppress(TrialstatsError):  # which the step says
            self.plan = Plan(keep(trial), Layout(trial))
        self.bring_in(ALWAYS)

    def prepare(self, arguments: list[str]) -> None:
        """Import what a step uses: its own module, and of methods and displays the one that it finds by name."""
        if self.plan is None or arguments[2:3] != [self.trial]:
            return
        step, name = arguments[1], (*arguments[3:], "")[0]
        try:
            roots = self.plan.job(step, name).roots
        except (AttributeError, KeyError, TypeError):  # no such step or name, which the step says
            return
        self.bring_in([*(root for root in roots if not isinstance(root, Path)), *USED.get(step, ())])

    def bring_in(self, modules: Iterable[str]) -> None:
        """Import modules; what cannot be imported fails in the child, where it is said."""
        new = [module for module in modules if module not in self.done]
        if not new:
            return
        self.done.update(new)
        gc.disable()
        for module in new:
            with suppress(Exception):
                import_module(module)
        # What was imported is of use to the end: no child looks through it for what is not, and so none copies it.
        gc.enable()
        gc.collect()
        gc.freeze()
