"""Frames and formulas as people have them: the same fit as from plain columns with plain names, or words why not."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import fit_mmrm
from trialstats.errors import ArgumentError, FitError
from trialstats.validate.second_opinion import random_trial

DATA = random_trial(11, 30, 3, 0.15)
# Text instead of categories: Active is the reference then.
TEXT = DATA.astype({"ARM": str, "VISIT": str})
FORMULA = "Y ~ BASE + ARM*VISIT"
NAMES = [
    "center",
    "scale",
    "C",
    "I",
    "Q",
    "log",
    "np",
    "poly",
    "contr",
    "list",
    "if",
    "None",
    "1st",
    "base.mm",
    "Base (mm)",
    "column0",
    "column",
    "a b",
    " lead",
    "x:y",
    "a+b",
    "a~b",
    "base|x",
    "x[1]",
    "e\u0301",
]


def fit(data, formula=FORMULA, **more):
    return fit_mmrm(formula, data, **{"subject": "ID", "visit": "VISIT", **more})


def agree(one, two, arm="ARM", rtol=1e-12):
    for mine, other in (
        (one.lsmeans("ARM", by="VISIT"), two.lsmeans(arm, by="VISIT")),
        (one.lsmeans("ARM", weights="sample"), two.lsmeans(arm, weights="sample")),
        (one.joint_tests(), two.joint_tests()),
        (one.predict(), two.predict(two.design.frame)),
    ):
        numeric = mine.select_dtypes("number").columns
        np.testing.assert_allclose(other[numeric], mine[numeric], rtol=rtol)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_columns(name):
    quoted = f"`{name}`"
    plain = fit(DATA)
    agree(plain, fit(DATA.rename(columns={"BASE": name}), f"Y ~ {quoted} + ARM*VISIT"))
    agree(plain, fit(DATA.rename(columns={"ARM": name}), f"Y ~ BASE + {quoted}*VISIT"), name)
    agree(plain, fit(DATA.rename(columns={"Y": name}), f"{quoted} ~ BASE + ARM*VISIT"))
    assert fit(DATA.rename(columns={"ID": name}), subject=name).n_subjects == 30


def test_names_that_need_no_backticks():
    for name in ("center", "C", "base.mm"):
        agree(fit(DATA), fit(DATA.rename(columns={"BASE": name}), f"Y ~ {name} + ARM*VISIT"))
    agree(
        fit(DATA, "Y ~ log(BASE) + ARM*VISIT"),
        fit(DATA.rename(columns={"BASE": "Base (mm)"}), "Y ~ log(`Base (mm)`) + ARM*VISIT"),
    )
    agree(
        fit(DATA, "Y ~ poly(BASE, 2) + ARM*VISIT"),
        fit(DATA.rename(columns={"BASE": "Base (mm)"}), "Y ~ poly(`Base (mm)`, 2) + ARM*VISIT"),
    )
    agree(fit(DATA), fit(DATA, 'Y ~ Q("BASE") + ARM*VISIT'))
    agree(fit(DATA), fit(DATA.rename(columns={"BASE": "Base (mm)"}), 'Y ~ Q("Base (mm)") + ARM*VISIT'))
    agree(fit(DATA, "Y ~ center(BASE) + ARM*VISIT"), fit(DATA.assign(center=1.0), "Y ~ center(BASE) + ARM*VISIT"))


def test_a_column_that_hides_a_function_is_named():
    with pytest.raises(ArgumentError, match="log is a column and a function of the formula"):
        fit(DATA.assign(log=DATA.BASE), "Y ~ log + log(BASE) + ARM*VISIT")


@pytest.mark.parametrize(
    "frame",
    [
        TEXT.convert_dtypes(),
        TEXT.convert_dtypes(dtype_backend="pyarrow"),
        TEXT.astype({"ID": "string", "ARM": "string", "VISIT": "string"}),
        TEXT.astype({"ID": "string[pyarrow]", "ARM": "string[pyarrow]", "VISIT": "string[pyarrow]"}),
        TEXT.astype(object),
        TEXT.assign(Y=TEXT.Y.map(Decimal), BASE=TEXT.BASE.map(Decimal)),
        TEXT.assign(ARM=TEXT.ARM.astype("category").cat.rename_categories({"Active": 1, "Control": "0"})),
        TEXT.assign(ID=TEXT.ID.astype("category")),
        TEXT.set_axis(np.zeros(len(TEXT), dtype=int), axis=0),
        pd.concat([TEXT, TEXT.assign(Z=1)[["Z"]], TEXT.assign(Z=2)[["Z"]]], axis=1),
        TEXT.assign(BASE=pd.arrays.SparseArray(TEXT.BASE)),
    ],
    ids=[
        "convert_dtypes",
        "pyarrow",
        "string",
        "string[pyarrow]",
        "object",
        "Decimal",
        "mixed categories",
        "categorical id",
        "one index label",
        "other columns twice",
        "sparse",
    ],
)
def test_types_of_columns(frame):
    agree(fit(TEXT), fit(frame))


def test_switches_are_factors_and_small_numbers_do_not_overflow():
    active = DATA.ARM == "Active"
    for arm in (active, active.astype("boolean"), active.astype("bool[pyarrow]"), active.astype(object)):
        agree(fit(DATA), fit(DATA.assign(ARM=arm)))
    whole = DATA.assign(BASE=DATA.BASE.round())
    squared = "Y ~ BASE + I(BASE**2) + ARM*VISIT"
    agree(fit(whole, squared), fit(whole.assign(BASE=whole.BASE.astype("int8")), squared))


def test_missing_in_a_column_of_objects_is_missing():
    holes = np.arange(len(TEXT)) == 3
    one = fit(TEXT.assign(BASE=TEXT.BASE.where(~holes)))
    for column in (TEXT.BASE.astype(object).where(~holes, None), TEXT.BASE.astype("Float64").where(~holes)):
        two = fit(TEXT.assign(BASE=column))
        agree(one, two)
        assert list(two.excluded.reason) == ["BASE missing"]


def ids(other):
    return [other if i == "S001" and v == "V1" else i for i, v in zip(TEXT.ID, TEXT.VISIT, strict=True)]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (TEXT.assign(Y=TEXT.Y.astype(str)), "^Y: it holds numbers as text"),
        (TEXT.assign(BASE=TEXT.BASE.astype(str)), "^BASE: it holds numbers as text .*to_numeric"),
        (TEXT.assign(BASE=TEXT.BASE.astype(object).where(TEXT.index != 3, "n. d.")), "BASE: .*several kinds.*'n. d.'"),
        (TEXT.assign(ARM=TEXT.ARM.map({"Active": 1, "Control": "0"})), "ARM: it holds values of several kinds"),
        (TEXT.assign(VISIT=TEXT.VISIT.map({"V1": 1, "V2": "V2", "V3": "V3"})), "VISIT: .* of several kinds"),
        (
            TEXT.assign(ID=TEXT.ID.where(TEXT.ID != "S001", "1")).assign(ID=ids(1)).replace({"ID": {"S001": "1"}}),
            "ID: it holds 1 both as a number and as text",
        ),
        (TEXT.assign(ID=[[i] for i in TEXT.ID]), "ID: it holds lists or the like"),
        (TEXT.assign(BASE=pd.Timestamp("2020-01-01") + pd.to_timedelta(TEXT.BASE, "D")), "BASE: .* dates or"),
        (TEXT.assign(BASE=TEXT.BASE + 0j), "BASE: it holds complex numbers"),
        (TEXT.assign(Y=TEXT.ARM), "the outcome Y is not a column of numbers: it holds"),
        (TEXT.assign(Y=1e200 * TEXT.Y), "outcome Y has numbers of the size"),
        (TEXT.assign(BASE=1e-200 * TEXT.BASE), "BASE has numbers of the size"),
    ],
)
def test_what_a_column_cannot_hold(frame, words):
    with pytest.raises(FitError, match=words) as caught:
        fit(frame)
    assert not isinstance(caught.value, ArgumentError)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fit(DATA, "Y ~ 0"), "has no predictor"),
        (lambda: fit(DATA, "Y|BASE ~ ARM"), r"a part after \|"),
        (lambda: fit(DATA, "Y ~ ARM|VISIT"), r"a part after \|"),
        (lambda: fit(DATA.rename(columns={"BASE": "Base (mm)"}), "Y ~ Base (mm) + ARM"), "written in backticks"),
        (lambda: fit(DATA, "Y ~ __import__('os').getcwd()"), "cannot read the formula"),
        (lambda: fit(DATA, None), "the formula must be a text"),
        (lambda: fit(DATA, "Y ~ NOPE"), "NOPE is not a column"),
        (lambda: fit(pd.concat([DATA, DATA[["BASE"]]], axis=1)), "BASE is the name of 2 columns"),
        (lambda: fit(pd.concat([DATA, DATA[["ID"]]], axis=1)), "ID is the name of 2 columns"),
        (lambda: fit(DATA.rename(columns={"BASE": ("a", 1)}), "Y ~ `('a', 1)` + ARM"), "has a name that is no text"),
        (lambda: fit(DATA.rename(columns={"BASE": "1"}), "Y ~ `1` + ARM"), "`1` is not read as a column"),
        (lambda: fit(DATA.rename(columns={"BASE": ""}), "Y ~ `` + ARM"), "`` is not read as a column"),
        (lambda: fit(None), "must be a pandas DataFrame, not NoneType"),
        (lambda: fit(DATA, subject=None), "subject=None must be the name of a column"),
        (lambda: fit(DATA, group=["ARM"]), "must be the name of a column"),
        (lambda: fit(DATA, covariance=None), "covariance None is not available"),
        (lambda: fit(DATA, covariance=[1]), "covariance 1 is not available"),
        (lambda: fit(DATA, ddf=["kr"]), "is not available"),
        (lambda: fit(DATA, vcov=2), "vcov 2 is not available"),
        (lambda: fit(DATA, reml="no"), "reml is 'no'"),
        (lambda: fit(DATA, conf_level="95"), "conf_level is 95"),
        (lambda: fit(DATA, conf_level=np.nan), "conf_level is nan"),
    ],
)
def test_wrong_arguments_are_value_errors(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert isinstance(caught.value, FitError)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda r: r.lsmeans("ARM", at={"BASE": np.nan}), "at: BASE must be a finite number, not nan"),
        (lambda r: r.lsmeans("ARM", at={"BASE": "x"}), "at: BASE must be a finite number, not 'x'"),
        (lambda r: r.lsmeans("ARM", at=5), "at must map covariates to numbers"),
        (lambda r: r.lsmeans(["ARM", "VISIT"]), "is not a factor of the model"),
        (lambda r: r.lsmeans("ARM", by=3), "by must be the name of a factor"),
        (lambda r: r.lsmeans("ARM", weights=None), "weights None is not known"),
        (lambda r: r.test("BASE"), "weights that are numbers, not 'BASE'"),
        (lambda r: r.test([[1, 2], [1]]), "weights that are numbers"),
        (lambda r: r.test([]), "needs 7 weights a row"),
        (lambda r: r.contrast({"a": {"BASE": "x"}}), "weights that are numbers"),
        (lambda r: r.predict([1]), "must be a pandas DataFrame, not list"),
        (lambda r: r.predict(pd.concat([DATA, DATA[["BASE"]]], axis=1)), "BASE is the name of several columns"),
        (lambda r: r.residuals(None), "residuals None is not known"),
        (lambda r: r.with_ddf(None), "ddf None is not available"),
        (lambda r: r.refit(["a"] * r.n_obs), "refit needs 75 finite numbers"),
    ],
)
def test_wrong_questions_are_value_errors(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call(fit(DATA.iloc[:-1]))
    assert isinstance(caught.value, FitError)


def test_a_test_of_zeros_has_no_hypothesis_and_a_row_of_zeros_adds_none():
    result = fit(DATA)
    with pytest.raises(FitError, match="zero in every coefficient: there is no hypothesis"):
        result.test(np.zeros((2, 7)))
    alone, beside = result.test(np.eye(7)[1]), result.test(np.vstack([np.zeros(7), np.eye(7)[1]]))
    pd.testing.assert_frame_equal(alone.drop(columns="term"), beside.drop(columns="term"), rtol=1e-12)


def test_new_rows_may_have_other_types():
    result = fit(TEXT)
    new = TEXT.assign(BASE=TEXT.BASE.map(Decimal)).astype({"ARM": "string", "VISIT": object})
    np.testing.assert_allclose(result.predict(new).estimate, result.predict().estimate, rtol=1e-12)
    assert len(result.lsmeans("ARM", at={"BASE": Decimal(50)})) == 2
    with pytest.raises(FitError, match="the outcome has numbers of the size"):
        result.refit(1e200 * result.design.outcome)
    for frame, words in [
        (TEXT.assign(BASE=np.inf), "BASE is not finite in row 0"),
        (TEXT.assign(BASE="x"), "BASE is not a column of numbers, as it was in the fit"),
    ]:
        with pytest.raises(FitError, match=words):
            result.predict(frame)


def test_a_mean_alone():
    """One visit, no predictor: the mean with its standard error s / sqrt(n)."""
    one = DATA[DATA.VISIT == "V1"].assign(VISIT="V1")
    found = fit(one, "Y ~ 1").coefficients().iloc[0]
    assert found.estimate == pytest.approx(one.Y.mean(), rel=1e-12)
    assert found.std_error == pytest.approx(one.Y.std(ddof=1) / np.sqrt(len(one)), rel=1e-9)
    assert found.df == pytest.approx(len(one) - 1, rel=1e-9)
    with pytest.raises(ArgumentError, match="its factors: none"):
        fit(one, "Y ~ 1").lsmeans("ARM")


def test_a_coefficient_that_is_called_as_another_is_named():
    with pytest.raises(FitError, match="two coefficients are called Intercept: rename the column"):
        fit(DATA.rename(columns={"BASE": "Intercept"}), "Y ~ Intercept + ARM*VISIT")


def test_levels_that_a_formula_leaves_out_are_told():
    with pytest.raises(FitError, match="categories outside of the nominated levels"):
        fit(DATA, "Y ~ C(ARM, levels=['Active'])")
