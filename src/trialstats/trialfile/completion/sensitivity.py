"""The sensitivity analyses that an estimand asks for, and what shows them: a forest and a table beside the primary."""

from __future__ import annotations

from typing import get_args

from trialstats.methods.registry import Analysis, Figure, Table, entry_of, methods_shown
from trialstats.methods.sensitivity import sensitivity_set
from trialstats.trialfile.completion.usual import usual_figures, usual_tables
from trialstats.trialfile.completion.words import inside, outcomes, population_words
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.parts.estimands import Measure
from trialstats.trialfile.stressed import Primary, primary_of
from trialstats.trialfile.trial import Trial

__all__ = ["with_sensitivity"]


def with_sensitivity(trial: Trial) -> Trial:
    """Add the usual sensitivity analyses where an estimand asks for them; what is declared under a name stands."""
    analyses, tables, figures = dict(trial.analyses), dict(trial.tables), dict(trial.figures)
    for question, estimand in trial.estimands.items():
        primary = primary_of(trial, question) if estimand.sensitivity else None
        if primary is None:
            continue
        own = named(trial, primary)
        analyses |= own
        more_tables, more_figures = displays(trial, primary, own)
        tables, figures = tables | more_tables | tables, figures | more_figures | figures  # what is declared stands
    return trial.model_copy(update={"analyses": analyses, "tables": tables, "figures": figures})


def named(trial: Trial, primary: Primary) -> dict[str, Analysis]:
    """Name the sensitivity analyses after the primary one, and keep what the file says under such a name."""
    wanted = {f"{primary.name}_{word}": analysis for word, analysis in sensitivity_set(trial, primary)}
    return {name: trial.analyses.get(name, analysis) for name, analysis in wanted.items()}


def displays(trial: Trial, primary: Primary, own: dict[str, Analysis]) -> tuple[dict[str, Table], dict[str, Figure]]:
    """Show the comparisons at the timepoint together, and by themselves those that stand in no line with the others."""
    tables: dict[str, Table] = {}
    figures: dict[str, Figure] = {}
    entry, section = entry_of(primary.analysis.entry), section_of(trial, primary)
    for found, kinds in ((tables, entry.tables), (figures, entry.figures)):
        for kind in (kind for kind in kinds if kind.sets_side_by_side):
            beside = [name for name in own if own[name].entry in methods_shown(kind)]
            found[f"{primary.name}_sensitivity"] = shown(kind, trial, primary, (primary.name, *beside))
    together = {name for display in (*tables.values(), *figures.values()) for name in display.analyses}
    for name in (name for name in own if name not in together):
        tables |= {key: in_section(section, one) for key, one in usual_tables(name, own[name]).items()}
        figures |= {key: in_section(section, one) for key, one in usual_figures(name, own[name]).items()}
    return tables, figures


def shown(kind: type[Display], trial: Trial, primary: Primary, analyses: tuple[str, ...]) -> Display:
    """Make a display of the answers to the estimand's question alone: its parameter at its timepoint."""
    variable = primary.estimand.variable
    assert isinstance(variable, Measure)
    about = inside(outcomes(trial, [primary.name], (variable.PARAMCD,)))
    said = {
        "kind": get_args(kind.model_fields["kind"].annotation)[0],
        "title": f"Sensitivity analyses of {about} at {primary.estimand.timepoint} "
        f"({population_words(trial, [primary.name])})",
        "analysis": analyses,
        "parameters": variable.PARAMCD,
        "visits": primary.estimand.timepoint,
    }
    return in_section(section_of(trial, primary), kind.model_validate(said))


def in_section(section: str, display: Display) -> Display:
    return display.model_copy(update={"section": section})


def section_of(trial: Trial, primary: Primary) -> str:
    """Give the section in which the primary analysis is shown, if the file says one."""
    displays = [*trial.tables.values(), *trial.figures.values()]
    return next((one.section for one in displays if primary.name in one.analyses and one.section), "")
