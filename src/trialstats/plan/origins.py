"""The input files that lie behind a job: its own, and those of the jobs whose files it reads, in turn."""

from __future__ import annotations

from pathlib import Path

from trialstats.plan.jobs import Plan
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE

__all__ = ["files_behind"]

Named = tuple[str, str]  # a job by its step and name


def files_behind(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give of each analysis, by its name, all input files that its results depend on.

    Those come first from which ADSL is made; of each file the path is the one that the trial file has.
    """
    makers, spelled = makers_of(plan), {Path(file): file for file in plan.trial.files}
    known: dict[Named, tuple[Path, ...]] = {}

    def behind(job: Named) -> tuple[Path, ...]:
        if job not in known:
            inputs = plan.job(*job).inputs
            each = (behind(makers[path]) if path in makers else (path,) for path in inputs)
            known[job] = tuple(dict.fromkeys(path for paths in each for path in paths))
        return known[job]

    return {
        name: tuple(spelled.get(path, path.as_posix()) for path in behind(("analyse", name)))
        for name in plan.trial.analyses
    }


def makers_of(plan: Plan) -> dict[Path, Named]:
    """Say of each file between the raw data and the results of an analysis which job makes it."""
    trial, layout = plan.trial, plan.layout
    made: dict[Path, Named] = {layout.raw(source): ("raw", source) for source in trial.sources}
    made |= {layout.mapped("adsl"): ("subjects", ""), layout.adam("adsl"): ("adsl", "")}
    made |= {layout.mapped(ADICE): ("events", ""), layout.adam(ADICE): ("adice", ""), layout.adam(ADTTE): ("times", "")}
    for name in plan.datasets:
        made |= {layout.mapped(name): ("dataset", name), layout.adam(name): ("adam", name)}
        made |= dict.fromkeys((layout.affected(name), layout.flags(name)), ("affected", name))
    return made | {layout.rows(name): ("analyse", name) for name in trial.analyses}
