"""Titles and sections of displays of which the trial file says none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from trialstats.trialfile.completion.labels import told_apart_by
from trialstats.trialfile.completion.words import (
    arms_compared,
    capital,
    change_in,
    dataset_words,
    event_in,
    inside,
    outcomes,
    population_words,
)
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.chapters import Chapter
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.trial import Trial

__all__ = ["with_headings"]

SECTIONS = {Chapter.SUBJECTS: "Subjects", Chapter.SAFETY: "Safety", Chapter.FURTHER: "Further results"}
SEVERAL = "All endpoints"


def with_headings(trial: Trial) -> Trial:
    """Give every display its title and its section."""
    tables = {name: with_heading(trial, table) for name, table in trial.tables.items()}
    figures = {name: with_heading(trial, figure) for name, figure in trial.figures.items()}
    apart = {"tables": told_apart(trial, trial.tables, tables), "figures": told_apart(trial, trial.figures, figures)}
    return trial.model_copy(update=apart)


def told_apart(trial: Trial, declared: Mapping[str, Display], displays: Mapping[str, Display]) -> dict[str, Display]:
    """Say by which analyses displays are that would have one title, such as a primary and a sensitivity analysis."""
    titles = Counter(display.title for display in displays.values())
    return {
        name: display.model_copy(update={"title": f"{display.title}: {labels(trial, display)}"})
        if not declared[name].title and titles[display.title] > 1
        else display
        for name, display in displays.items()
    }


def labels(trial: Trial, display: Display) -> str:
    return ", ".join(inside(told_apart_by(trial, name)) for name in display.analyses)


def with_heading(trial: Trial, display: Display) -> Display:
    wanted = {"title": display.title or title(trial, display), "section": display.section or section(trial, display)}
    return display.model_copy(update=wanted)


def title(trial: Trial, display: Display) -> str:
    """Say what a display shows of which outcome, and of which population."""
    complete = [trial.complete(name) for name in display.analyses]
    outcome = outcomes(trial, display.analyses, getattr(display, "parameters", ()))
    measures = [analysis.measure for analysis in complete if isinstance(analysis, Findings)]
    said = display.title_of(complete).format(
        Outcome=outcome,
        outcome=inside(outcome),
        Change=change_in(outcome, measures) if measures else outcome,
        Event=event_in(outcome, (analysis.event_words for analysis in complete if isinstance(analysis, Findings))),
        arms=arms_compared(trial),
    )
    population = population_words(trial, display.analyses)
    return f"{capital(said)} ({population})" if population else capital(said)


def section(trial: Trial, display: Display) -> str:
    """Name the section of a display: that of its kind, or the outcome's."""
    chapter = display.chapter_of([trial.complete(name) for name in display.analyses])
    if display.usual_section or chapter != Chapter.EFFICACY:
        return display.usual_section or SECTIONS[chapter]
    datasets = dict.fromkeys(str(getattr(trial.complete(name), "dataset", None)) for name in display.analyses)
    known = [dataset_words(trial, dataset) for dataset in datasets if dataset in trial.datasets]
    return known[0] if len(known) == 1 else SEVERAL
