"""Each fault is refused with a message that says which it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import FitError
from trialstats.validate.second_opinion import random_trial

DATA = random_trial(11, 30, 3, 0.15)


def fit(data=DATA, formula="Y ~ BASE + ARM*VISIT", subject="ID", visit="VISIT", **more):
    return fit_mmrm(formula, data, subject=subject, visit=visit, **more)


def with_value(column, value, rows=(3,)):
    data = DATA.copy()
    data.loc[list(rows), column] = value
    return data


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"covariance": "toepl"}, ["covariance 'toepl' is not available", "did you mean toep", "us, toep, toeph"]),
        ({"covariance": ["us", "un"]}, ["covariance 'un' is not available", "did you mean us"]),
        ({"covariance": []}, ["empty list"]),
        ({"covariance": "sp_exp"}, ["covariance 'sp_exp' needs time="]),
        ({"time": "BASE"}, ["time='BASE' has no use in us", "sp_exp, sp_gau"]),
        ({"covariance": "sp_exp", "time": "ARM"}, ["time='ARM' must be a column of numbers"]),
        ({"covariance": "sp_exp", "time": "BASE"}, ["two rows at the same time for the subject S0"]),
        ({"weights": "W"}, ["W is not a column"]),
        ({"group": "AMR"}, ["AMR is not a column", "did you mean ARM"]),
        ({"group": "VISIT"}, ["group VISIT: it changes within the subject"]),
        ({"ddf": "kenward"}, ["ddf 'kenward' is not available", "kr, kr_linear"]),
        ({"vcov": "hc3"}, ["vcov 'hc3' is not available", "cr0, cr2, cr3"]),
        ({"vcov": "cr2", "ddf": "kr_linear"}, ["ddf 'kr_linear' does not go with vcov 'cr2'", "between_within"]),
        ({"conf_level": 95}, ["conf_level is 95", "between 0 and 1"]),
        ({"formula": "Y ~ BASE +"}, ["cannot read the formula"]),
        ({"formula": "ARM*VISIT"}, ["names no outcome"]),
        ({"formula": "ARM ~ VISIT + BASE"}, ["outcome"]),
        ({"formula": "Y + BASE ~ VISIT"}, ["one number a row", "2 columns"]),
        ({"formula": "Y ~ BAES + ARM*VISIT"}, ["BAES is not a column", "did you mean BASE"]),
        ({"formula": "Y ~ bse + AMR"}, ["bse is not a column", "AMR is not a column", "did you mean ARM"]),
        ({"subject": "USUBJID"}, ["USUBJID is not a column"]),
        ({"visit": "VISITS"}, ["VISITS is not a column", "did you mean VISIT"]),
        ({"formula": "Y ~ ARM*VISIT + log(BASE - 1000)"}, ["log(BASE - 1000)"]),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in log:RuntimeWarning")
def test_what_was_asked(more, words):
    with pytest.raises(FitError) as caught:
        fit(**more)
    for word in words:
        assert word in str(caught.value)


def test_two_faults_are_both_told():
    with pytest.raises(FitError) as caught:
        fit(covariance="toepl", ddf="krr")
    assert len(caught.value.problems) == 2


def test_not_a_frame():
    with pytest.raises(FitError, match="must be a pandas DataFrame, not dict"):
        fit({"Y": [1.0]})


def test_duplicate_subject_and_visit():
    data = pd.concat([DATA, DATA.iloc[[4]]], ignore_index=True)
    which = f"{DATA.ID[4]} at {DATA.VISIT[4]}"
    with pytest.raises(FitError, match=f"more than one row for a subject and visit .*{which}"):
        fit(data)


@pytest.mark.parametrize("column", ["Y", "BASE"])
def test_infinite_value(column):
    with pytest.raises(FitError, match=f"{column} is not finite in row 3, 7"):
        fit(with_value(column, np.inf, (3, 7)))


def test_outcome_that_a_function_makes_infinite():
    data = with_value("Y", 0.0).assign(Y=lambda d: d.Y.abs())
    with np.errstate(divide="ignore"), pytest.raises(FitError, match=r"outcome log\(Y\) is not finite in row 3"):
        fit(data, "log(Y) ~ ARM*VISIT")


def test_constant_outcome():
    with pytest.raises(FitError, match="outcome Y is 5 in every row"):
        fit(DATA.assign(Y=5.0))


def test_outcome_without_residual_variance():
    with pytest.raises(FitError, match="reproduce the outcome exactly"):
        fit(DATA.assign(Y=3.0 + 2.0 * DATA.BASE))


def test_all_rows_incomplete():
    first = DATA.BASE.where(DATA.VISIT == "V1")
    with pytest.raises(FitError, match="no row is complete in ARM, BASE, VISIT, Y, ID"):
        fit(DATA.assign(BASE=first, Y=DATA.Y.where(DATA.VISIT != "V1")))


def test_a_column_missing_everywhere_is_named():
    with pytest.raises(FitError, match=r"^BASE is missing in every row$"):
        fit(DATA.assign(BASE=np.nan))


def test_visit_that_nobody_has():
    levels = ["V0", *DATA.VISIT.cat.categories]
    data = DATA.assign(VISIT=DATA.VISIT.cat.set_categories(levels))
    with pytest.raises(FitError, match="VISIT: no row used has 'V0'"):
        fit(data)


def test_visit_whose_outcomes_are_all_missing():
    data = DATA.assign(Y=DATA.Y.where(DATA.VISIT != "V2"))
    with pytest.raises(FitError, match="VISIT: no row used has 'V2'"):
        fit(data)


def test_level_of_a_factor_that_nobody_has():
    data = DATA.assign(ARM=DATA.ARM.cat.add_categories(["Dose 3"]))
    with pytest.raises(FitError, match="ARM: no row used has 'Dose 3'"):
        fit(data)


def test_aliased_columns_are_named():
    data = DATA.assign(TWICE=2 * DATA.BASE + 1)
    with pytest.raises(FitError, match=r"rank 7: take out TWICE \(a combination of Intercept, BASE\)"):
        fit(data, "Y ~ BASE + TWICE + ARM*VISIT")


def test_empty_cell_is_named():
    data = DATA[~((DATA.ARM == "Active") & (DATA.VISIT == "V3"))]
    with pytest.raises(FitError, match=r"ARM\[T.Active\]:VISIT\[T.V3\] \(zero in every row\)"):
        fit(data, "Y ~ ARM*VISIT")


def test_more_coefficients_than_rows():
    with pytest.raises(FitError, match=r"6 rows are too few for 6 coefficients"):
        fit(DATA.head(6).assign(SITE=range(6)), "Y ~ C(SITE)")


def test_too_few_subjects_for_us():
    data = random_trial(2, 5, 6, 0.0)
    with pytest.raises(FitError, match="us cannot be fitted: too few subjects: 5 "):
        fit(data, "Y ~ BASE")


def test_more_parameters_than_rows():
    data = random_trial(2, 7, 6, 0.7)
    data = data.assign(VISIT=data.VISIT.cat.remove_unused_categories())
    with pytest.raises(FitError, match=r"too few subjects: \d with \d+ rows for 2 coefficients and 21 covariance"):
        fit(data, "Y ~ BASE")


def test_two_visits_that_nobody_has_both_of():
    odd = DATA.ID.str[-1].astype(int) % 2 == 1
    data = DATA[~((odd & (DATA.VISIT == "V1")) | (~odd & (DATA.VISIT == "V3")))]
    with pytest.raises(FitError, match="none was seen at both V1 and V3"):
        fit(data, "Y ~ VISIT")
    assert fit(data, "Y ~ VISIT", covariance=["us", "ar1h"]).structure == "ar1h"


def test_correlation_needs_two_visits():
    data = DATA[DATA.VISIT == "V1"].assign(VISIT="V1")
    with pytest.raises(FitError, match="cs cannot be fitted: it needs 2 visits and there is 1"):
        fit(data, "Y ~ BASE", covariance="cs")


def test_perfectly_correlated_visits_do_not_converge():
    data = DATA[DATA.VISIT != "V3"].assign(VISIT=lambda d: d.VISIT.cat.remove_unused_categories())
    first = data[data.VISIT == "V1"].set_index("ID").Y
    same = data.ID.map(first)
    data = data.assign(Y=np.where(same.isna(), data.Y, same))
    with pytest.raises(FitError) as caught:
        fit(data, "Y ~ ARM", covariance=["us", "cs", "ar1h"])
    assert len(caught.value.problems) == 3
    for name, line in zip(["us", "cs", "ar1h"], caught.value.problems, strict=True):
        assert line.startswith(f"{name} did not converge")
        assert "gradient norm" in line
        assert "iterations" in line


def test_text_visits_out_of_order():
    data = DATA.assign(VISIT=DATA.VISIT.map({"V1": "Week 8", "V2": "Week 16", "V3": "Week 24"}).astype(str))
    with pytest.raises(FitError, match=r"ar1h needs the order of the visits.*Week 16, Week 24, Week 8"):
        fit(data, covariance=["us", "ar1h"])
    assert fit(data, covariance=["us", "cs"]).converged
    assert fit(DATA.assign(VISIT=DATA.VISIT.astype(str)), covariance="ar1h").converged


def test_weights_must_be_positive():
    data = DATA.assign(W=np.where(np.arange(len(DATA)) == 3, 0.0, 1.0))
    with pytest.raises(FitError, match="weights='W' must be positive; not so in row 3"):
        fit(data, weights="W")


def test_a_group_without_a_visit_is_named():
    data = DATA[~((DATA.ARM == "Active") & (DATA.VISIT == "V3"))]
    with pytest.raises(FitError, match=r"us cannot be fitted: .*none was seen at V3 \(ARM Active\)"):
        fit(data, "Y ~ VISIT", group="ARM")


def test_one_subject_alone_in_a_cell_has_no_jackknife():
    data = DATA.assign(ONE=DATA.ID.eq(DATA.ID[0]).astype(float))
    result = fit(data, "Y ~ ONE + ARM*VISIT")
    assert np.isfinite(result.with_ddf("satterthwaite", "cr2").coefficients().std_error).all()
    with pytest.raises(FitError, match="cr3 leaves out one subject at a time"):
        result.with_ddf("satterthwaite", "cr3").coefficients()


def test_refit_wants_one_number_a_row():
    result = fit()
    for outcome, words in [
        ([1.0], "refit needs"),
        (np.full(result.n_obs, np.nan), "finite"),
        (np.ones(result.n_obs), "in every row"),
    ]:
        with pytest.raises(FitError, match=words):
            result.refit(outcome)


def test_unknown_names_in_a_result():
    result = fit()
    for call, words in [
        (lambda: result.lsmeans("AMR"), "AMR is not a factor of the model .did you mean ARM.*ARM, VISIT"),
        (lambda: result.lsmeans("BASE"), "BASE is not a factor"),
        (lambda: result.lsmeans("ARM", by="ARM"), "named twice"),
        (lambda: result.lsmeans("ARM", weights="equl"), "weights 'equl' is not known .did you mean equal"),
        (
            lambda: result.lsmeans("ARM", among=pd.DataFrame({"AMR": ["Control"]})),
            "among has no column ARM .did you mean AMR",
        ),
        (lambda: result.lsmeans("ARM", among=pd.DataFrame({"ARM": ["Contrl"]})), "Contrl is not a level of ARM"),
        (lambda: result.contrasts("ARM", reference="Contrl"), "Contrl is not a level of ARM .did you mean Control"),
        (lambda: result.contrast({"a": {"BSE": 1}}), "BSE is not a term of the model .did you mean BASE"),
        (lambda: result.contrast(np.zeros((1, 2))), r"needs 7 weights a row .*got shape \(1, 2\)"),
        (lambda: result.contrast({"a": np.ones(3)}), r"needs 7 weights a row; got shape \(3,\)"),
        (lambda: result.contrast({"none": {}}), "contrast none is zero in every coefficient"),
        (lambda: result.contrast(np.full(7, np.nan)), "not finite"),
        (lambda: result.lsmeans("ARM", at={"BSE": 1.0}), "BSE is not a covariate of the model; its covariates: BASE"),
        (lambda: result.with_ddf("satt"), "ddf 'satt' is not available"),
        (lambda: result.predict(DATA.drop(columns="BASE")), "BASE is not a column of the new data"),
        (lambda: result.predict(DATA.assign(ARM="Other")), "ARM: the fit has not seen Other"),
        (lambda: result.residuals("student"), "residuals 'student' is not known"),
    ]:
        with pytest.raises(FitError, match=words):
            call()
