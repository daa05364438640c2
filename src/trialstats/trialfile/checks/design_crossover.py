"""The design of a crossover trial: what is said of its periods and sequences, and what is not simulated of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.trialfile.design import by_visit, dataset_of, datasets_with, is_logged, later_baselines, visits_of
from trialstats.trialfile.names import At, Broken, Missing, unknown
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.design.outcome import Expected
from trialstats.trialfile.trial import Trial

__all__ = ["crossed", "group_word"]

DESIGN = "design"
# What an outcome says of a crossover trial alone.
OF_PERIODS = ("within_subjects", "between_subjects", "period_effect", "carry_over")


def group_word(trial: Trial) -> str:
    """Say what subjects are randomised to."""
    return "sequence" if trial.crossover else "arm"


def crossed(trial: Trial, plan: Design) -> Broken:
    """Yield what is wrong with the periods of a design, or in a trial without periods what only a crossover has."""
    if trial.crossover is None:
        for paramcd, expected in plan.outcomes.items():
            for key in (key for key in OF_PERIODS if getattr(expected, key)):
                nearest = ": say `sd` and `correlation`" if key.endswith("subjects") else ""
                text = f"is of a crossover trial, and `subjects` has no `crossover`{nearest}"
                yield (DESIGN, "outcomes", paramcd, key), Missing(text, "crossover")
        return
    for key in (key for key in ("counts", "times") if getattr(plan, key)):
        text = "is of parallel groups: of a crossover trial outcomes at visits are simulated, `outcomes` and `shares`"
        yield (DESIGN, key), text
    for paramcd, expected in plan.outcomes.items():
        at: At = (DESIGN, "outcomes", paramcd)
        yield from period_effects(trial, (*at, "period_effect"), expected)
        if datasets_with(trial, paramcd):
            yield from carried(trial, at, paramcd, expected)
            yield from above_zero(trial, at, paramcd, expected)
            yield from components(trial, at, paramcd, expected)


def period_effects(trial: Trial, at: At, expected: Expected) -> Broken:
    assert trial.crossover is not None
    for period in expected.period_effect:
        if not 2 <= period <= trial.crossover.length:
            known = f"2 to {trial.crossover.length}" if trial.crossover.length > 2 else "2"
            first = ": `mean` is that of period 1" if period == 1 else ""
            yield (*at, str(period)), f"is no later period of the trial ({known}){first}"


def carried(trial: Trial, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield carry-over of what is no arm, and at visits that come after no period."""
    measured = visits_of(trial, expected)
    of_periods = [*measured, *(later_baselines(trial) if expected.baseline else ())]
    later = [visit for visit in of_periods if (trial.visits[visit].period or 1) > 1]
    for arm, course in expected.carry_over.items():
        here: At = (*at, "carry_over", arm)
        if arm not in trial.arms:
            yield here, unknown("arm", arm, trial.arms, sign="")
        if isinstance(course, Mapping):
            for visit in (visit for visit in by_visit(trial, course) if visit not in of_periods):
                yield (*here, visit), unknown("visit of a later period", visit, later, sign="")
            given = [visit for visit in course if visit in of_periods and visit not in later]
            for visit in given:
                yield (*here, visit), "is of period 1, which no treatment comes before"


def above_zero(trial: Trial, at: At, paramcd: str, expected: Expected) -> Broken:
    if not is_logged(trial, dataset_of(trial, paramcd, expected), paramcd):
        return
    for here, number in factors(at, expected):
        if number <= 0:
            yield here, f"= {number:g}: {paramcd} has `scale: log`, so it multiplies, and is above 0"


def factors(at: At, expected: Expected) -> Iterator[tuple[At, float]]:
    for period, number in expected.period_effect.items():
        yield (*at, "period_effect", str(period)), number
    for arm, course in expected.carry_over.items():
        numbers = course.values() if isinstance(course, Mapping) else (course,)
        yield from (((*at, "carry_over", arm), number) for number in numbers)


def components(trial: Trial, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield a CV of what is not on the scale of logarithms."""
    if is_logged(trial, dataset_of(trial, paramcd, expected), paramcd):
        return
    for key in ("within_subjects", "between_subjects"):
        part = getattr(expected, key)
        if part is not None and part.cv is not None:
            yield (*at, key, "cv"), f"is of logarithms, and {paramcd} has no `scale: log`: give `sd`"
