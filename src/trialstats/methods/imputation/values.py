"""The values of the subjects of an analysis by visit, what is missing of them, and the designs of the two models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.imputation import Incomplete, Strategy, determine
from trialstats.engines.linear import Design, build_design
from trialstats.engines.standardised import Scale, scale_of
from trialstats.errors import FitError
from trialstats.methods.imputation.anew import Anew
from trialstats.methods.imputation.onset import Onset, onsets
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members
from trialstats.methods.shared.used import NO_RECORD
from trialstats.methods.shared.variation import refuse_constant
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["NO_VALUE_AFTER", "Values", "subjects_of"]

NO_VALUE_AFTER = "no value after baseline"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Values:
    """What is imputed and analysed.

    people: one row a subject (USUBJID, TRT01P and the covariates), in the order of the arrays. incomplete: the values
    on `scale`, on which models work. onset: from where on which assumption holds. model, analysis: the designs of the
    imputation model at a visit and of the analysis. anew: what is made of completed courses, where not these themselves
    are analysed.
    """

    people: pd.DataFrame
    visits: tuple[str, ...]
    incomplete: Incomplete
    onset: Onset
    scale: Scale
    model: Design
    analysis: Design
    anew: Anew | None = None

    @classmethod
    def of(
        cls, analysis: Imputing, inputs: Inputs, people: pd.DataFrame, records: pd.DataFrame, visits: Sequence[str]
    ) -> Values:
        """Gather the values of `people` at `visits`.

        Raises FitError where an arm has nobody or no value at a visit, a subject two values, or there is nothing to
        model.
        """
        outcomes = by_visit(analysis, inputs, people, records, visits)
        scale = scale_of(outcomes[~np.isnan(outcomes)], analysis.measure)
        onset = onsets(analysis, inputs, people, np.isnan(outcomes), visits)
        model = build_design(["TRT01P", *analysis.covariates], people)
        arms = np.asarray(people["TRT01P"].cat.codes, dtype=np.intp)
        reference = people["TRT01P"].cat.categories[0]
        as_reference = people.assign(TRT01P=people["TRT01P"].where(people["TRT01P"] == reference, reference))
        incomplete = Incomplete(
            outcomes=scale.place(outcomes),
            predictors=model.matrix,
            reference=model.rows(as_reference),
            cell=arms if analysis.covariance_by else np.zeros_like(arms),
            onset=onset.first,
            strategy=onset.strategy,
            labels=tuple(map(str, people["USUBJID"])),
        )
        return cls(
            people,
            tuple(visits),
            incomplete,
            onset,
            scale,
            model,
            build_design(["TRT01P", *analysis.analysis_covariates], people),
        )

    @property
    def reported(self) -> tuple[str, ...]:
        """The visits of what is analysed."""
        return self.visits if self.anew is None else (self.anew.visit,)

    def analysed(self, sets: Floats) -> Floats:
        """Make what is analysed (..., n, R), at the visits reported, of completed sets (..., n, T)."""
        return sets if self.anew is None else self.anew.completed(sets, self.scale)

    @property
    def lacking(self) -> NDArray[np.bool_]:
        """(n, R): what of that is made of values imputed."""
        missing = self.incomplete.missing
        return missing if self.anew is None else np.asarray(missing[:, self.anew.columns].any(axis=1, keepdims=True))

    @property
    def determined(self) -> bool:
        """Whether the values seen determine every coefficient of the imputation model."""
        return determine(self.incomplete)[0].whole

    @property
    def arms(self) -> NDArray[np.intp]:
        """(n,): the arm of each subject, the reference 0."""
        return np.asarray(self.people["TRT01P"].cat.codes, dtype=np.intp)

    def counted(self) -> Iterator[tuple[str, str, dict[str, int]]]:
        """Count, for each visit and arm, the values known, and those imputed by what is assumed of them."""
        data, arms = self.incomplete, self.people["TRT01P"].astype(str).to_numpy()
        after = np.arange(data.n_visits) >= data.onset[:, None]
        words = np.array([str(word) for word in data.strategy])[:, None]
        assumed = np.where(after & ~data.between, words, str(Strategy.MAR))
        for place, visit in enumerate(self.visits):
            for arm in self.people["TRT01P"].cat.categories:
                lacking = data.missing[:, place] & (arms == arm)
                imputed, numbers = np.unique(assumed[lacking, place], return_counts=True)
                known = int((arms == arm).sum() - lacking.sum())
                yield visit, str(arm), {"known": known, **dict(zip(imputed.tolist(), numbers.tolist(), strict=True))}


def subjects_of(
    analysis: Imputing, inputs: Inputs, records: pd.DataFrame, visits: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the subjects of the population whose covariates are known, and count the others by what they lack.

    Returns one row a subject, sorted, with levels that nobody has taken out; and counts that add up: `in`, reasons,
    `used`. A subject without any value at `visits` is imputed, or left out where the analysis says so.
    """
    people = members(inputs, analysis.population)
    counts = {"in": len(people)}
    people = people[people["USUBJID"].isin(records["USUBJID"])]
    counts |= {NO_RECORD: lost} if (lost := counts["in"] - len(people)) else {}
    if analysis.without_values == "exclude":
        known = records[records[analysis.measure].notna() & records["AVISIT"].isin(visits)]
        before, people = len(people), people[people["USUBJID"].isin(known["USUBJID"])]
        counts |= {NO_VALUE_AFTER: lost} if (lost := before - len(people)) else {}
    base = ("BASE",) if analysis.needs_baseline else ()
    needed = dict.fromkeys(("TRT01P", *analysis.covariates, *analysis.analysis_covariates, *base))
    frame = with_covariates(people[["USUBJID", "TRT01P"]], records, list(needed)[1:]).assign(AVISIT="")
    frame, complete = complete_records(frame, list(needed))
    lacking = {reason: count for reason, count in complete.items() if reason not in ("in", "used")}
    return frame.drop(columns="AVISIT"), {**counts, **lacking, "used": complete["used"]}


def with_covariates(people: pd.DataFrame, records: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Give subjects their covariates, which all their records have alike."""
    own = records.groupby("USUBJID", observed=True)[list(names)].first()
    return people.join(own, on="USUBJID")


def by_visit(
    analysis: Imputing, inputs: Inputs, people: pd.DataFrame, records: pd.DataFrame, visits: Sequence[str]
) -> Floats:
    """Lay the values of subjects out by visit (n, T), NaN where there is none."""
    measure = analysis.measure
    here = records[records["AVISIT"].isin(visits) & records["USUBJID"].isin(people["USUBJID"])]
    here = here[~assigned(here, Composite.NON_RESPONDER)]  # a value stands there that was not measured
    known, _ = complete_records(here, [measure, "TRT01P"])
    refuse_gaps(known, inputs.arms, [measure])
    lost = [visit for visit in visits if visit not in known["AVISIT"].cat.categories]
    if lost:
        raise FitError(f"no record has {measure} at {', '.join(lost)}: leave the visit out (`visits`)")
    refuse_empty_cells(known)
    refuse_constant(known, measure)
    wide = known.astype({"AVISIT": str}).pivot_table(measure, "USUBJID", "AVISIT")
    return wide.reindex(index=people["USUBJID"], columns=list(visits)).to_numpy(dtype=float)
