"""Composites of normal deviates, by hand; and all that can be wrong in a file of limits, at once."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from tests.adam.saying import checked
from tests.methods.nerve.trial import LIMITS, make_nerves, result, with_composite
from tests.tiny import Tiny

# Velocity slows with age; women and men differ on the right side, which is judged on the log scale.
ROWS = ("PAIN,any,70,-0.1,0,5,identity,lower", "STIFF,Female,4,0,0,0.2,log,lower", "STIFF,Male,4.1,0,0,0.25,log,lower")
AGE = {"001": (54, "Female"), "002": (61, "Male"), "004": (70, "Female")}
BASELINE = {"001": (60, 50), "002": (62, 48), "004": (55, 40)}


def deviates(subject: str) -> tuple[float, float]:
    """By hand: worse, which is lower here, is positive."""
    (age, sex), (left, right) = AGE[subject], BASELINE[subject]
    expected, spread = (4, 0.2) if sex == "Female" else (4.1, 0.25)
    return -(left - (70 - 0.1 * age)) / 5, -(math.log(right) - expected) / spread


def composite(tiny: Tiny) -> pd.DataFrame:
    data = tiny.adam("adpain")["adpain"]
    return data[data["PARAMCD"] == "ND"].set_index(["USUBJID", "AVISIT"])


@pytest.mark.parametrize(("more", "share"), [("", 1.0), (", summary: mean", 0.5)])
def test_deviates_are_added_or_averaged(tiny: Tiny, more: str, share: float) -> None:
    made = composite(with_composite(make_nerves(tiny), *ROWS, more=more))
    for subject in AGE:
        assert made.loc[(subject, "Baseline"), "AVAL"] == pytest.approx(share * sum(deviates(subject)))
    first = made.loc[("001", "Week 4")]
    assert first["CHG"] == pytest.approx(first["AVAL"] - made.loc[("001", "Baseline"), "AVAL"])
    assert len(made) == 18
    assert set(made["PARAMTYP"]) == {"DERIVED"}
    assert made["REASND"].isna().all()


def test_an_absent_response_has_the_deviate_declared_or_none(tiny: Tiny) -> None:
    with_composite(make_nerves(tiny), *ROWS, more=", absent_deviate: 3.5")
    result(tiny, "001", "V0", "PAIN", "ABSENT")
    result(tiny, "002", "V0", "PAIN", "NOT DONE")
    made = composite(tiny)
    assert made.loc[("001", "Baseline"), "AVAL"] == pytest.approx(3.5 + deviates("001")[1])
    assert pd.isna(made.loc[("002", "Baseline"), "AVAL"])
    tiny.spec(", absent_deviate: 3.5", "")
    without = composite(tiny)
    assert without["REASND"].dropna().to_dict() == {
        ("001", "Baseline"): "PAIN absent",
        ("002", "Baseline"): "PAIN not done",
    }
    assert without["AVAL"].isna().sum() == 2


def test_what_is_lacking_is_named(tiny: Tiny) -> None:
    with_composite(make_nerves(tiny), *ROWS)
    result(tiny, "001", "V0", "STIFF", "0")
    tiny.remove("data/vas.csv", "002,V0,2024-01-08,STIFF")
    tiny.replace("data/subjects.csv", "004,S,2024-01-12,70,F", "004,S,2024-01-12,,F")
    made = composite(tiny)
    assert made["REASND"].dropna().to_dict() == {
        ("001", "Baseline"): "STIFF not above 0 (log scale)",
        ("002", "Baseline"): "STIFF no record",
        ("004", "Baseline"): "PAIN without a variable or limits of the subject",
        ("004", "Week 4"): "PAIN without a variable or limits of the subject",
        ("004", "Week 8"): "PAIN without a variable or limits of the subject",
    }


def test_composites_that_could_not_be_computed_are_counted(tiny: Tiny) -> None:
    from trialstats.adam.bds import build_bds

    with_composite(make_nerves(tiny), *ROWS)
    result(tiny, "001", "V0", "PAIN", "ABSENT")
    mapped, built = tiny.mapped("adpain"), tiny.adam("adpain")
    _, unscored = build_bds(tiny.load(), "adpain", mapped["adpain"].records, built["adsl"])
    assert unscored[["USUBJID", "PARAMCD", "AVISIT"]].to_numpy().tolist() == [
        ["001", "BOTH", "Baseline"],  # the mean of PAIN and another
        ["001", "ND", "Baseline"],
    ]


def test_scale_and_order_do_not_matter(tiny: Tiny) -> None:
    """A file in cm/s with limits in cm/s gives the same deviates; so does another order of rows."""
    made = composite(with_composite(make_nerves(tiny), *ROWS))
    tiny.write(LIMITS, "\n".join([tiny.read(LIMITS).splitlines()[0], *reversed(ROWS), ""]))
    header, *lines = tiny.read("data/vas.csv").splitlines()
    tiny.write("data/vas.csv", "\n".join([header, *reversed(lines), ""]))
    pd.testing.assert_series_equal(composite(tiny)["AVAL"], made["AVAL"], rtol=1e-14)


def test_limits_are_checked_at_once_and_by_line(tiny: Tiny) -> None:
    with_composite(
        make_nerves(tiny),
        "PAIN,any,70,slow,0,5,identity,lower",
        "PIAN,any,70,0,0,5,identity,lower",
        "PAIN,Female,70,0,0,0,identity,down",
        "STIFF,Women,4,0,0.1,0.2,ln,lower",
        "STIFF,Female,4,0,0,0.2,log,lower",
        "STIFF,Female,4,0,0,0.2,log,lower",
    )
    assert checked(tiny) == [
        f"{LIMITS}, line 2: age = slow, not a number",
        f"{LIMITS}, line 3: PARAMCD = PIAN is no parameter of the dataset (did you mean `PAIN`?)",
        f"{LIMITS}, line 4: sd = 0, not above 0",
        f"{LIMITS}, line 4: worse = down, not one of lower, higher",
        f"{LIMITS}, line 5: scale = ln, not one of identity, log",
        f"{LIMITS}, line 5: SEX = Women, not one of any, Female, Male",
        f"{LIMITS}, line 5: height = 0.1, but subjects have no variable HEIGHT (`deviates.height` names another)",
        f"{LIMITS}, line 7: STIFF, Female has a row already",
        f"{LIMITS}: PAIN has a row for any and rows by SEX; which of them counts?",
        f"{LIMITS}: STIFF has no row for Male",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("PARAMCD,SEX\nPAIN,any\n", ": has no column intercept, age, height, sd, scale, worse; limits have PARAMCD, "),
        ("", ": the file is empty"),
        (None, ": no such file"),
        ("PARAMCD,SEX,intercept,age,height,sd,scale,worse\nPAIN,any,70,0,0,5,identity,lower\n", ": no row of STIFF"),
    ],
)
def test_a_file_that_cannot_be_used_says_so(tiny: Tiny, content: str | None, said: str) -> None:
    with_composite(make_nerves(tiny))
    if content is None:
        tiny.path(LIMITS).unlink()
    else:
        tiny.write(LIMITS, content)
    (problem,) = checked(tiny)
    assert problem.startswith(LIMITS + said)


def test_limits_in_a_file_whose_format_is_not_read(tiny: Tiny) -> None:
    with_composite(tiny)
    tiny.spec(LIMITS, "data/limits.numbers")
    tiny.write("data/limits.numbers", "PARAMCD\n")
    (problem,) = tiny.check().lines
    assert problem.startswith("data/limits.numbers is a Numbers sheet: export it as .xlsx or CSV")
