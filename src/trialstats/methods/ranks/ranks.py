"""Comparison of the arms by ranks, at each visit by itself; also where some responses are no number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.rank_tests import hodges_lehmann, van_elteren, wilcoxon
from trialstats.engines.rounding import joined
from trialstats.engines.win_probability import win_odds, win_probability
from trialstats.errors import FitError, NoSuchNumber
from trialstats.methods.ranks.beyond_ranks import RANKED, beyond_ranks
from trialstats.methods.ranks.options import Ranks
from trialstats.methods.ranks.rows import WIN_ODDS, RankTest
from trialstats.methods.shared.absence import POLICY_WORDS, count_responses, scores
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named
from trialstats.methods.shared.quantification.beyond import BEYOND, is_result_beyond
from trialstats.methods.shared.scope import by_parameter, conf_level, members, pairs, visits
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["run"]

Floats = NDArray[np.float64]

SCORE = "_score"
# Policies under which every record that takes part has a number, so that a shift has a meaning.
NUMBERS = ("exclude", "zero")
MISSING_WORST = (
    "Who has no result at the visit ranks below all who have one, tied (worst-rank score: Lachin, Control Clin Trials "
    "1999;20:408-422)."
)


def run(analysis: Ranks, inputs: Inputs) -> Result:
    """Compare each active arm with the reference, per parameter and visit.

    Rows, of both arms (n) and keys ARM, REFERENCE: win_probability (that the active arm is better, ties half),
    odds_ratio (variable "win odds"), rank_test (variable "Wilcoxon rank-sum"; "van Elteren" where there are strata, its
    n those in strata with both arms; z is positive where the active arm is better), shift (Hodges-Lehmann, active minus
    reference, in the parameter's unit; only where the policy for absent responses leaves numbers).
    """
    collector = Collector(inputs.name)
    ranked = False
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": visit}
            scored, counts = _scored(analysis, inputs, records[records["AVISIT"] == visit], at)
            collector.exclude(at, counts)
            ranked |= isinstance(scored, pd.DataFrame) and bool(is_result_beyond(scored).any())
            for keys in pairs(inputs):
                pair = Pair({**at, **keys}, scored, analysis.strata, conf_level(analysis))
                _compare(analysis, pair, collector)
                _exclude_outside_strata(pair, collector)
    sentences = [*_sentences(analysis, inputs), *([RANKED] if ranked else [])]
    return collector.result(software="trialstats (numpy, scipy)", inference=" ".join(sentences), absent=analysis.absent)


def _better(inputs: Inputs, paramcd: str) -> str:
    outcome = inputs.outcomes.get(paramcd)
    if outcome is None or outcome.better is None:
        raise FitError(f"{paramcd} does not say whether lower or higher is better")
    return outcome.better


def _scored(
    analysis: Ranks, inputs: Inputs, records: pd.DataFrame, at: Row
) -> tuple[pd.DataFrame | FitError, dict[str, int]]:
    """Score the records that take part, sorted by subject; count the others by what they lack."""
    records = records if analysis.missing == "exclude" else with_everybody(analysis, inputs, records)
    counts = {"in": len(records)}
    known = records[records["TRT01P"].notna()]
    for name in analysis.strata:
        present = known[name].notna()
        if not present.all():
            counts[f"{name} missing"] = int((~present).sum())
            known = known[present]
    try:
        better = _better(inputs, str(at["PARAMCD"]))
        score = scores(known, str(at["measure"]), analysis.absent, better)
        beyond = beyond_ranks(known, str(at["measure"]), analysis.absent)
        # 45.1 - 45.0 and 44.6 - 44.5 are not the same in binary fractions, and would not be tied.
        score = pd.Series(joined(score.to_numpy(dtype=float), rounding(known, str(at["measure"]))), index=score.index)
        score = score.mask(beyond.notna(), beyond * (-1.0 if better == "lower" else 1.0))
        below = assigned(known, Composite.BELOW_ALL) | (score.isna() & (analysis.missing == "worst"))
        score = score.mask(below, -np.inf)
        refuse_duplicates(known)
    except FitError as error:
        return error, {**counts, "used": len(known)}
    counts |= count_responses(known, score.isna())
    scored = known.assign(**{SCORE: score})[score.notna()].sort_values("USUBJID", kind="stable")
    return scored, {**counts, "used": len(scored)}


def with_everybody(analysis: Ranks, inputs: Inputs, records: pd.DataFrame) -> pd.DataFrame:
    """Add a record without a value for every subject of the population who has none at the visit."""
    people = members(inputs, analysis.population)
    unseen = people[~people["USUBJID"].isin(records["USUBJID"])]
    lent = unseen[[name for name in unseen if name in records]].reset_index(drop=True)
    same = {name: dtype for name, dtype in records.dtypes.items() if dtype.kind not in "iub"}
    return pd.concat([records, lent.reindex(columns=records.columns).astype(same)], ignore_index=True)


@dataclass(frozen=True)
class Pair:
    """Two arms at a visit: their keys, the scored records of all arms, and what is to be computed of them."""

    keys: Row
    scored: pd.DataFrame | FitError
    strata: tuple[str, ...]
    level: float

    def values(self, column: str = SCORE) -> tuple[Floats, Floats]:
        """Return the values of the active arm and of the reference; raises FitError where there are no scores."""
        return self._of(self._records(), column)

    def has_below_all(self) -> bool:
        """Tell whether an estimand ranks anybody below all."""
        return bool(assigned(self._records(), Composite.BELOW_ALL).any())

    def has_missing(self) -> bool:
        """Tell whether anybody without a value takes part, ranked below all, whom no estimand puts there."""
        own = self._records()
        lacking = own[str(self.keys["measure"])].isna() & ~is_result_beyond(own)
        return bool((lacking & ~assigned(own, Composite.BELOW_ALL) & np.isneginf(own[SCORE])).any())

    def rounding(self, column: str) -> float:
        """Return the difference up to which two values are the same."""
        return rounding(self._records(), column)

    def by_stratum(self) -> dict[str, tuple[Floats, Floats]]:
        """Return the scores of both arms in each stratum that has any, by its name: `SITEID 101, SEX F`."""
        groups = self._records().groupby(list(self.strata), observed=True, sort=True)
        sides = {stratum_name(self.strata, levels): self._of(group, SCORE) for levels, group in groups}
        return {stratum: (x, y) for stratum, (x, y) in sides.items() if x.size or y.size}

    def _records(self) -> pd.DataFrame:
        if isinstance(self.scored, FitError):
            raise self.scored
        return self.scored

    def _of(self, frame: pd.DataFrame, column: str) -> tuple[Floats, Floats]:
        sides = [frame.loc[frame["TRT01P"] == self.keys[key], column] for key in ("ARM", "REFERENCE")]
        return sides[0].to_numpy(dtype=float), sides[1].to_numpy(dtype=float)


def stratum_name(variables: Sequence[str], levels: Sequence[object]) -> str:
    """Name a stratum by its variables and their levels."""
    return ", ".join(f"{variable} {level}" for variable, level in zip(variables, levels, strict=True))


def _win(pair: Pair) -> list[Row]:
    won = win_probability(*pair.values(), pair.level)
    return [won, win_odds(won)]


def _rank_sum(pair: Pair) -> list[Row]:
    return [wilcoxon(*pair.values())]


def _stratified(pair: Pair) -> list[Row]:
    return [van_elteren(list(pair.by_stratum().values()))]


def _exclude_outside_strata(pair: Pair, collector: Collector) -> None:
    """Count the subjects whom van Elteren's test compares with nobody, by their stratum, if there are any."""
    if not pair.strata or isinstance(pair.scored, FitError):
        return
    sizes = {stratum: (x.size, y.size) for stratum, (x, y) in pair.by_stratum().items()}
    alone = {f"{stratum}: one arm only": sum(both) for stratum, both in sizes.items() if not all(both)}
    if alone:
        total = sum(map(sum, sizes.values()))
        counts = {"in": total, **alone, "used": total - sum(alone.values())}
        collector.exclude({**pair.keys, "variable": RankTest.VAN_ELTEREN}, counts)


def _shift(pair: Pair) -> list[Row]:
    measure = str(pair.keys["measure"])
    if any(np.isinf(scores).any() for scores in pair.values()):
        what = "results after an intercurrent event" if pair.has_below_all() else f"results {BEYOND}"
        what = "missing results" if pair.has_missing() else what
        raise NoSuchNumber(f"{what} have a rank and no number: there is no shift")
    return [hodges_lehmann(*pair.values(measure), pair.level, pair.rounding(measure))]


def _compare(analysis: Ranks, pair: Pair, collector: Collector) -> None:
    """Compute everything of two arms; what cannot be estimated does not take the rest with it."""
    test = {"kind": Kind.RANK_TEST}
    wanted: list[tuple[Callable[[Pair], list[Row]], list[Row]]] = [
        (_win, [{"kind": Kind.WIN_PROBABILITY}, {"kind": Kind.ODDS_RATIO, "variable": WIN_ODDS}]),
        (_rank_sum, [{**test, "variable": RankTest.WILCOXON}]),
    ]
    wanted += [(_stratified, [{**test, "variable": RankTest.VAN_ELTEREN}])] if analysis.strata else []
    wanted += [(_shift, [{"kind": Kind.SHIFT}])] if analysis.absent in NUMBERS else []
    for estimate, kinds in wanted:
        expected = [{**pair.keys, **kind} for kind in kinds]
        with collector.attempt(expected[0], expected):
            found = estimate(pair)
            n = sum(side.size for side in pair.values())
            collector.add(*({**row, "n": n, **numbers} for row, numbers in zip(expected, found, strict=True)))


def _sentences(analysis: Ranks, inputs: Inputs) -> list[str]:
    sentences = [
        "Win probability: P(a subject of the active arm does better than one of the reference) + half of P(tie); "
        "interval and z test of its logit, with the variance of DeLong (Biometrics 1988;44:837) and Brunner & Munzel "
        "(Biom J 2000;42:17), which allows for ties and unequal spread. Win odds: p / (1 - p).",
        "Wilcoxon's rank-sum test: normal, variance with ties, no continuity correction.",
    ]
    if analysis.strata:
        strata = " by ".join(covariates_named(analysis.strata, inputs))
        sentences.append(
            f"van Elteren's test: the same within strata of {strata}, weights 1 / (N + 1). A "
            "stratum with one arm only compares nobody, and its subjects are not in the n of this test. The win "
            "probability is not stratified."
        )
    if analysis.absent in NUMBERS:
        sentences.append(
            "Shift: Hodges & Lehmann's median of all differences, with Moses' interval (normal approximation)."
        )
    if analysis.missing == "worst":
        sentences.append(MISSING_WORST)
    return [*sentences, POLICY_WORDS[analysis.absent]]
