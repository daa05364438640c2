"""Parameters that are summed up over visits: is there what each needs?"""

from __future__ import annotations

from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.over_time import OverTime
from trialstats.trialfile.trial import Trial

__all__ = ["summaries", "window_of"]


def window_of(trial: Trial, dataset: Dataset, over_time: OverTime) -> list[str]:
    """List the visits of a summary by number: those named, or the dataset's from baseline, of a total after it."""
    if over_time.visits:
        return [visit for visit in trial.visit_order if visit in over_time.visits]
    course = trial.after_baseline if over_time.summary == "total" else trial.from_baseline
    return [visit for visit in course if visit in (dataset.visits or trial.visits)]


def summaries(trial: Trial) -> Broken:
    """Yield what is wrong with the summaries over visits."""
    for name, dataset in trial.datasets.items():
        for paramcd, derived in dataset.derived.items():
            at = ("datasets", name, "derived", paramcd)
            for key, parts in derived.sources.items():
                for part in parts:
                    if part in dataset.derived and dataset.derived[part].over_time:
                        yield (*at, *key.split(".")), f"= {part} is a summary over visits; name one measured at visits"
            if derived.over_time:
                yield from visits(trial, dataset, (*at, "over_time"), derived.over_time)
                yield from direction(trial, name, (*at, "over_time"), derived.over_time)
                yield from days(trial, dataset, (*at, "over_time"), derived.over_time)


def visits(trial: Trial, dataset: Dataset, at: tuple[str | int, ...], over_time: OverTime) -> Broken:
    for visit in over_time.visits:
        known = dataset.visits or tuple(trial.visits)
        if visit not in known:
            yield (*at, "visits"), unknown("visit of the dataset", visit, known)
    window = window_of(trial, dataset, over_time)
    if len(window) < 2 and not over_time.visits:
        yield at, Missing("needs 2 visits or more", "visits")
    if over_time.from_baseline and window[:1] != [trial.baseline_visit]:
        first = f"begins at {window[0]}" if window else "has no visit"
        text = f"= {over_time.summary} counts from baseline; its window {first}"
        yield (*at, "summary"), Missing(text, "visits")


def direction(trial: Trial, name: str, at: tuple[str | int, ...], over_time: OverTime) -> Broken:
    """Yield what an improvement, or the largest possible one, lacks; scores of questionnaires have a direction."""
    source = trial.outcome(name, over_time.of)
    if over_time.from_baseline and source is not None and source.better is None:
        yield (*at, "summary"), f"= {over_time.summary} needs `better: lower` or `higher` of {over_time.of}"
    if over_time.summary == "percent_spid" and over_time.best is None and (source is None or source.range is None):
        yield (*at, "summary"), f"= percent_spid needs `best`, or a `range` of {over_time.of}"


def days(trial: Trial, dataset: Dataset, at: tuple[str | int, ...], over_time: OverTime) -> Broken:
    """Yield what the time in days lacks."""
    source = trial.sources.get(dataset.source)
    if over_time.time != "ADY" or source is None:
        return
    if source.date is None or trial.subjects.day_one is None:
        yield (*at, "time"), Missing("= ADY needs `date` of the source and `subjects.day_one`", "date")
    untimed = [v for v in window_of(trial, dataset, over_time) if trial.visits[v].target_day is None]
    if over_time.missing != "absent" and untimed:
        text = f"= {over_time.missing} with time ADY needs `target` or `window` of {', '.join(untimed)}"
        yield (*at, "missing"), Missing(text, "visits")
