"""What a display asks of its analyses beside their method: options, parameters, visits; and numbers given twice."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.methods.cost.options import Cost, CostPlaneFigure
from trialstats.methods.medication.options import Medication, MedicationFigure
from trialstats.methods.nerve.options import Limbs, Nerves
from trialstats.methods.responders.options import ResponderCurve, ResponderCurveFigure, ResponderCurveTable
from trialstats.trialfile.names import Broken, parameters_of, unknown
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.display import Display, Selected
from trialstats.trialfile.trial import Trial

__all__ = ["shown"]

Path = tuple[str | int, ...]

# Their rows are of nerves, whose names are not those of parameters.
OF_NERVES = (Limbs, Nerves)


def shown(trial: Trial) -> Broken:
    """Yield what displays ask for and their analyses do not give."""
    for section, parts in (("figures", trial.figures), ("tables", trial.tables)):
        yield from numbered_twice(section, parts)
        for name, display in parts.items():
            if all(analysis in trial.analyses for analysis in display.analyses):
                at = (section, name)
                yield from options(trial, at, display)
                if isinstance(display, Selected):
                    yield from selection(trial, at, display)


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


def options(trial: Trial, at: Path, display: Display) -> Broken:
    """Yield options of a display that an option of an analysis contradicts."""
    given = {name: trial.analyses[name] for name in display.analyses}
    for name, analysis in given.items():
        if isinstance(display, MedicationFigure) and isinstance(analysis, Medication) and analysis.counts == "taken":
            text = (
                "counts courses taken, also those begun before the follow-up, in which nobody's first course is known"
            )
            yield (*at, "analysis"), f"= {name} {text}; this kind needs `counts: started`"
        if isinstance(display, CostPlaneFigure) and isinstance(analysis, Cost) and not analysis.plane:
            yield (*at, "analysis"), f"= {name} says `plane: 0`, so keeps no draws to show"
        if isinstance(analysis, ResponderCurve):
            yield from cutoffs(at, display, name, analysis)


def cutoffs(at: Path, display: Display, name: str, analysis: ResponderCurve) -> Broken:
    """Yield the cutoffs of a display that its curve leaps over."""
    asked = {
        "guides": display.guides if isinstance(display, ResponderCurveFigure) else (),
        "cutoffs": display.cutoffs if isinstance(display, ResponderCurveTable) else (),
    }
    for key, percents in asked.items():
        lost = [f"{percent}" for percent in percents if percent % analysis.step]
        if lost:
            text = f"{', '.join(lost)} lie between the cutoffs of {name}, which has `step: {analysis.step}`"
            yield (*at, key), f"{text}; name cutoffs that it has, or a smaller step"


def selection(trial: Trial, at: Path, display: Selected) -> Broken:
    """Yield the parameters and visits of a display that none of its analyses has."""
    analyses = [trial.analyses[name] for name in display.analyses]
    if not all(isinstance(a, Findings) and not isinstance(a, OF_NERVES) and is_known(trial, a) for a in analyses):
        return
    complete = [trial.findings(name) for name in display.analyses]
    parameters = dict.fromkeys(p for analysis in complete for p in parameters_analysed(trial, analysis))
    visits = [visit for visit in trial.visits if any(visit in (a.visits or trial.visits_of(a)) for a in complete)]
    for key, names, known, word in (
        ("parameters", display.parameters, [*parameters], "parameter"),
        ("visits", display.visits, visits, "visit"),
    ):
        for name in names:
            if name not in known:
                yield (*at, key), unknown(f"{word} of its analys{'is' if len(complete) == 1 else 'es'}", name, known)


def is_known(trial: Trial, analysis: Findings) -> bool:
    """Tell whether an analysis' dataset is there, and declares its parameters itself."""
    if analysis.estimand is not None and analysis.estimand not in trial.estimands:
        return False
    dataset = analysis.dataset or trial.estimands[str(analysis.estimand)].dataset
    return dataset in trial.datasets and not trial.datasets[dataset].adam


def parameters_analysed(trial: Trial, analysis: Findings) -> tuple[str, ...]:
    return analysis.parameters or tuple(parameters_of(trial, str(analysis.dataset)))
