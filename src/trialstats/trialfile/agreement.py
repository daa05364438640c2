"""What an estimand asks for and its analyses do not give, as the trial file tells: no error, and worth a look."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.registry import answer_of
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.trial import Trial

__all__ = ["disagreements"]

# The roles in which an analysis answers the estimand itself, and no other question (ICH E9(R1)).
OF_THE_ESTIMAND = ("primary", "secondary", "sensitivity")


def disagreements(trial: Trial) -> Iterator[str]:
    """Yield a sentence for each population and summary measure that an estimand and its analysis do not share."""
    if not trial.estimands:
        yield "no estimand is declared: the report compares no arms in a primary result (say `estimands`)"
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Estimating) and analysis.estimand and analysis.role in OF_THE_ESTIMAND:
            estimand = trial.estimands[analysis.estimand]
            yield from of_population(trial, name, analysis, estimand)
            yield from of_measure(name, analysis, estimand)


def of_population(trial: Trial, name: str, analysis: Estimating, estimand: Estimand) -> Iterator[str]:
    if analysis.population and analysis.population != estimand.population:
        asked, used = (
            f"{flag} ({trial.populations[flag].label})" for flag in (estimand.population, analysis.population)
        )
        yield (
            f"analyses.{name} is of {used}, and estimand {analysis.estimand} is about {asked}: it answers another "
            "question (leave `population` out, or say `role: supplementary`)"
        )


def of_measure(name: str, analysis: Estimating, estimand: Estimand) -> Iterator[str]:
    """Yield that a summary measure is named which is not the one that the method gives."""
    answer = answer_of(analysis.method, estimand)
    measure = answer.kind.traits.measure if answer else None
    if measure is None or estimand.summary is None or analysis.role == "sensitivity":
        return
    if not any(sign in estimand.summary.casefold() for sign in measure.signs):
        yield (
            f"estimands.{analysis.estimand}.summary is {estimand.summary}, and analyses.{name} (method "
            f"{analysis.method}) gives a {measure.words}: leave `summary` out, or choose another method"
        )
