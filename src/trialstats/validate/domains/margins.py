"""Repeated yes or no, and ordered categories: R's geepack and clm, statsmodels' equations."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.validate.domains.counted import seizures
from trialstats.validate.numbers import STATISTICS, as_published
from trialstats.validate.requirement import Comparison, Domain, near

__all__ = ["margins"]

margins = Domain("GEE", "Estimating equations and ordered categories", "OQ", "outcomes.md")

GEE_TESTS = "tests/engines/gee/test_gee.py"


@margins.requires(
    "01",
    "Estimating equations for the seizures by period give the coefficients, robust errors, limits, correlation and "
    "scale of R's geepack under independence, exchangeable and AR(1) correlation.",
    tests=(f"{GEE_TESTS}::test_counts_of_seizures_are_those_of_geepack",),
)
def of_geepack() -> Iterator[Comparison]:
    import numpy as np
    import pandas as pd

    from trialstats.engines.gee import fit_gee

    frame = seizures()
    terms = ("intercept", "base", "age", "trtprogabide")
    matrix = np.column_stack([np.ones(len(frame)), frame["base"], frame["age"], frame["trt"] == "progabide"])
    for structure in ("independence", "exchangeable", "ar1"):
        fit = fit_gee(
            frame["y"].to_numpy(float),
            matrix.astype(float),
            pd.factorize(frame["subject"])[0],
            frame["period"].to_numpy() - 1,
            terms=terms,
            family="poisson",
            offset=np.full(len(frame), np.log(2.0)),
            structure=structure,
            moments="geepack",
        )
        found = {"scale": float(fit.phi), "alpha": float(fit.correlation[0, 1])}
        for place, term in enumerate(terms):
            made = fit.linear(np.eye(4)[place], 0.95)
            found |= {
                f"{term}.{name}": float(made[ours]) for name, ours in STATISTICS.items() if made.get(ours) is not None
            }
        # geepack ends where a step changes AR(1)'s coefficients by less than 1e-4 of them.
        part = 2e-5 if structure == "ar1" else 1e-9
        yield from (
            one for one in as_published(f"epil_gee.{structure}.", found, part=part) if not one.what.endswith(".p")
        )


@margins.requires(
    "02",
    "Exchangeable equations of a binary outcome, with Mancl and DeRouen's errors, are those of statsmodels.",
    tests=(f"{GEE_TESTS}::test_statsmodels_solves_the_exchangeable_equations_alike",),
)
def of_statsmodels() -> Iterator[Comparison]:
    import numpy as np
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    from trialstats.engines.gee import fit_gee

    random = np.random.default_rng(5)
    level, arm = random.normal(size=(30, 1)), (np.arange(30) % 2)[:, None] * np.ones((1, 4))
    outcome = (level + 0.7 * arm + random.logistic(size=(30, 4)) > 0).astype(float)
    who, visit = np.nonzero((random.random((30, 4)) > 0.2) | (np.arange(4) == 0))
    matrix = np.column_stack([np.ones(len(who)), arm[who, visit], visit])
    y, terms = outcome[who, visit], ("intercept", "arm", "visit")
    ours = fit_gee(y, matrix, who, visit, terms=terms, std_error="mancl_derouen")
    model = GEE(y, matrix, who, family=Binomial(), cov_struct=Exchangeable())
    theirs = model.fit(maxiter=500, ctol=1e-12, cov_type="bias_reduced")
    for place, term in enumerate(terms):
        error = float(np.sqrt(ours.covariance[place, place]))
        source = "statsmodels, GEE with cov_type bias_reduced"
        yield near(f"{term}: estimate", theirs.params[place], ours.coefficients[place], part=1e-6, source=source)
        yield near(f"{term}: std_error", theirs.bse[place], error, part=1e-5, source=source)


# Koch and Edwards' trial of rheumatoid arthritis: sex, treated, and how many improved not, some, markedly.
ARTHRITIS = (("F", 0, (19, 7, 6)), ("F", 1, (6, 5, 16)), ("M", 0, (10, 0, 1)), ("M", 1, (7, 2, 5)))


@margins.requires(
    "03",
    "Proportional odds give R's thresholds, coefficients, standard errors, tests, limits and likelihood, with the "
    "observed information, and with the expected one that SAS takes.",
    tests=("tests/engines/test_proportional_odds.py::test_the_numbers_of_r",),
)
def ordered() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.proportional_odds import fit_proportional_odds

    rows = [
        (grade, sex == "F", treated)
        for sex, treated, numbers in ARTHRITIS
        for grade, number in enumerate(numbers)
        for _ in range(number)
    ]
    grades = np.array([row[0] for row in rows])
    matrix = np.array([row[1:] for row in rows], dtype=float)
    terms = ("SexFemale", "TreatmentTreated")
    fit = fit_proportional_odds(grades, matrix, terms=terms)
    found = {"loglik": fit.log_likelihood, "deviance": -2 * fit.log_likelihood}
    for place, name in enumerate(("None.Some", "Some.Marked")):
        error = float(np.sqrt(fit.covariance[place, place]))
        found |= {f"{name}.estimate": float(fit.thresholds[place]), f"{name}.se": error}
    for place, term in enumerate(terms):
        made = fit.log_odds(np.eye(2)[place], 0.95)
        found |= {
            f"{term}.{name}": float(made[ours]) for name, ours in STATISTICS.items() if made.get(ours) is not None
        }
    whole = as_published("arthritis_po.", found, part=1e-7)
    yield from (one for one in whole if one.found != "absent")  # tests of thresholds, which we do not give
    expected = fit_proportional_odds(grades, matrix, terms=terms, information="expected")
    names = ("intercept1", "intercept2", *terms)
    errors = {f"{name}.se_model": float(np.sqrt(expected.covariance[at, at])) for at, name in enumerate(names)}
    whole = as_published("arthritis_po_expected.", errors, part=1e-7)
    yield from (one for one in whole if one.what.endswith(".se_model"))
