"""The kinds of result rows, and all that anybody needs to know of a kind to write a row of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = [
    "ODDS_OF_EVENT",
    "OF_PARAMETER",
    "PERCENTAGE_POINTS",
    "RATIOS",
    "Kind",
    "Measure",
    "Sentence",
    "Traits",
    "no_difference",
]

OF_PARAMETER = "{unit}"
NO_UNIT = None
PERCENTAGE_POINTS = "percentage points"


@dataclass(frozen=True)
class Sentence:
    """How a comparison is said: words with places for what, arm, reference and event, then the estimate.

    digits: of the estimate after the point; it is multiplied by `scale` and followed by `unit`.
    """

    words: str
    digits: int
    scale: float = 1.0
    unit: str = ""


@dataclass(frozen=True)
class Measure:
    """What a comparison of arms is as the summary measure of an estimand (ICH E9(R1)).

    words: what it is called. signs: of what an estimand may call it, the words of which any tells that it is meant.
    """

    words: str
    signs: tuple[str, ...]

    def is_named(self, summary: str) -> bool:
        """Tell whether it is what an estimand's summary measure is called."""
        return any(sign in summary.casefold() for sign in self.signs)


@dataclass(frozen=True)
class Traits:
    """What is to be known of a kind.

    estimated: a mean or share of an arm, a comparison of arms, a coefficient, each with its uncertainty; else counted,
    described, given, or drawn point by point.
    unit: of its numbers, with OF_PARAMETER in the place of the parameter's; None of what has no unit.
    directed: whether `better` says which of its values are the better ones.
    any_size: whether its numbers may be of any size, whatever the parameter's decimals.
    favours_larger: whether a larger value speaks for the arm, whatever the parameter.
    on_log_scale: whether its standard error is one on the scale of logarithms, and so in no unit.
    sentence: how the report says it where it answers the question of a primary analysis.
    measure: of a comparison of arms, the summary measure that it is.
    """

    estimated: bool = True
    unit: str | None = OF_PARAMETER
    directed: bool = True
    any_size: bool = False
    favours_larger: bool = False
    on_log_scale: bool = False
    sentence: Sentence | None = None
    measure: Measure | None = None


DESCRIBED = Traits(estimated=False)
MEAN = Traits()
TEST = Traits(unit=NO_UNIT)
PROBABILITY = Traits(unit=NO_UNIT, directed=False)
BETTER_IF_LARGER = replace(PROBABILITY, favours_larger=True)
RATIO_OF_SHARES = Traits(unit=NO_UNIT, directed=False, any_size=True)
AMOUNT = Traits(any_size=True)


RATIO_SENTENCE = Sentence("the ratio of geometric means of {what}, {arm} over {reference}, is ", 2)
RATE_RATIO_SENTENCE = Sentence("the rate of {what} with {arm} over that with {reference} is ", 2)
HAZARD_RATIO_SENTENCE = Sentence("{what}: the hazard with {arm} over that with {reference} is ", 2)
# Of an event; that of a kind is of ordered categories.
ODDS_OF_EVENT = Sentence("{event}: the odds ratio, {arm} over {reference}, is ", 2)
RISK_DIFFERENCE_SENTENCE = Sentence(
    "{event}: the share with {arm} minus that with {reference} is ", 1, 100.0, f" {PERCENTAGE_POINTS}"
)
WIN_PROBABILITY_SENTENCE = Sentence(
    "a subject with {arm} does better in {what} than one with {reference} with probability ", 2
)
ODDS_RATIO_SENTENCE = Sentence("the common odds ratio of a better category of {what}, {arm} over {reference}, is ", 2)
WIN_RATIO_SENTENCE = Sentence("the win ratio, pairs won by {arm} over pairs won by {reference}, is ", 2)
AREA_DIFFERENCE_SENTENCE = Sentence(
    "the area under the curve of responders in {what}, {arm} minus {reference}, is ", 1, 1.0, f" {PERCENTAGE_POINTS}"
)


MEANS = Measure("difference in means", ("mean",))
GEOMETRIC_MEANS = Measure("ratio of geometric means", ("geometric", "ratio"))
RISKS = Measure("difference in risks", ("risk", "proportion", "percent", "share", "responder", "probabilit", "rate"))
WINS = Measure("win probability", ("win", "probabilit", "rank", "mann", "wilcoxon", "stochastic", "better"))
AREAS = Measure("difference in areas under the cumulative curves of responders", ("area", "responder", "curve"))
RATES = Measure("ratio of rates", ("rate",))
ODDS = Measure("common odds ratio of a better category", ("odds",))
SLOPES = Measure("difference in slopes", ("slope", "rate of", "per "))
WIN_RATIOS = Measure("win ratio", ("win",))
HAZARDS = Measure("ratio of hazards", ("hazard",))


class Kind(StrEnum):
    """A kind of result row: its name in the column `kind` and in ids, as in `rows["kind"] == Kind.RATIO`."""

    LSMEAN = "lsmean", MEAN
    DIFFERENCE = "difference", replace(MEAN, measure=MEANS)
    SLOPE = "slope", replace(MEAN, measure=SLOPES)
    TIPPING_POINT = "tipping_point", replace(MEAN, directed=False)
    TREND = "trend", Traits(unit=f"{OF_PARAMETER} per unit of dose")
    EFFECT_SIZE = "effect_size", TEST
    RELIABILITY = "reliability", TEST
    COEFFICIENT = "coefficient", MEAN
    JOINT_TEST = "joint_test", TEST
    GEOMETRIC_MEAN = "geometric_mean", Traits(any_size=True, on_log_scale=True)
    RATIO = (
        "ratio",
        Traits(unit="ratio", any_size=True, on_log_scale=True, sentence=RATIO_SENTENCE, measure=GEOMETRIC_MEANS),
    )
    PROPORTION = "proportion", PROBABILITY
    RISK_DIFFERENCE = "risk_difference", replace(PROBABILITY, sentence=RISK_DIFFERENCE_SENTENCE, measure=RISKS)
    RISK_RATIO = "risk_ratio", RATIO_OF_SHARES
    ODDS_RATIO = "odds_ratio", replace(RATIO_OF_SHARES, sentence=ODDS_RATIO_SENTENCE, measure=ODDS)
    NNT = "nnt", PROBABILITY
    DIFFERENCE_AT = "difference_at", MEAN
    RISK_DIFFERENCE_AT = "risk_difference_at", replace(PROBABILITY, directed=True)
    RISK_RATIO_AT = "risk_ratio_at", RATIO_OF_SHARES
    ODDS_RATIO_AT = "odds_ratio_at", RATIO_OF_SHARES
    WIN_PROBABILITY = (
        "win_probability",
        replace(PROBABILITY, favours_larger=True, sentence=WIN_PROBABILITY_SENTENCE, measure=WINS),
    )
    WIN_RATIO = (
        "win_ratio",
        replace(RATIO_OF_SHARES, favours_larger=True, sentence=WIN_RATIO_SENTENCE, measure=WIN_RATIOS),
    )
    NET_BENEFIT = "net_benefit", BETTER_IF_LARGER
    AREA_DIFFERENCE = (
        "area_difference",
        replace(
            PROBABILITY, favours_larger=True, unit=PERCENTAGE_POINTS, sentence=AREA_DIFFERENCE_SENTENCE, measure=AREAS
        ),
    )
    SHIFT = "shift", AMOUNT
    RANK_TEST = "rank_test", TEST
    INTERACTION = "interaction", TEST
    CORRELATION = "correlation", PROBABILITY
    COST = "cost", AMOUNT
    VARIANCE = "variance", TEST
    MARGIN = "margin", replace(AMOUNT, unit=NO_UNIT)
    HYPOTHESIS = "hypothesis", MEAN
    CONCLUSION = "conclusion", MEAN
    RATE = "rate", AMOUNT
    RATE_RATIO = (
        "rate_ratio",
        replace(AMOUNT, unit=NO_UNIT, on_log_scale=True, sentence=RATE_RATIO_SENTENCE, measure=RATES),
    )
    HAZARD_RATIO = (
        "hazard_ratio",
        replace(AMOUNT, unit=NO_UNIT, on_log_scale=True, sentence=HAZARD_RATIO_SENTENCE, measure=HAZARDS),
    )
    TIME_BY = "time_by", replace(AMOUNT, directed=False)
    RESTRICTED_MEAN = "restricted_mean", replace(MEAN, directed=False)

    SUMMARY = "summary", DESCRIBED
    COUNT = "count", DESCRIBED
    VALUE = "value", DESCRIBED
    POINT = "point", DESCRIBED
    TRUTH = "truth", DESCRIBED
    DIAGNOSTIC = "diagnostic", DESCRIBED
    BEYOND_LIMIT = "beyond_limit", DESCRIBED

    traits: Traits

    def __new__(cls, name: str, traits: Traits = MEAN) -> Kind:  # by default, since Kind("ratio") looks one up
        kind = str.__new__(cls, name)
        kind._value_ = name
        kind.traits = traits
        return kind

    @classmethod
    def those(cls, has: Callable[[Traits], object]) -> list[Kind]:
        """List the kinds of a trait: `Kind.those(lambda traits: traits.any_size)`."""
        return [kind for kind in cls if has(kind.traits)]


# Comparisons that are ratios: of no difference they are 1, and their standard error is that of the logarithm.
RATIOS = (*Kind.those(lambda traits: traits.on_log_scale), Kind.RISK_RATIO, Kind.ODDS_RATIO, Kind.WIN_RATIO)


def no_difference(kind: Kind) -> float:
    """Say what a comparison of arms is where they do not differ."""
    return 0.5 if kind == Kind.WIN_PROBABILITY else 1.0 if kind in RATIOS else 0.0
