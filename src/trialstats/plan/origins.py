"""The input files that lie behind a job: its own, and those of the jobs whose files it reads, in turn."""

from __future__ import annotations

from pathlib import Path

from trialstats.plan.jobs import FIGURE_FILES, TABLE_FILES, Plan
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE

__all__ = ["files_behind", "makers_of"]

Job = tuple[str, str]  # a job by its step and name


def files_behind(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give of each analysis, by its name, all input files that its results depend on.

    Those come first from which ADSL is made; of each file the path is the one that the trial file has.
    """
    makers, spelled = makers_of(plan), {Path(file): file for file in plan.trial.files}
    known: dict[Job, tuple[Path, ...]] = {}

    def behind(job: Job) -> tuple[Path, ...]:
        if job not in known:
            inputs = plan.job(*job).inputs
            each = (behind(makers[path]) if path in makers else (path,) for path in inputs)
            known[job] = tuple(dict.fromkeys(path for paths in each for path in paths))
        return known[job]

    return {
        name: tuple(spelled.get(path, path.as_posix()) for path in behind(("analyse", name)))
        for name in plan.trial.analyses
    }


def makers_of(plan: Plan) -> dict[Path, Job]:
    """Say of each file that a run makes which job makes it."""
    trial, layout = plan.trial, plan.layout
    made: dict[Path, Job] = {layout.raw(source): ("raw", source) for source in trial.sources}
    made |= dict.fromkeys(mapped_files(layout, "adsl"), ("subjects", ""))
    made |= dict.fromkeys((layout.adam("adsl"), layout.adam(ADEXCL)), ("adsl", ""))
    made |= {layout.mapped(ADICE): ("events", ""), layout.adam(ADICE): ("adice", ""), layout.adam(ADTTE): ("times", "")}
    for name in plan.datasets:
        made |= dict.fromkeys(mapped_files(layout, name), ("dataset", name))
        made |= dict.fromkeys((layout.adam(name), layout.unscored(name)), ("adam", name))
        made |= dict.fromkeys((layout.affected(name), layout.flags(name)), ("affected", name))
    for name in trial.analyses:
        made |= dict.fromkeys((layout.rows(name), layout.notes(name)), ("analyse", name))
    made |= {layout.figure(name, ending): ("figure", name) for name in trial.figures for ending in FIGURE_FILES}
    made |= {layout.table(name, ending): ("table", name) for name in trial.tables for ending in TABLE_FILES}
    made |= {layout.listed(name, ending): ("listing", name) for name in trial.listings for ending in TABLE_FILES}
    made |= {path: (step, "") for step, paths in plan.printed().items() for path in paths}
    made |= {layout.ard: ("ard", ""), layout.report: ("report", ""), layout.manuscript: ("report", "")}
    planned = plan.outputs()
    return {path: job for path, job in made.items() if path in planned}


def mapped_files(layout: Layout, name: str) -> tuple[Path, Path, Path]:
    return layout.mapped(name), layout.listing(name), layout.accounts(name)
