"""Missing outcomes imputed by reference: R within Monte Carlo error, and closed forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trialstats.validate.requirement import Comparison, Domain, near

if TYPE_CHECKING:
    from trialstats.engines.imputation import Incomplete, Strategy

__all__ = ["imputed"]

imputed = Domain("IMP", "Imputation by reference", "OQ", "imputation.md")

CLOSED = "tests/engines/imputation/test_closed_forms.py"
MOST = 4.0


@imputed.requires(
    "01",
    "Missing at random, jump to reference, copy reference, copy increments and last mean carried forward (Bayes, 2,000 "
    "sets, Rubin's rules): estimates, standard errors and df are R's within four Monte Carlo errors.",
    tests=("tests/twins/test_draws.py::test_r_gives_our_numbers_within_monte_carlo_error",),
)
def of_r() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.validate.analysed import R, analysed, printed_by_r

    source = f"{R}; tolerance: four Monte Carlo errors of the two together"
    for name in ("bayes_mar", "bayes_j2r", "bayes_cr", "bayes_cir", "bayes_lmcf"):
        result, theirs = analysed(name), printed_by_r(name)
        rows: dict[Any, dict[Any, Any]] = result.rows.set_index("id").to_dict("index")
        errors = {(note["kind"], note["AVISIT"], note["ARM"]): note for note in result.notes["monte_carlo"]}
        for row, printed in theirs.iterrows():
            own = rows[row]
            spread = {
                "estimate": own["mcse"],
                "std_error": errors[own["kind"], own["AVISIT"], own["ARM"]]["mcse_std_error"],
            }
            for statistic, mcse in spread.items():
                expected, within = printed[statistic], MOST * float(np.sqrt(2)) * mcse
                yield near(f"{row}:{statistic}", expected, own[statistic], within=within, source=source)
            yield near(f"{row}:df", printed["df"], own["df"], part=0.04, source=f"{R}; df depend on the draws")


def monotone(strategy: Strategy, visits: int = 3) -> Incomplete:
    """Make a trial of sixty subjects and three visits, a third of whom leave."""
    import numpy as np

    from trialstats.engines.imputation import Incomplete

    rng = np.random.default_rng(1)
    arm = (np.arange(60) % 2).astype(np.intp)
    covariate = rng.normal(50, 8, 60)
    matrix = np.array([[4.0, 2.4, 1.8], [2.4, 5.0, 3.0], [1.8, 3.0, 6.0]])
    means = np.array([-2.0, -4.0, -5.0]) - arm[:, None] * np.array([0.5, 1.5, 3.0])
    outcomes = means - 0.1 * (covariate[:, None] - 50) + rng.multivariate_normal(np.zeros(3), matrix, 60)
    onset = np.where(np.arange(60) % 3 == 0, 1 + rng.integers(0, 2, 60), 3).astype(np.intp)
    outcomes[np.arange(3) >= onset[:, None]] = np.nan
    if visits == 1:
        outcomes = outcomes[:, -1:]
        onset = np.where(np.isnan(outcomes[:, 0]), 0, 1).astype(np.intp)
    predictors = np.column_stack([np.ones(60), arm, covariate])
    reference = predictors.copy()
    reference[:, 1] = 0
    labels = tuple(f"S{place:03d}" for place in range(60))
    return Incomplete(outcomes, predictors, reference, np.zeros(60, np.intp), onset, (strategy,) * 60, labels)


@imputed.requires(
    "02",
    "With one visit, what is imputed at random is the regression of each arm, and by every reference strategy that of "
    "the reference: closed forms of least squares.",
    tests=(f"{CLOSED}::test_one_visit_of_the_reference_strategies_is_the_mean_of_the_reference",),
)
def one_visit() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.imputation import Strategy, fill_means, fit_normal

    for strategy in (Strategy.MAR, Strategy.J2R, Strategy.CR, Strategy.CIR):
        data = monotone(strategy, visits=1)
        gone = data.missing[:, 0]
        least = np.linalg.lstsq(data.predictors[~gone], data.outcomes[~gone, 0], rcond=None)[0]
        expected = (data.predictors if strategy is Strategy.MAR else data.reference)[gone] @ least
        found = fill_means(data, fit_normal(data).normal)[:, 0][gone]
        for label, one, other in zip(np.array(data.labels)[gone], expected, found, strict=True):
            yield near(f"{strategy}: {label}", one, other, part=1e-9, source="closed form: least squares, numpy")


@imputed.requires(
    "03",
    "An arm that left after baseline, all of it, and jumps to the reference does not differ from it.",
    tests=(f"{CLOSED}::test_an_arm_that_left_after_baseline_and_jumps_to_the_reference_does_not_differ",),
)
def all_left() -> Iterator[Comparison]:
    from dataclasses import replace

    import numpy as np

    from trialstats.engines.imputation import Strategy, compare, fill_means, fit_normal

    for strategy in (Strategy.J2R, Strategy.CR, Strategy.CIR):
        data = monotone(strategy)
        onset = np.where(data.predictors[:, 1] == 1, 0, data.onset).astype(np.intp)
        outcomes = np.where(np.arange(3) >= onset[:, None], np.nan, data.outcomes)
        data = replace(data, outcomes=outcomes, onset=onset)
        filled = fill_means(data, fit_normal(data).normal)
        for visit in range(3):
            found = compare(filled[:, visit], data.predictors, np.array([[0.0, 1.0, 0.0]])).estimates[0]
            where = f"{strategy}: difference at visit {visit + 1}"
            yield near(where, 0.0, found, within=1e-9, source="closed form: what is assumed")


@imputed.requires(
    "04",
    "Rubin's rules with Barnard and Rubin's degrees of freedom are the formulas written out.",
    tests=("tests/engines/imputation/test_pool.py",),
)
def rubin() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.imputation import pool

    estimates, variances, complete = np.array([1.2, 0.8, 1.5, 1.1, 0.9]), np.array([0.20, 0.25, 0.22, 0.24, 0.19]), 57.0
    m, within = len(estimates), variances.mean()
    between = ((estimates - estimates.mean()) ** 2).sum() / (m - 1)
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    df = 1 / (share**2 / (m - 1) + 1 / observed)
    made = pool(estimates, variances, complete)
    source = "Barnard and Rubin, Biometrika 1999;86:948, the formula"
    yield near("estimate", 1.1, made.estimate, part=1e-12, source=source)
    yield near("standard error", float(total**0.5), made.std_error, part=1e-12, source=source)
    yield near("df", float(df), made.df, part=1e-12, source=source)
