"""Plain formulas are coded here, with the columns, their order, their names and every bit of formulaic."""

from __future__ import annotations

import warnings

import formulaic
import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm.coding import code_rows

FORMULAS = [
    "1",
    "X",
    "0 + X",
    "ARM",
    "0 + ARM",
    "X + ARM*VISIT",
    "0 + ARM*VISIT",
    "ARM:VISIT",
    "ARM + ARM:VISIT",
    "0 + VISIT + ARM:VISIT",
    "VISIT:ARM + X:VISIT",
    "X*VISIT",
    "X:VISIT",
    "0 + X:VISIT",
    "X:ARM + X",
    "X*K*ARM",
    "ARM*VISIT*SITE",
    "ARM:VISIT:SITE",
    "0 + ARM:VISIT:SITE",
    "SITE + ARM:VISIT:SITE + X:SITE",
    "ARM*VISIT + VISIT*SITE + ARM*SITE",
    "(ARM + VISIT + SITE)**2 + X",
    "ARM*VISIT*SITE - ARM:VISIT",
    "X:K:Z + Z:ARM:K",
    "FLAG*ARM",
    "FLAG:VISIT + FLAG:X:Z",
    "0 + FLAG + ARM",
    "ONE*ARM + X:ONE",
    "0 + ONE + ARM:ONE",
    "TEXT*VISIT",
    "NUMBERED*ORDERED",
    "ORDERED:X + ARM/VISIT",
    "VISIT %in% ARM",
    "`Base (mm)`*ARM",
    "ARM:`Base (mm)` + ARM",
    "YES*VISIT + YES:FLAG",
    "ARM:ARM + X:X",
    "K:SMALL + K:FLAG:SMALL",
]
LEFT_TO_FORMULAIC = [
    "log(Z)",
    "C(K) + X",
    "X + poly(X, 2)",
    "2:X",
    "I(X**2)",
    "DASHED*X",
    "0 + ALIKE + X",
    "center(X):ARM",
]


def frame(n: int = 60) -> pd.DataFrame:
    """Every kind of column that a formula may name."""
    rng = np.random.default_rng(7)

    def pick(*levels: str) -> list[str]:
        return [levels[k] for k in rng.integers(0, len(levels), n)]

    return pd.DataFrame(
        {
            "ARM": pd.Categorical(pick("Placebo", "Low", "High"), ["Placebo", "Low", "High"]),
            "VISIT": pd.Categorical(pick("Week 2", "Week 10"), ["Week 2", "Week 10"]),
            "SITE": pd.Series(pick("b", "a", "C")).astype(object),
            "TEXT": pd.Series(pick("n", "m", "ä"), dtype="str"),
            "NUMBERED": pd.Categorical(rng.integers(1, 4, n), [3, 1, 2]),
            "ORDERED": pd.Categorical(pick("low", "mid", "top"), ["low", "mid", "top"], ordered=True),
            "YES": pd.Categorical(rng.random(n) < 0.5),
            "ONE": pd.Categorical(["only"] * n),
            "DASHED": pd.Series(pick("__x", "y")).astype(object),
            "ALIKE": pd.Categorical.from_codes(rng.integers(0, 2, n), pd.Index([1, "1"], dtype=object)),
            "FLAG": rng.random(n) < 0.4,
            "X": rng.normal(size=n),
            "Z": np.exp(rng.normal(size=n)),
            "K": rng.integers(-5, 6, n),
            "SMALL": rng.normal(size=n).astype(np.float32),
            "Base (mm)": rng.normal(50, 10, n),
        },
        index=rng.permutation(n),
    )


def by_formulaic(formula: str, data: pd.DataFrame) -> tuple[list[str], np.ndarray, formulaic.ModelSpec]:
    matrix = formulaic.Formula(formula).get_model_matrix(data, context={}, output="numpy")
    return list(map(str, matrix.model_spec.column_names)), np.asarray(matrix, dtype=float), matrix.model_spec


def same_bits(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_array_equal(one, other, strict=True)
    np.testing.assert_array_equal(np.signbit(one), np.signbit(other))


@pytest.mark.parametrize("formula", FORMULAS)
def test_columns_names_and_bits_are_those_of_formulaic(formula: str) -> None:
    data = frame()
    coding = code_rows(formulaic.Formula(formula), data)
    assert coding.plain is not None
    names, matrix, _ = by_formulaic(formula, data)
    assert list(coding.names) == names
    same_bits(coding.fitted, matrix)


@pytest.mark.parametrize("formula", FORMULAS)
def test_new_rows_are_coded_as_those_of_the_fit(formula: str) -> None:
    """Rows that do not have all levels, text given as a category of fewer levels, categories given as text."""
    data = frame()
    coding = code_rows(formulaic.Formula(formula), data)
    spec = by_formulaic(formula, data)[2]
    rows = data.iloc[[5, 3, 3]].assign(
        TEXT=lambda d: d["TEXT"].astype("category"), ARM=lambda d: d["ARM"].astype(object)
    )
    if formula == "1":
        same_bits(coding.matrix(rows), np.ones((3, 1)))
    else:
        same_bits(coding.matrix(rows), np.asarray(spec.get_model_matrix(rows, context={}), dtype=float))


@pytest.mark.parametrize("formula", LEFT_TO_FORMULAIC)
def test_what_is_not_plain_is_left_to_formulaic(formula: str) -> None:
    data = frame()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        coding = code_rows(formulaic.Formula(formula), data)
        assert coding.plain is None
        names, matrix, _ = by_formulaic(formula, data)
        assert list(coding.names) == names
        same_bits(coding.fitted, matrix)


def test_random_formulas() -> None:
    """Any set of terms, in any order, with and without an intercept."""
    rng, data = np.random.default_rng(11), frame()
    columns = ["ARM", "VISIT", "SITE", "X", "K", "FLAG", "ONE", "ORDERED"]
    for _ in range(60):
        terms = [":".join(rng.choice(columns, rng.integers(1, 4), replace=False)) for _ in range(rng.integers(1, 6))]
        formula = rng.choice(["0 + ", ""]) + " + ".join(terms)
        coding = code_rows(formulaic.Formula(formula), data)
        assert coding.plain is not None
        names, matrix, _ = by_formulaic(formula, data)
        assert list(coding.names) == names, formula
        same_bits(coding.fitted, matrix)
