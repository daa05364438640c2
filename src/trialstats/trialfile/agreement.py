"""What an estimand asks for and its analyses do not give, as the trial file tells: no error, and worth a look."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.answers import answer_of
from trialstats.trialfile.hypotheses import tested_by
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.estimands import Estimand, Strategy
from trialstats.trialfile.parts.hypotheses import Hypotheses
from trialstats.trialfile.trial import Trial

__all__ = ["disagreements"]

# The roles in which an analysis answers the estimand itself, and no other question (ICH E9(R1)).
OF_THE_ESTIMAND = ("primary", "secondary", "sensitivity")
SLACK = 1e-9  # of shares such as 1/3


def disagreements(trial: Trial) -> Iterator[str]:
    """Yield a sentence for each population and summary measure that an estimand and its analysis do not share."""
    for name, estimand in trial.estimands.items():
        yield from in_words(trial, name, estimand)
    if not trial.estimands:
        yield "no estimand is declared: the report compares no arms in a primary result (say `estimands`)"
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Estimating) and analysis.estimand and analysis.role in OF_THE_ESTIMAND:
            estimand = trial.estimands[analysis.estimand]
            yield from of_population(trial, name, analysis, estimand)
            yield from of_measure(name, analysis, estimand)
    yield from of_hypotheses(trial)


def in_words(trial: Trial, name: str, estimand: Estimand) -> Iterator[str]:
    """Yield the intercurrent events that the data do not follow, for the file declares none; a policy they follow."""
    words = [
        event
        for event, handling in estimand.intercurrent_events.items()
        if handling.strategy != Strategy.TREATMENT_POLICY and not handling.in_words
    ]
    if words and not trial.intercurrent_events:
        yield (
            f"estimands.{name}.intercurrent_events: {', '.join(words)} {'is' if len(words) == 1 else 'are'} not "
            "declared under `intercurrent_events` of the file, so that the data do not follow the strategy: what it "
            "says are words of the report"
        )


def of_hypotheses(trial: Trial) -> Iterator[str]:
    """Yield that a primary analysis is about none of the hypotheses, and that alpha is not all shared out."""
    plan = trial.hypotheses
    if plan is None:
        return
    tested = {tested_by(trial, node) for node in plan.nodes.values()}
    for name, analysis in trial.analyses.items():
        if isinstance(analysis, Estimating) and analysis.role == "primary" and name not in tested:
            yield f"analyses.{name} is primary, and no hypothesis is about it: the report calls its result descriptive"
    for hypothesis, node in plan.nodes.items():
        if node.margin:
            yield from of_margin(trial, plan, hypothesis)
    if (total := sum(plan.weights.values())) < 1 - SLACK:
        yield f"the weights of the hypotheses add up to {total:.6g}: the rest of alpha is spent on nothing"


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
    answer = answer_of(analysis.entry, estimand)
    measure = answer.kind.traits.measure if answer else None
    if measure is None or estimand.summary is None or analysis.role == "sensitivity":
        return
    if not measure.is_named(estimand.summary):
        yield (
            f"estimands.{analysis.estimand}.summary is {estimand.summary}, and analyses.{name} (method "
            f"{analysis.method}) gives a {measure.words}: leave `summary` out, or choose another method"
        )


def of_margin(trial: Trial, plan: Hypotheses, hypothesis: str) -> Iterator[str]:
    """Yield that a margin's own level is not that of the hypothesis about it."""
    name = str(tested_by(trial, plan.nodes[hypothesis]))
    analysis = trial.analyses[name]
    if not isinstance(analysis, Estimating) or analysis.margin_of is None:
        return
    level, alpha = analysis.margin_of.level_of(analysis.alpha), plan.one_sided_alpha
    if abs(level - alpha) > SLACK:
        yield (
            f"analyses.{name}.margin is tested at {level:g} one-sided, and hypotheses.nodes.{hypothesis} about it at "
            f"{alpha:g} at most (alpha {plan.alpha:g}, {plan.sides}-sided): they may conclude differently"
        )
