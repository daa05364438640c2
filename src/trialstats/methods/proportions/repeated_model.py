"""The model of a yes or no at several visits, and what it says of an arm at a visit, or over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.estimate import Estimate
from trialstats.engines.gee import ErrorKind, GeeFit, fit_gee
from trialstats.engines.linear import Design, build_design
from trialstats.methods.proportions.options import RepeatedBinary
from trialstats.methods.shared.yes_or_no.people import RESPONSE
from trialstats.results.shape import Row

__all__ = ["Model", "fit_model"]

Floats = NDArray[np.float64]
ARM, VISIT = "TRT01P", "AVISIT"


@dataclass(frozen=True)
class Model:
    """The fit, the coding of its records, and these: USUBJID TRT01P AVISIT, `_event`, covariates.

    A visit of None is all visits together, each with the same weight.
    """

    fit: GeeFit
    design: Design
    frame: pd.DataFrame

    @property
    def arms(self) -> list[str]:
        """The arms, the reference first."""
        return [str(arm) for arm in self.frame[ARM].cat.categories]

    @property
    def visits(self) -> list[str]:
        """The visits of the model."""
        return [str(visit) for visit in self.frame[VISIT].cat.categories]

    @cached_property
    def people(self) -> pd.DataFrame:
        """A record of each subject, whose covariates shares are standardised over."""
        return self.frame.drop_duplicates("USUBJID").reset_index(drop=True)

    @cached_property
    def coded(self) -> dict[tuple[str, str], Floats]:
        """The coding (m, p) of every subject as if in each arm at each visit."""
        levels = {name: self.frame[name].cat.categories for name in (ARM, VISIT)}
        cells = [(arm, visit) for arm in self.arms for visit in self.visits]
        held = {
            name: pd.Categorical(np.repeat([cell[place] for cell in cells], len(self.people)), own, ordered=True)
            for place, (name, own) in enumerate(levels.items())
        }
        as_if = pd.concat([self.people] * len(cells), ignore_index=True).assign(**held)
        return dict(zip(cells, np.split(self.design.rows(as_if), len(cells)), strict=True))

    def rows(self, arm: str, visit: str | None) -> Floats:
        """Code every subject as if in an arm at a visit: (m, p); at all visits (m t, p)."""
        return np.vstack([self.coded[arm, one] for one in self._of(visit)])

    def vector(self, arm: str, visit: str | None) -> Floats:
        """Give l (p,) by which l'b differs between arms and visits by the logarithm of their odds ratio."""
        return np.asarray(np.mean([self.coded[arm, one][0] for one in self._of(visit)], axis=0))

    def share(self, arm: str, visit: str | None, conf_level: float) -> Estimate:
        """Estimate the share of an arm, standardised over the covariates of all subjects of the model."""
        return self.fit.mean(self.rows(arm, visit), conf_level)

    def odds_ratio(self, arm: str, reference: str, visit: str | None, conf_level: float) -> Estimate:
        """Compare the odds of two arms at the same covariates; over visits the geometric mean of their ratios."""
        return self.fit.ratio(self.vector(arm, visit) - self.vector(reference, visit), conf_level)

    def difference(self, arm: str, reference: str, visit: str | None, conf_level: float) -> Estimate:
        """Compare the standardised shares of two arms."""
        return self.fit.difference(self.rows(arm, visit), self.rows(reference, visit), conf_level)

    def joint(self, *, by_visit: bool) -> Estimate:
        """Test that odds ratios are the same at all visits, or that they are 1 over the visits: type III, Wald."""
        reference, *active = self.arms
        first, *later = self.visits

        def ratio(arm: str, visit: str | None) -> Floats:
            return self.vector(arm, visit) - self.vector(reference, visit)

        if by_visit:
            vectors = [ratio(arm, visit) - ratio(arm, first) for arm in active for visit in later]
        else:
            vectors = [ratio(arm, None) for arm in active]
        return {"n": self.fit.subjects, **self.fit.joint(np.array(vectors))}

    def counts(self, arm: str, visit: str | None) -> Row:
        """Count the subjects used and, at a visit, those with the event."""
        n = self.subjects((arm,), visit)
        if visit is None:
            return {"n": n}
        own = self.frame.loc[(self.frame[ARM] == arm) & (self.frame[VISIT] == visit), RESPONSE]
        return {"n": n, "count": int(own.sum()), "total": n, "percent": 100 * int(own.sum()) / n}

    def subjects(self, arms: Sequence[str], visit: str | None) -> int:
        """Count the subjects of arms with a record at a visit, or at any."""
        own = self.frame[self.frame[ARM].isin(arms) & self.frame[VISIT].isin(self._of(visit))]
        return int(own["USUBJID"].nunique())

    def description(self) -> Row:
        """Say what was fitted, for the notes."""
        original = self.design.original(self.fit.coefficients)
        return {
            "formula": f"event ~ {self.design.formula}",
            "converged": True,  # or there were no fit
            "n_subjects": self.fit.subjects,
            "n_records": len(self.frame),
            "coefficients": dict(zip(self.design.terms, map(float, original), strict=True)),
            "scale": self.fit.phi,
            "steps": self.fit.steps,
            "visits": self.visits,
            "working_correlation": self.fit.correlation.tolist(),
        }

    def _of(self, visit: str | None) -> list[str]:
        return self.visits if visit is None else [visit]


def fit_model(analysis: RepeatedBinary, frame: pd.DataFrame) -> Model:
    """Fit complete records, one a subject and visit. FitError where the equations have no solution."""
    several = len(frame[VISIT].cat.categories) > 1
    terms = [f"{ARM}*{VISIT}" if several else ARM, *analysis.covariates]
    terms += [f"{name}:{VISIT}" for name in analysis.by_visit if several]
    design = build_design(terms, frame)
    fit = fit_gee(
        frame[RESPONSE].to_numpy(dtype=float),
        design.matrix,
        pd.factorize(frame["USUBJID"])[0],
        np.asarray(frame[VISIT].cat.codes, dtype=np.intp),
        terms=design.terms,
        structure=analysis.correlation,
        moments=analysis.moments,
        std_error=cast("ErrorKind", analysis.std_error.replace("-", "_")),
        small_sample=analysis.ddf == "subjects",
    )
    return Model(fit, design, frame)
