"""Each cause is found by computing it: what one way of the analysis gives, the other way is told from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options
from trialstats.compare.causes import explain
from trialstats.compare.given import Given, Printed, number_of
from trialstats.compare.variants import Variant, validated
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.run import run_method
from trialstats.trialfile.parts.analysis import Method
from trialstats.validate.second_opinion import random_trial

ANALYSIS = Mmrm.model_validate(options("mmrm", value="CHG", covariates=["BASE"]))
PRINTED = {"estimate": "{:.4f}", "std_error": "{:.4f}", "df": "{:.1f}", "p_value": "{:.4f}"}
LIMITS = {"conf_low": "{:.4f}", "conf_high": "{:.4f}"}


@pytest.fixture(scope="module")
def records() -> pd.DataFrame:
    data = random_trial(11, n_subjects=36)
    arms = np.where(data["ARM"].astype(str).eq(str(data["ARM"].iloc[0])), "Sham", "Laser")
    visits = data["VISIT"].astype(str).map({"V1": "Week 4", "V2": "Week 8", "V3": "Week 12"})
    rename = {"ID": "USUBJID", "Y": "CHG"}
    made = data.rename(columns=rename).assign(TRT01P=arms, AVISIT=visits, PARAMCD="PAIN")
    return made[["USUBJID", "PARAMCD", "AVISIT", "TRT01P", "BASE", "CHG"]].assign(AVAL=made["BASE"] + made["CHG"])


@pytest.fixture(scope="module")
def rows_of(records: pd.DataFrame):
    inputs = make_inputs(records, visits=("Baseline", "Week 4", "Week 8", "Week 12"))

    def rows(changes: Sequence[Variant]) -> pd.DataFrame | None:
        analysis: Method | None = ANALYSIS
        for change in changes:
            analysis = validated(analysis, {change.option: change.value}) if analysis else None
        return run_method(analysis, inputs).rows if analysis else None

    return rows


CHANGES = [
    *(Variant("ddf", name, name) for name in ("kr_linear", "satterthwaite", "between_within", "residual", "inf")),
    Variant("vcov", "cr0", "cr0"),
    Variant("reml", False, "ML"),
    *(Variant("covariance", (name,), name) for name in ("cs", "ar1", "toep")),
    Variant("covariates", (), "without BASE"),
    Variant("value", "AVAL", "AVAL"),
]


def printed(rows: pd.DataFrame, formats: dict[str, str], made=lambda name, row: row[name]) -> list[Given]:
    """Print the differences as a program would."""
    differences = rows[rows["kind"] == "difference"].to_dict("records")
    return [
        Given(
            line,
            {key: row[key] for key in ("AVISIT", "ARM", "REFERENCE")},
            {name: number(form.format(made(name, row))) for name, form in formats.items()},
        )
        for line, row in enumerate(differences, start=2)
    ]


def number(text: str) -> Printed:
    found = number_of(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "changes",
    [
        ("satterthwaite",),
        ("inf",),
        ("cs",),
        ("ML",),
        ("without BASE",),
        ("without BASE", "AVAL"),  # the one alone changes no difference
        ("ar1", "kr_linear"),  # nor this, of a structure that is linear in its parameters
        ("cs", "ML"),
        ("ar1", "satterthwaite"),
        ("cs", "ML", "satterthwaite"),
    ],
)
def test_the_change_that_was_made_is_found(changes: tuple[str, ...], rows_of) -> None:
    made = rows_of([change for change in CHANGES if change.words in changes])
    found = explain(printed(made, PRINTED), rows_of([]), CHANGES, rows_of, 1e-9)
    assert found.is_explained
    assert not found.before.is_theirs
    assert {change.words for change in found.way.changes} == set(changes)


def test_equal_results_need_no_cause(rows_of) -> None:
    ours = rows_of([])
    found = explain(printed(ours, PRINTED | LIMITS), ours, CHANGES, rows_of, 1e-9)
    assert found.before.is_theirs
    assert (found.way.changes, found.tried) == ((), 0)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("direction", lambda name, row: -row[{"conf_low": "conf_high", "conf_high": "conf_low"}.get(name, name)]),
        ("confidence level: 90%", None),
        ("ratio", lambda name, row: math.exp(row[name])),
        ("cut off", lambda name, row: math.trunc(row[name] * 1e4) / 1e4),
    ],
)
def test_relations_need_no_fit(words: str, made, rows_of) -> None:
    ours = rows_of([])
    if made is None:
        from scipy import stats

        def made(name: str, row: pd.Series) -> float:
            half = stats.t.ppf(0.95, row["df"]) * row["std_error"]
            return row["estimate"] + (half if name == "conf_high" else -half)

    formats = LIMITS if words.startswith("confidence") else {"estimate": "{:.4f}"} | LIMITS
    found = explain(printed(ours, formats, made), ours, CHANGES, rows_of, 1e-9)
    assert found.is_explained
    assert found.way.changes == ()
    assert any(words in relation.words for relation in found.way.relations)


def test_what_nothing_explains_stays_unexplained(rows_of) -> None:
    ours = rows_of([])
    found = explain(
        printed(ours, PRINTED, lambda name, row: row[name] * (1.07 if name == "estimate" else 1)),
        ours,
        CHANGES,
        rows_of,
        1e-9,
    )
    assert not found.is_explained
    assert {each.statistic for each in found.before.left} == {"estimate"}
