"""What a display asks of its analyses beside their method: parameters and visits; and numbers given twice."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.trialfile.names import At, Broken, is_complete, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.display import Display, Selected
from trialstats.trialfile.trial import Trial

__all__ = ["shown"]


def shown(trial: Trial) -> Broken:
    """Yield what displays ask for and their analyses do not give."""
    for section, parts in (("figures", trial.figures), ("tables", trial.tables)):
        yield from numbered_twice(section, parts)
        for name, display in parts.items():
            if isinstance(display, Selected) and all(analysis in trial.analyses for analysis in display.analyses):
                yield from selection(trial, (section, name), display)
            elif isinstance(display, Selected):
                for visit in (visit for visit in display.visits if visit not in trial.visits):
                    yield (section, name, "visits"), unknown("visit", visit, trial.visits)


def numbered_twice(section: str, parts: Mapping[str, Display]) -> Broken:
    first: dict[str, str] = {}
    for name, display in parts.items():
        if display.number is None:
            continue
        if display.number in first:
            yield (
                (section, name, "number"),
                f"= {display.number} is the number of {section}.{first[display.number]} too",
            )
        first.setdefault(display.number, name)


def selection(trial: Trial, at: At, display: Selected) -> Broken:
    """Yield the parameters and visits of a display that none of its analyses has."""
    if not all(is_complete(trial.analyses[name], trial) for name in display.analyses):
        return
    complete = [analysis for analysis in map(trial.complete, display.analyses) if isinstance(analysis, Findings)]
    if len(complete) < len(display.analyses) or not all(is_declared(trial, analysis) for analysis in complete):
        return
    parameters = dict.fromkeys(p for analysis in complete for p in parameters_analysed(trial, analysis))
    visits = [visit for visit in trial.visits if any(visit in (a.visits or trial.visits_of(a)) for a in complete)]
    owner = f"its analys{'is' if len(complete) == 1 else 'es'}"
    for name in display.parameters:
        if name not in parameters:
            yield (*at, "parameters"), unknown_parameter(name, parameters, of=owner)
    for name in display.visits:
        if name not in visits:
            yield (*at, "visits"), unknown(f"visit of {owner}", name, visits)


def is_declared(trial: Trial, analysis: Findings) -> bool:
    """Tell whether the rows of an analysis are named by parameters that the file declares."""
    dataset = trial.datasets.get(str(analysis.dataset))
    return analysis.by_parameter and dataset is not None and not dataset.adam


def parameters_analysed(trial: Trial, analysis: Findings) -> tuple[str, ...]:
    return analysis.parameters or tuple(parameters_of(trial, str(analysis.dataset)))
