"""What is assumed of an outcome: its means by arm and visit, how it varies, and how values of a subject go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import hypot, log1p, sqrt
from typing import Annotated

from pydantic import Field

from trialstats.trialfile.parts.agreeing import Disagreement, agreement
from trialstats.trialfile.parts.design.values import Course, Positive, Positives
from trialstats.trialfile.parts.part import Bounds, Name, Part, Text, Variable
from trialstats.trialfile.parts.period_number import PeriodNumber

__all__ = ["AtBaseline", "Correlation", "Expected", "Items", "Prior", "Spread"]

Coefficient = Annotated[float, Field(gt=-1, lt=1)]
NEAR = 1e-9


CV = "On the scale of logarithms, in the place of `sd`: the coefficient of variation, in percent"


def sd_of_logarithms(cv: float) -> float:
    """Give the standard deviation of natural logarithms of a lognormal value by its CV in percent."""
    return sqrt(log1p((cv / 100) ** 2))


class Spread(Part):
    """How far values vary: a standard deviation, or of a parameter with `scale: log` also a CV."""

    sd: Positive | None = Field(None, description="The standard deviation; on the scale of logarithms that of these.")
    cv: Positive | None = Field(None, description=f"{CV}.")

    @agreement
    def check_spread(self) -> Iterator[Disagreement]:
        yield from with_one_spread(self)

    @property
    def value(self) -> float:
        """The standard deviation, on the scale on which values are normal."""
        return self.sd if self.sd is not None else sd_of_logarithms(float(self.cv or 0.0))


class AtBaseline(Part):
    """The distribution at baseline, the same in all arms."""

    mean: float = Field(description="The mean; on the scale of logarithms the geometric mean.")
    sd: Positive | None = Field(None, description="The standard deviation; on the scale of logarithms that of these.")
    cv: Positive | None = Field(None, description=f"{CV}.")

    @property
    def spread(self) -> float:
        """The standard deviation, on the scale on which values are normal."""
        return self.sd if self.sd is not None else sd_of_logarithms(float(self.cv or 0.0))


class Correlation(Part):
    """How the values of a subject go together, by visit; baseline, if it is declared, is the first."""

    cs: Coefficient | None = Field(None, description="Compound symmetry: the correlation of any two visits.")
    ar1: Coefficient | None = Field(
        None, description="Autoregressive: the correlation of one visit with the next; its powers for those further on."
    )
    toep: tuple[Coefficient, ...] = Field((), description="By distance: of the next visit, of the second next, and on.")
    matrix: tuple[tuple[float, ...], ...] = Field(
        (), description="The matrix, a row a visit: `[[1, 0.6], [0.6, 1]]`; an unstructured one."
    )

    @agreement
    def check_one(self) -> Iterator[Disagreement]:
        yield from self.disagreements()

    def disagreements(self) -> Iterator[Disagreement]:
        """Yield what makes it no matrix, or more than one."""
        given = [self.cs is not None, self.ar1 is not None, bool(self.toep), bool(self.matrix)]
        if sum(given) != 1:
            yield Disagreement("give one of `cs`, `ar1`, `toep` and `matrix`")
        size = len(self.matrix)
        if any(len(row) != size for row in self.matrix):
            yield Disagreement("`matrix` has as many numbers in each row as it has rows", "matrix")
            return
        for i, row in enumerate(self.matrix):
            if abs(row[i] - 1) > NEAR:
                text = f"`matrix`: number {i + 1} of row {i + 1} is {row[i]:g}; a visit and itself have 1"
                yield Disagreement(text, "matrix")
            for j in range(i):
                if abs(row[j] - self.matrix[j][i]) > NEAR:
                    above = f"number {i + 1} of row {j + 1}, {self.matrix[j][i]:g}"
                    text = f"`matrix`: number {j + 1} of row {i + 1} is {row[j]:g}, and {above}: the same two"
                    yield Disagreement(text, "matrix")

    def rows(self, visits: int) -> list[list[float]]:
        """The matrix of so many visits; ValueError where what is given is of another number."""
        if self.matrix:
            if len(self.matrix) != visits:
                raise ValueError(f"has {len(self.matrix)} rows")
            return [list(row) for row in self.matrix]
        if self.toep and len(self.toep) != visits - 1:
            raise ValueError(f"has {len(self.toep)} numbers, for {len(self.toep) + 1} visits")
        return [[self._between(abs(i - j)) for j in range(visits)] for i in range(visits)]

    def _between(self, distance: int) -> float:
        if distance == 0:
            return 1.0
        if self.cs is not None:
            return self.cs
        return self.ar1**distance if self.ar1 is not None else self.toep[distance - 1]


class Prior(Part):
    """What is believed of the effect before the trial, as a normal distribution at one visit.

    The effects at the other visits, and those of the other arms, are multiplied alike.
    """

    sd: Positive = Field(description="Its standard deviation, in the outcome's unit; of a ratio that of its logarithm.")
    mean: float | None = Field(None, description="Its mean; by default the effect of the first arm that has one.")
    visit: Text | None = Field(None, description="The visit; by default the last.")


class Items(Part):
    """A score of a questionnaire is made of its items, as the trial scores them, and some are left out."""

    alpha: Annotated[float, Field(gt=0, lt=1)] = Field(
        description="Cronbach's alpha: the part of the score's variance that the items share."
    )
    missing: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0, description="The chance of an item to be left out; the questionnaire's rule decides what becomes of it."
    )


class Expected(Part):
    """An outcome as it is expected: normal, with means by arm and visit.

    Where the parameter has `scale: log` its logarithm is: means are geometric ones, and what would add multiplies.
    """

    dataset: Name | None = Field(None, description="Its dataset, where several have a parameter of that name.")
    baseline: AtBaseline | None = Field(
        None, description="The value at baseline; needed where an analysis uses it, as a change does."
    )
    mean: Course = Field(
        description="The mean of the reference arm: at every visit after baseline, or by visit; the geometric mean of "
        "a parameter with `scale: log`."
    )
    effect: dict[Text, Course] = Field(
        default_factory=dict,
        description="What an arm adds to it, by arm: at every visit after baseline, or by visit. Arms that are not "
        "named have no effect. Of a parameter with `scale: log` the ratio to it, e.g. 0.7.",
    )
    sd: Positives | None = Field(
        None,
        description="The standard deviation, in all arms: at every visit after baseline, or by visit. Of a parameter "
        "with `scale: log` that of natural logarithms.",
    )
    cv: Positives | None = Field(None, description=f"{CV}: at every visit after baseline, or by visit.")
    correlation: Correlation | None = Field(None, description="Over visits; needed where there are several.")
    covariates: dict[Variable, Course] = Field(
        default_factory=dict,
        description="What covariates of the design add: a number for each unit above the mean, or of a category a "
        "number by level; it comes on top of `sd`. Of a parameter with `scale: log` what they multiply by.",
    )
    step: Positive | None = Field(
        None,
        description="Values are rounded to steps of it from the lower end of `range` (or 0), e.g. 1 of a scale of 0 to "
        "10; by default a score of the dataset's questionnaire has the steps that its answers make.",
    )
    range: Bounds | None = Field(
        None,
        description="Values beyond are set to its ends, as a scale has them; by default a score of the dataset's "
        "questionnaire has its own.",
    )
    items: Items | None = Field(
        None,
        description="Of a score of the dataset's questionnaire: to simulate its items and score these; by default the "
        "score itself is drawn.",
    )
    prior: Prior | None = Field(None, description="For assurance: what is believed of the effect.")
    within_subjects: Spread | None = Field(
        None,
        description="Of a crossover trial, in the place of `sd` and `correlation`: how the values of one subject vary, "
        "e.g. `{sd: 8}`, or of a parameter with `scale: log` `{cv: 30}`.",
    )
    between_subjects: Spread | None = Field(
        None,
        description="With it: how subjects differ in all their values, e.g. `{sd: 15}`. Where nobody leaves, a "
        "comparison within subjects does not depend on it.",
    )
    within_period: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0,
        description="With both: how what varies within a subject goes together at two visits of one period, such as "
        "its baseline and its end.",
    )
    period_effect: dict[PeriodNumber, float] = Field(
        default_factory=dict,
        description="Of a crossover trial: what a later period adds to every value in it, e.g. `{2: -3}`; of a "
        "parameter with `scale: log` what it multiplies them by.",
    )
    carry_over: dict[Text, Course] = Field(
        default_factory=dict,
        description="Of a crossover trial: what an arm still adds in the period after its own, e.g. `{Laser: -4}`: at "
        "every visit after baseline, or by visit, baselines of periods among them. Of a parameter with `scale: log` "
        "what it multiplies by. By default the washout is long enough.",
    )

    @agreement
    def check_parts(self) -> Iterator[Disagreement]:
        yield from self.check_periods()
        yield from self.check_items()
        yield from self.check_spread()

    def check_periods(self) -> Iterator[Disagreement]:
        lacking = [key for key in ("within_subjects", "between_subjects") if getattr(self, key) is None]
        if len(lacking) == 1:
            text = f"`{lacking[0]}` is missing: `within_subjects` and `between_subjects` go together"
            yield Disagreement(text)
        elif lacking and self.within_period:
            yield Disagreement("`within_period` goes with `within_subjects` and `between_subjects`")
        if not lacking and self.correlation is not None:
            text = (
                "`correlation` is said by `within_subjects` and `between_subjects`: leave it out, or say `sd` instead"
            )
            yield Disagreement(text)

    def check_items(self) -> Iterator[Disagreement]:
        if self.items is not None and (self.step is not None or self.range is not None):
            text = "`items` have the steps and the ends of the questionnaire: leave `step` and `range` out"
            yield Disagreement(text)

    def check_spread(self) -> Iterator[Disagreement]:
        if self.within_subjects is None and self.between_subjects is None:
            if self.baseline is not None:
                yield from with_one_spread(self.baseline, "`baseline`: ", "baseline")
            yield from with_one_spread(self)
            return
        base = (self.baseline.sd, self.baseline.cv) if self.baseline else (None, None)
        if any(one is not None for one in (self.sd, self.cv, *base)):
            yield Disagreement(
                "`sd` and `cv`, of baseline too, are said by `within_subjects` and `between_subjects`: give one or the "
                "other"
            )

    @property
    def components(self) -> tuple[float, float] | None:
        """The standard deviations between and within subjects, where the file says these."""
        if self.between_subjects is None or self.within_subjects is None:
            return None
        return self.between_subjects.value, self.within_subjects.value

    @property
    def spread(self) -> float | dict[str, float]:
        """The standard deviation, on the scale on which values are normal: at every visit, or by visit."""
        if (parts := self.components) is not None:
            return hypot(*parts)
        if self.sd is not None:
            return self.sd
        if isinstance(self.cv, dict):
            return {visit: sd_of_logarithms(cv) for visit, cv in self.cv.items()}
        return sd_of_logarithms(float(self.cv or 0.0))

    @property
    def spread_at_baseline(self) -> float:
        """The standard deviation at baseline, on that scale."""
        if (parts := self.components) is not None or self.baseline is None:
            return hypot(*parts) if parts else 0.0
        return self.baseline.spread

    def rows(self, periods: Sequence[int | None]) -> list[list[float]]:
        """The correlation of visits of these periods; ValueError where what is given is of another number of visits."""
        if (parts := self.components) is None:
            return self.correlation.rows(len(periods)) if self.correlation else [[1.0]]
        between, within = (one**2 for one in parts)
        whole, together = between + within, between + self.within_period * within
        return [
            [
                1.0 if i == j else (together if one is not None and one == other else between) / whole
                for j, other in enumerate(periods)
            ]
            for i, one in enumerate(periods)
        ]


def with_one_spread(part: Spread | AtBaseline | Expected, where: str = "", *keys: str) -> Iterator[Disagreement]:
    """Require one of `sd` and `cv`."""
    if (part.sd is None) == (part.cv is None):
        yield Disagreement(f"{where}give `sd`, or on the scale of logarithms `cv`", *keys)
