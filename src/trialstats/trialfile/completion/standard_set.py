"""The standard set beside what is declared: what is declared replaces or adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trialstats.methods.registry import Analysis, Figure, Table, entry_of, methods_shown
from trialstats.methods.standard import standard_set
from trialstats.trialfile.completion.usual import usual_figures, usual_tables
from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.standard import Standard
from trialstats.trialfile.trial import Trial

__all__ = ["asks_for_standard", "with_standard"]


def asks_for_standard(trial: Trial) -> bool:
    """Tell whether analyses or displays are to be added: the file says so, or has none."""
    return trial.displays == "standard" or (trial.displays is None and not (trial.tables or trial.figures))


def with_standard(trial: Trial) -> Trial:
    """Add what the file asks for, or stands for where it says nothing; what it declares replaces what would be added.

    In the place of an analysis of the standard set stands one that is declared: of its name, or of the same method for
    the same data, or that answers the same estimand in the same role. Analyses that are declared and shown nowhere get
    the displays that are usual for their methods.
    """
    if not asks_for_standard(trial):
        return trial.model_copy(update={"displays": "declared"})
    whole_set = trial.displays == "standard" or not trial.analyses
    wanted = list(standard_set(trial)) if whole_set else []
    instead = {one.name: declared for one in wanted if (declared := declared_instead(trial, one))}
    added = {one.name: one.analysis for one in wanted if one.name not in instead}
    analyses = {**trial.analyses, **added}
    tables, figures = displays_of(trial, wanted, instead, analyses)
    return trial.model_copy(update={"displays": "declared", "analyses": analyses, "tables": tables, "figures": figures})


def declared_instead(trial: Trial, one: Standard) -> str | None:
    """Name the declared analysis that stands in the place of one of the standard set, if any does."""
    if one.name in trial.analyses:
        return one.name
    return next((name for name in trial.analyses if says_the_same(trial, name, one.analysis)), None)


def says_the_same(trial: Trial, name: str, standard: Method) -> bool:
    """Tell whether a declared analysis answers the estimand of one of the standard set, or is the same of its data."""
    declared = trial.complete(name)
    if isinstance(standard, Estimating) and standard.estimand and standard.role in ("primary", "secondary"):
        asked = isinstance(declared, Estimating) and declared.estimand == standard.estimand
        return asked and declared.role == standard.role
    if declared.method != standard.method:
        return False
    if standard.repeats and declared.repeats:
        return declared.repeats == standard.repeats
    whole = trial.model_copy(update={"analyses": {name: standard}}).complete(name)
    if isinstance(declared, Findings) and isinstance(whole, Findings) and declared.parameters:
        known = whole.parameters or parameters_of(trial, str(whole.dataset))
        return declared.dataset == whole.dataset and {*known} <= {*declared.parameters}
    return getattr(declared, "dataset", None) == getattr(whole, "dataset", None)


def displays_of(
    trial: Trial, wanted: Iterable[Standard], instead: Mapping[str, str], analyses: Mapping[str, Analysis]
) -> tuple[dict[str, Table], dict[str, Figure]]:
    """Give the displays declared, those of the standard set, and those of declared analyses that nothing shows."""
    tables, figures = dict(trial.tables), dict(trial.figures)
    for one in wanted:
        shown_as = alike(one.analysis, analyses[instead.get(one.name, one.name)])
        own_tables = usual_tables(one.name, shown_as) if one.tables is None else one.tables
        own_figures = usual_figures(one.name, shown_as) if one.figures is None else one.figures
        tables |= further(own_tables, tables, trial.tables, instead, analyses)
        figures |= further(own_figures, figures, trial.figures, instead, analyses)
    shown = {name for display in (*tables.values(), *figures.values()) for name in display.results_of}
    for name in (name for name in analyses if name not in shown):
        tables |= further(usual_tables(name, analyses[name]), tables, trial.tables, {}, analyses)
        figures |= further(usual_figures(name, analyses[name]), figures, trial.figures, {}, analyses)
    return tables, figures


def alike(standard: Method, stands: Method) -> Method:
    """Give the analysis that stands for one of the standard set, if its usual table is the same: it may say further
    what figures it can have, such as none of means where it has slopes; otherwise that of the standard set.
    """
    first, other = (entry_of(one.entry).usual_displays[:1] for one in (standard, stands))
    return stands if first == other else standard


def further(
    offered: Mapping[str, Display],
    taken: Mapping[str, Display],
    declared: Mapping[str, Display],
    instead: Mapping[str, str],
    analyses: Mapping[str, Method],
) -> dict[str, Display]:
    """Give the displays offered that have an analysis to show, and for which none that is declared stands.

    instead: the declared analyses that stand for some of the standard set, by the names of these.
    """
    found: dict[str, Display] = {}
    for name, display in offered.items():
        shown = methods_shown(type(display))
        named = dict.fromkeys(instead.get(each, each) for each in display.analyses)
        own = tuple(each for each in named if each in analyses and analyses[each].entry in shown)
        if own and name not in taken and not any(is_same(display, own, other) for other in declared.values()):
            found[name] = display.model_copy(update={"analyses": own})
    return found


def is_same(display: Display, analyses: tuple[str, ...], other: Display) -> bool:
    """Tell whether another display of the kind shows these analyses, whatever it is called."""
    return type(display) is type(other) and {*analyses} == {*other.analyses}
