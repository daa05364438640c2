"""How shares compare where a modifier has a value: by the logistic model with its interaction with the arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.logistic import LogisticFit, fit_logistic
from trialstats.engines.standardisation import Standardised, designs_where, standardise_where
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.proportions.rules import SANDWICHES
from trialstats.methods.shared.scope import conf_level
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.results.shape import Row

__all__ = ["ModelledShares", "kinds_at"]

Floats = NDArray[np.float64]

KINDS = {
    Scale.DIFFERENCE: Kind.RISK_DIFFERENCE_AT,
    Scale.RATIO: Kind.RISK_RATIO_AT,
    Scale.ODDS_RATIO: Kind.ODDS_RATIO_AT,
}


def kinds_at(analysis: Proportions) -> tuple[Kind, ...]:
    """Name the comparisons at values of modifiers, a difference first."""
    return tuple(kind for scale, kind in KINDS.items() if scale in analysis.effects)


@dataclass(frozen=True)
class ModelledShares:
    """Effects on shares, standardised over the other covariates; outcome (n,), modifiers: of the fit."""

    analysis: Proportions
    fit: LogisticFit
    outcome: Floats
    modifiers: tuple[str, ...]

    @cached_property
    def _made(self) -> dict[tuple[str, float | str], Standardised]:
        return {}

    @cached_property
    def _coded(self) -> dict[tuple[str, float | str], list[Floats]]:
        return {}

    def designs(self, name: str, value: float | str) -> list[Floats]:
        """Code the records at a value; rows are linear in a number, so that its mean and one more give all others."""
        if isinstance(value, str):
            return designs_where(self.fit, name, value)
        centre = float(self.fit.frame[name].mean())
        ends = centre, centre + float(self.fit.frame[name].std())
        for end in ends:
            if (name, end) not in self._coded:
                self._coded[name, end] = designs_where(self.fit, name, end)
        share = (value - ends[0]) / (ends[1] - ends[0])
        pairs = zip(*(self._coded[name, end] for end in ends), strict=True)
        return [(1 - share) * low + share * high for low, high in pairs]

    def at(self, kind: Kind, name: str, value: float | str, pair: Row) -> Row:
        key = (name, value)
        if key not in self._made:
            variance = self.analysis.variance if self.analysis.variance in SANDWICHES else "model"
            self._made[key] = standardise_where(self.fit, self.outcome, self.designs(name, value), variance)
        shares, arms = self._made[key], (str(pair["ARM"]), str(pair["REFERENCE"]))
        compare = {
            Kind.RISK_DIFFERENCE_AT: shares.difference,
            Kind.RISK_RATIO_AT: shares.ratio,
            Kind.ODDS_RATIO_AT: shares.odds_ratio,
        }[kind]
        return {key: number for key, number in compare(*arms, conf_level(self.analysis)).items() if key != "n"}

    def slope(self, name: str, ends: tuple[float, float], pair: Row) -> Row | None:
        """Nothing: a difference of shares is no straight line."""

    def interaction(self, name: str, values: Sequence[float | str], pairs: Sequence[Row]) -> Row:
        """Test by the likelihood ratio: twice its logarithm, chi-squared on the coefficients that are left out."""
        others = [one for one in self.modifiers if one != name]
        without = fit_logistic(self.fit.frame, self.outcome, self.analysis.in_model, others)
        df = len(self.fit.design.terms) - len(without.design.terms)
        statistic = 2 * (self.fit.log_likelihood(self.outcome) - without.log_likelihood(self.outcome))
        return {"num_df": df, "statistic": max(statistic, 0.0), "p_value": float(stats.chi2.sf(statistic, df))}
