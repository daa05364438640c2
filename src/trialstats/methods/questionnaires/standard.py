"""The standard look at a questionnaire: its items complete, its scores off floor and ceiling, its scales reliable."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.questionnaires.options import QuestionnaireQuality, Reliability, Sf36ProfileFigure
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.questionnaires import Sf36
from trialstats.trialfile.standard import Standard, outcome_population
from trialstats.trialfile.trial import Trial

__all__ = ["standard"]


def standard(trial: Trial) -> Iterator[Standard]:
    """Yield the quality and the internal consistency of every questionnaire that is scored from its items."""
    for name, dataset in trial.datasets.items():
        if dataset.instrument:
            where = {"dataset": name, "population": outcome_population(trial, name)}
            quality = QuestionnaireQuality(method="questionnaire_quality", **where)
            yield Standard(f"{name}_quality", quality, figures=profile(trial, name))
            if dataset.instrument.has_scales:
                yield Standard(f"{name}_reliability", Reliability(method="reliability", **where))


def profile(trial: Trial, dataset: str) -> dict[str, Display]:
    """Draw the eight scales of the SF-36 at baseline and at the last visit."""
    visits = [visit for visit in trial.from_baseline if visit in (trial.datasets[dataset].visits or trial.visits)]
    if not isinstance(trial.datasets[dataset].instrument, Sf36) or not visits:
        return {}
    ends = tuple(dict.fromkeys([visits[0], visits[-1]]))
    figure = Sf36ProfileFigure(kind="sf36_profile", analyses=(f"{dataset}_summary",), visits=ends)
    return {f"{dataset}_profile": figure}
