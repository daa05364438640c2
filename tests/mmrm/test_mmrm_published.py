"""Numbers that SAS or R printed, kept here so that a clean clone meets them.

Sources: SAS 9.4 PROC MIXED listings in openpharma/mmrm and openpharma/rbmi (Apache-2.0); R mmrm 0.3.18 with
emmeans on the CDISC pilot data.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from mmrm_data import adas, fev

from trialstats.mmrm import fit_mmrm


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


def test_fev_difference_of_the_small_model(shared):
    # SAS, us: the estimate of DDFM=KR is the same as without it; SAS stops a little early.
    data = fev(shared("trials/fev_artificial/fev.csv"))
    fit = fit_mmrm("FEV1 ~ ARMCD", data, subject="USUBJID", visit="AVISIT")
    assert fit.contrasts("ARMCD").estimate[0] == pytest.approx(3.81972492174648, abs=5e-4)


def test_goldstein(shared):
    # SAS PROC MIXED listing of rbmi: UN by REML, LSMEANS VISIT*THERAPY.
    path = shared("trials/goldstein2004_antidepressant/antidepressant_data.csv")
    data = pd.read_csv(path, dtype={"PATIENT": str, "VISIT": str})
    data["THERAPY"] = pd.Categorical(data.THERAPY, ["PLACEBO", "DRUG"])
    fit = fit_mmrm("CHANGE ~ BASVAL:VISIT + THERAPY*VISIT", data, subject="PATIENT", visit="VISIT")
    assert -2 * fit.loglik == pytest.approx(3494.20285, abs=1e-5)
    un = [19.6845, 16.5157, 34.2105, 15.3879, 25.4250, 38.4363, 16.3599, 26.1843, 33.8949, 45.2587]
    np.testing.assert_allclose(fit.covariance.to_numpy()[np.tril_indices(4)], un, atol=1e-4)
    means = fit.lsmeans("THERAPY", by="VISIT").query("THERAPY == 'DRUG'")
    np.testing.assert_allclose(means.estimate, [-1.6051, -4.2200, -6.3663, -7.6239], atol=6e-5)
    differences = fit.contrasts("THERAPY", by="VISIT")
    np.testing.assert_allclose(differences.estimate, [0.09181, -1.4032, -2.2247, -2.8018], atol=6e-5)
    assert round(-2 * fit.loglik + 2 * 10, 1) == round(fit.aic, 1) == 3514.2
    assert round(fit.bic, 1) == 3545.7


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
