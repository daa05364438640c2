"""Numbers that SAS or R printed, kept here so that a clean clone meets them.

Sources: SAS 9.4 PROC MIXED listings in openpharma/mmrm and openpharma/rbmi (Apache-2.0); R mmrm 0.3.18 with
emmeans on the CDISC pilot data.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.data import adas, fev
from trialstats.engines.mmrm import fit_mmrm
from trialstats.engines.mmrm.predict import new_rows


@pytest.fixture(scope="module")
def adas_fit():
    return fit_mmrm(
        "CHG ~ BASE + SITEGR1 + TRTP*AVISIT", adas(), subject="USUBJID", visit="AVISIT", ddf="satterthwaite"
    )


def test_adas_likelihood(adas_fit):
    # R mmrm: logLik, AIC, BIC of us by REML.
    assert adas_fit.loglik == pytest.approx(-1539.181774, abs=1e-6)
    assert adas_fit.aic == pytest.approx(3090.363548, abs=2e-6)
    assert adas_fit.bic == pytest.approx(3111.095475, abs=2e-6)
    assert (adas_fit.n_obs, adas_fit.n_subjects, adas_fit.n_theta) == (539, 234, 6)


def test_adas_covariance(adas_fit):
    # R mmrm: component(fit, "varcor").
    expected = [
        [16.81817079, 11.13218957, 11.90053566],
        [11.13218957, 28.06351926, 14.25701204],
        [11.90053566, 14.25701204, 31.26502931],
    ]
    np.testing.assert_allclose(adas_fit.covariance, expected, rtol=1e-6)


def test_adas_means_and_differences(adas_fit):
    # R emmeans, Satterthwaite: estimate, standard error, df.
    means = adas_fit.lsmeans("TRTP", by="AVISIT").query("AVISIT == 'Week 24'")
    np.testing.assert_allclose(means.estimate, [2.33, 1.73, 1.51], atol=0.006)
    first = adas_fit.lsmeans("TRTP", by="AVISIT").iloc[0]
    np.testing.assert_allclose(
        first[["estimate", "std_error", "df", "conf_low", "conf_high"]].to_numpy(float),
        [0.5582310934, 0.4794159214, 221.9971837, -0.386557474, 1.503019661],
        rtol=1e-6,
    )
    third = adas_fit.contrasts("TRTP", by="AVISIT").iloc[2]
    assert (third.TRTP, third.reference, third.AVISIT) == ("Xanomeline Low Dose", "Placebo", "Week 16")
    np.testing.assert_allclose(
        third[["estimate", "std_error", "df", "statistic", "p_value"]].to_numpy(float),
        [-0.5349383728, 0.9862174895, 163.5097895, -0.5424142023, 0.5882717071],
        rtol=1e-6,
    )


def test_adas_coefficient(adas_fit):
    # R mmrm: summary(fit)$coefficients["SITEGR1703", ].
    row = adas_fit.coefficients().set_index("term").loc["SITEGR1[T.703]"]
    expected = [-2.849497021, 1.233236755, 218.9976977, -2.310583925, 0.02178648999]
    names = ["estimate", "std_error", "df", "statistic", "p_value"]
    np.testing.assert_allclose(row[names].to_numpy(float), expected, rtol=1e-6)


def test_adas_with_baseline_by_visit():
    # SAS PROC MIXED: LSMEANS TRTP*AVISIT at week 24 of the model with BASE*AVISIT.
    fit = fit_mmrm("CHG ~ SITEGR1 + TRTP*AVISIT + BASE*AVISIT", adas(), subject="USUBJID", visit="AVISIT")
    means = fit.lsmeans("TRTP", by="AVISIT").query("AVISIT == 'Week 24'")
    np.testing.assert_allclose(means.estimate, [2.3291, 1.7352, 1.5009], atol=6e-5)


@pytest.mark.parametrize(("covariance", "loglik"), [("cs", -1551.98221), ("ar1h", -1549.23486)])
def test_adas_other_structures(covariance, loglik):
    # R mmrm: logLik by REML.
    fit = fit_mmrm(
        "CHG ~ BASE + SITEGR1 + TRTP*AVISIT", adas(), subject="USUBJID", visit="AVISIT", covariance=covariance
    )
    assert fit.loglik == pytest.approx(loglik, abs=2e-6)


def test_fev_optimum(shared):
    # SAS stops at 3386.44987722; three independent optimisers end at 3386.449871.
    data = fev(shared("trials/fev_artificial/fev.csv"))
    fit = fit_mmrm("FEV1 ~ RACE + SEX + ARMCD*AVISIT", data, subject="USUBJID", visit="AVISIT")
    assert -2 * fit.loglik == pytest.approx(3386.449871, abs=1e-6)
    assert (fit.n_obs, len(fit.excluded)) == (537, 263)
    coefficient = fit.coefficients().set_index("term").estimate["ARMCD[T.TRT]"]
    assert coefficient == pytest.approx(3.774414, abs=1e-6)
    last = fit.with_ddf("satterthwaite").contrasts("ARMCD", by="AVISIT").query("AVISIT == 'VIS4'").iloc[0]
    np.testing.assert_allclose([last.estimate, last.std_error], [4.398537, 1.68055], rtol=1e-5)


# SAS 9.4 PROC MIXED on FEV1 ~ ARMCD, difference TRT - PBO: standard error and df by DDFM=KR and KR(LINEAR), and
# what EMPIRICAL prints. SAS stops a little short of the optimum, hence the tolerances.
SAS_FEV = {
    ("kr", "us"): (0.66124382270307, 160.733266403768),
    ("kr", "ar1"): (0.95865439662225, 188.46934887972),
    ("kr", "csh"): (0.67414806011886, 190.737701349941),
    ("kr_linear", "us"): (0.66124382270307, 160.733266403768),
    ("kr_linear", "ar1"): (0.96058142305176, 188.46934887972),
    ("kr_linear", "csh"): (0.67403858183242, 190.737701349941),
}
SAS_FEV_ESTIMATE = {"us": 3.81972492174648, "ar1": 4.22574315817874, "csh": 3.77090812499029}


@pytest.mark.parametrize(("ddf", "covariance"), list(SAS_FEV))
def test_fev_kenward_roger(shared, ddf, covariance):
    data = fev(shared("trials/fev_artificial/fev.csv"))
    fit = fit_mmrm("FEV1 ~ ARMCD", data, subject="USUBJID", visit="AVISIT", covariance=covariance, ddf=ddf)
    row = fit.contrasts("ARMCD", reference="PBO").iloc[0]
    error, df = SAS_FEV[ddf, covariance]
    assert row.std_error == pytest.approx(error, rel=2e-4)
    assert row.df == pytest.approx(df, rel=5e-4)
    assert row.estimate == pytest.approx(SAS_FEV_ESTIMATE[covariance], abs=5e-4)


def test_fev_empirical(shared):
    data = fev(shared("trials/fev_artificial/fev.csv"))
    fit = fit_mmrm("FEV1 ~ ARMCD", data, subject="USUBJID", visit="AVISIT", vcov="cr0", ddf="between_within")
    row = fit.contrasts("ARMCD", reference="PBO").iloc[0]
    assert row.df == 195
    np.testing.assert_allclose(
        row[["std_error", "conf_low", "conf_high"]].to_numpy(float),
        [0.63959860090712, 2.55830596985182, 5.08114387364113],
        rtol=2e-5,
    )


@pytest.fixture
def goldstein(shared):
    path = shared("trials/goldstein2004_antidepressant/antidepressant_data.csv")
    data = pd.read_csv(path, dtype={"PATIENT": str, "VISIT": str})
    data["THERAPY"] = pd.Categorical(data.THERAPY, ["PLACEBO", "DRUG"])
    return fit_mmrm("CHANGE ~ BASVAL:VISIT + THERAPY:VISIT", data, subject="PATIENT", visit="VISIT")


def printed(value: float, digits: int) -> str:
    return f"{value:.{digits}f}"


def test_goldstein(goldstein):
    # SAS PROC MIXED listing of rbmi: UN by REML.
    assert -2 * goldstein.loglik == pytest.approx(3494.20285, abs=1e-5)
    un = [19.6845, 16.5157, 34.2105, 15.3879, 25.4250, 38.4363, 16.3599, 26.1843, 33.8949, 45.2587]
    np.testing.assert_allclose(goldstein.covariance.to_numpy()[np.tril_indices(4)], un, atol=1e-4)
    assert round(goldstein.aic, 1) == 3514.2
    assert round(goldstein.bic, 1) == 3545.7


# The same listing, DDFM=KR: estimate, standard error, df, t, p as printed.
GOLDSTEIN_MEANS = """
DRUG 4 -1.6051 0.4865 169 -3.30 0.0012
PLACEBO 4 -1.6969 0.4747 169 -3.57 0.0005
DRUG 5 -4.2200 0.6579 165 -6.41 <.0001
PLACEBO 5 -2.8168 0.6428 165 -4.38 <.0001
DRUG 6 -6.3663 0.7101 161 -8.97 <.0001
PLACEBO 6 -4.1416 0.6967 162 -5.94 <.0001
DRUG 7 -7.6239 0.7914 149 -9.63 <.0001
PLACEBO 7 -4.8221 0.7785 151 -6.19 <.0001
"""
GOLDSTEIN_DIFFERENCES = """
DRUG 4 0.09181 0.6826 169 0.13 0.8932
DRUG 5 -1.4032 0.9244 165 -1.52 0.1309
DRUG 6 -2.2247 1.0008 162 -2.22 0.0276
DRUG 7 -2.8018 1.1163 150 -2.51 0.0131
"""


def as_printed(row: pd.Series, line: str) -> str:
    """The row with as many digits as SAS gave each number."""
    words = line.split()
    digits = [len(word.partition(".")[2]) for word in words]
    numbers = [row.estimate, row.std_error, row.df, row.statistic, row.p_value]
    shown = [printed(number, n) for number, n in zip(numbers, digits[2:], strict=True)]
    if words[-1] == "<.0001" and row.p_value < 0.0001:
        shown[-1] = "<.0001"
    return " ".join([str(row.THERAPY), str(row.VISIT), *shown])


@pytest.mark.parametrize(("table", "lines"), [("lsmeans", GOLDSTEIN_MEANS), ("contrasts", GOLDSTEIN_DIFFERENCES)])
def test_goldstein_tables(goldstein, table, lines):
    found = getattr(goldstein, table)("THERAPY", by="VISIT").set_index(["THERAPY", "VISIT"], drop=False)
    for line in lines.strip().splitlines():
        therapy, visit = line.split()[:2]
        assert as_printed(found.loc[therapy, visit], line) == line


def test_goldstein_between_visits(goldstein):
    # The same listing: differences of LS means across visits.
    grid = pd.DataFrame([{"THERAPY": t, "VISIT": v} for t in ("DRUG", "PLACEBO") for v in "4567"])
    matrix = new_rows(goldstein.design, grid.assign(BASVAL=goldstein.design.frame.BASVAL.mean()))[0]
    labels = [f"{t} {v}" for t, v in grid.itertuples(index=False)]
    pairs = [
        ("DRUG 4", "DRUG 5", "2.6150 0.5219 157 5.01 <.0001"),
        ("DRUG 4", "PLACEBO 7", "3.2170 0.9198 221 3.50 0.0006"),
        ("DRUG 5", "PLACEBO 6", "-0.07838 0.9611 224 -0.08 0.9351"),
        ("DRUG 6", "DRUG 7", "1.2576 0.5012 129 2.51 0.0133"),
        ("PLACEBO 6", "DRUG 7", "3.4822 1.0591 194 3.29 0.0012"),
        ("PLACEBO 6", "PLACEBO 7", "0.6804 0.4956 130 1.37 0.1721"),
    ]
    for one, other, line in pairs:
        row = goldstein.contrast(matrix[labels.index(one)] - matrix[labels.index(other)]).iloc[0]
        row["THERAPY"], row["VISIT"] = "-", "-"
        assert as_printed(row, f"- - {line}") == f"- - {line}"


def test_goldstein_type3(goldstein):
    # The same listing: numerator df, denominator df, F and p of the type 3 tests.
    table = goldstein.joint_tests().set_index("term")
    shown = {
        term: f"{row.num_df:.0f} {row.den_df:.0f} {row.statistic:.2f} {row.p_value:.4f}"
        for term, row in table.iterrows()
    }
    assert shown == {"BASVAL:VISIT": "4 153 6.46 0.0001", "THERAPY:VISIT": "7 206 1.99 0.0573"}


def test_cdystonia(shared):
    # R nlme gls, UN by REML (no SAS): week 4 against placebo and -2RLL; patients are unique within a site.
    data = pd.read_csv(shared("trials/brashear1999_cdystonia/cdystonia.csv"))
    base = data[data.week == 0].set_index("uid").twstrs
    data = data[data.week > 0].assign(base=lambda d: d.uid.map(base), visit=lambda d: "W" + d.week.astype(str))
    arms = ["Placebo", *sorted(set(data.arm) - {"Placebo"})]
    data["arm"] = pd.Categorical(data.arm, arms)
    fit = fit_mmrm("twstrs ~ arm*visit + base*visit", data, subject="uid", visit="visit")
    assert -2 * fit.loglik == pytest.approx(3454.604, abs=1e-3)
    week4 = fit.contrasts("arm", by="visit").query("visit == 'W4'").set_index("arm")
    np.testing.assert_allclose(week4.estimate[["10000U", "5000U"]], [-7.598, -5.032], atol=6e-4)
    np.testing.assert_allclose(week4.std_error[["10000U", "5000U"]], [1.96, 1.97], atol=6e-3)
