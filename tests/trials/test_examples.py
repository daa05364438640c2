"""Examples whose data are exported: a crossover trial and counts, to the digits that were published.

What was published is quoted from memory of the books, and kept because R (lm, glm, MASS 7.3-58) gives every digit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from trialstats.errors import DataError
from trialstats.plan.layout import Layout
from trialstats.steps import export
from trialstats.steps.export import export_example

# One worker: the trials are run once.
pytestmark = pytest.mark.xdist_group("trials")

Read = Callable[[Path, str, str], pd.DataFrame]


def rows_of(top: Path, trial: str, analysis: str, **keys: str) -> pd.DataFrame:
    rows = pd.read_parquet(top / Layout(trial).rows(analysis))
    for key, value in keys.items():
        rows = rows[(rows[key] == value).fillna(False)]
    return rows


# -- Senn (2002), chapter 3: formoterol against salbutamol


def test_formoterol_raises_the_flow_as_published(senn2002: Path) -> None:
    """Senn: 46.6 L/min, standard error 10.8, 22.9 to 70.3, P = 0.0012; R's lm has t = 4.325 on 11 df."""
    differences = rows_of(senn2002, "senn2002", "pef", kind="difference")
    model = differences[differences["group"].isna()].iloc[0]
    names = ["estimate", "std_error", "conf_low", "conf_high"]
    assert model[names].astype(float).round(1).tolist() == [46.6, 10.8, 22.9, 70.3]
    assert (round(model["p_value"], 4), model["df"], round(model["statistic"], 3)) == (0.0012, 11, 4.325)


def test_the_table_of_the_crossover_trial_prints_it(senn2002: Path, table: Read) -> None:
    shown = table(senn2002, "senn2002", "pef")
    own = shown[shown["row"] == "Formoterol"].iloc[0]
    assert own["Difference from Salbutamol (95% CI)"] == "46.6 (22.9 to 70.3)"
    means = shown.set_index("row").filter(like="Period").loc[["Formoterol", "Salbutamol"]]
    assert [text.split(" ")[0] for text in means.to_numpy().ravel()[:2]] == ["337.1", "345.8"]


# -- Thall and Vail (1990): progabide against placebo


def test_progabide_as_venables_and_ripley_print_it(progabide1990: Path) -> None:
    """MASS, 4th edition, `glm(y ~ lbase * trt + lage + V4, family = poisson, data = epil)`.

    Of its rows of fortnights the coefficients of subjects are those of their sums, since all have four. lbase is
    centred: the coefficient of the treatment, -0.3459 (0.0610), is that at the geometric mean of the seizures before.
    """
    ratio, change = (
        rows_of(progabide1990, "progabide1990", "published", kind=kind).iloc[0]
        for kind in ("rate_ratio", "interaction")
    )
    assert (round(math.log(ratio["estimate"]), 4), round(ratio["std_error"], 4)) == (-0.3459, 0.0610)
    double = math.log(2)
    slopes = round(math.log(change["estimate"]) / double, 4), round(change["std_error"] / double, 4)
    assert slopes == (0.5615, 0.0635)
    notes = json.loads((progabide1990 / Layout("progabide1990").notes("published")).read_text("utf-8"))
    coefficients = notes["fits"][0]["coefficients"]
    assert [round(coefficients[f"log({name})"], 4) for name in ("SZBASE", "AGE")] == [0.9486, 0.8876]


def test_the_primary_model_is_that_of_glm_nb(progabide1990: Path) -> None:
    """R: glm.nb(y ~ trt + log(base / 4) + age + offset(log(8))), its standard error of the observed information."""
    ratio = rows_of(progabide1990, "progabide1990", "seizures", kind="rate_ratio").iloc[0]
    assert (round(math.log(ratio["estimate"]), 4), round(ratio["std_error"], 4)) == (-0.2655, 0.1513)


def test_every_seizure_is_counted(progabide1990: Path, table: Read) -> None:
    """961 and 987 in the file, which has 21 of patient 8 in the third fortnight; the paper has 23."""
    shown = table(progabide1990, "progabide1990", "seizures").drop_duplicates("row").set_index("row")
    assert shown.loc[["Placebo", "Progabide"], ["n", "Events", "Weeks"]].to_numpy().tolist() == [
        ["28", "961", "224.0"],
        ["31", "987", "248.0"],
    ]


# -- the export


def test_a_name_that_is_none_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"sen2002 is no example .* \(did you mean `senn2002`\?\)"):
        export_example("sen2002", tmp_path)


def test_a_package_without_the_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SEIZURES", Path("no", "epil.csv"))
    with pytest.raises(DataError, match=r"the installed statsmodels lacks no/epil\.csv"):
        export_example("progabide1990", tmp_path)
