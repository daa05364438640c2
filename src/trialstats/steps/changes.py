"""Write the page of a run with what changed since an earlier one; no output of a run, for another one goes into it."""

from __future__ import annotations

import os
from pathlib import Path

from trialstats.compare.runs import compare_runs
from trialstats.errors import SpecError
from trialstats.io.atomic import write_text
from trialstats.plan.layout import Layout
from trialstats.report.content import Since
from trialstats.steps.compare_runs import run_in
from trialstats.steps.report import content_of, rendered
from trialstats.steps.verify import refuse_unfinished
from trialstats.trialfile.trial import Trial

__all__ = ["write_changes"]

TOLERANCE = 1e-9  # part of a number by which it may differ and be the same


def write_changes(trial: Trial, layout: Layout, earlier: Path, target: Path) -> None:
    """Compare the results of a trial with those of an earlier run, and write the page with what differs.

    Raises SpecError where both are one run, DataError where one of them has no results.
    """
    refuse_unfinished(trial, layout)
    if earlier.resolve() in (layout.top.resolve(), layout.ard.resolve()):
        raise SpecError(f"{earlier} is the run itself; --against takes an earlier one, such as a copy of its folder")
    found = compare_runs(run_in(earlier), run_in(layout.top), TOLERANCE)
    named = Path(os.path.relpath(earlier)).as_posix()
    page, _ = rendered(content_of(trial, layout, target, Since(named, found)))
    write_text(target, page)
