"""The one shape of results, and the choice of the method by name."""

from __future__ import annotations

import pytest

from tests.methods.build import make_inputs, options, pick
from trialstats.methods.descriptive.options import Descriptive
from trialstats.methods.run import run_method
from trialstats.results.shape import KEYS, STATISTICS, WORDS, identified, in_print, tidy


def test_rows_have_one_shape_and_an_id_of_their_keys() -> None:
    frame = tidy(
        [{"kind": "difference", "PARAMCD": "PAIN", "ARM": "Laser", "REFERENCE": "Sham", "estimate": 1}], "pain"
    )
    assert list(frame.columns) == ["id", *KEYS, *STATISTICS, *WORDS]
    assert frame.loc[0, "id"] == "pain/difference/PAIN/Laser/Sham"
    assert frame.loc[0, "estimate"] == 1.0


def test_a_row_is_named_alone_as_it_is_among_others() -> None:
    rows = [
        {"kind": "diagnostic", "variable": "fits.1", "ARM": "A", "value": 1.0},
        {"kind": "value", "AVISIT": "Week 4", "group": None, "value": 1.0},
    ]
    assert list(tidy(rows, "one")["id"]) == [identified(row, "one") for row in rows]


def test_a_result_without_rows_has_the_shape_too() -> None:
    assert list(tidy([], "pain").columns) == ["id", *KEYS, *STATISTICS, *WORDS]


def test_a_limit_that_rounding_put_past_its_estimate_stands_at_it_and_no_other_is_moved() -> None:
    limits = [(0.0, 2.8e-17, 0.2), (1.0, 0.7, 0.9999999999999999), (0.3, 0.30001, 0.4), (None, 0.1, 0.2)]
    frame = tidy(
        [
            {"kind": "proportion", "level": str(place), "estimate": estimate, "conf_low": low, "conf_high": high}
            for place, (estimate, low, high) in enumerate(limits)
        ],
        "any",
    )
    assert frame["conf_low"].to_list() == [0.0, 0.7, 0.30001, 0.1]
    assert frame["conf_high"].to_list() == [0.2, 1.0, 0.4, 0.2]


@pytest.mark.parametrize(
    ("rows", "message"),
    [([{"kind": "lsmean", "surprise": 1}], "surprise"), ([{"kind": "lsmean", "ARM": "Sham"}] * 2, "pain/lsmean/Sham")],
)
def test_strange_columns_and_repeated_ids_are_refused(rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tidy(rows, "pain")


def test_the_method_is_found_by_its_name() -> None:
    import pandas as pd

    records = pd.DataFrame({"USUBJID": ["1"], "TRT01P": "Sham", "AVISIT": "Week 6", "AVAL": 2.0, "CHG": 1.0})
    result = run_method(Descriptive(**options("descriptive")), make_inputs(records))
    assert pick(result, ARM="Sham", measure="AVAL")["mean"] == 2.0


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("from -17.5 to 0", "from \N{MINUS SIGN}17.5 to 0"),
        ("-3 (-.5)", "\N{MINUS SIGN}3 (\N{MINUS SIGN}.5)"),
        ("2022-01-14, SF-36, doi 10.1-2, J 1936;28:437-442", "2022-01-14, SF-36, doi 10.1-2, J 1936;28:437-442"),
    ],
)
def test_numbers_below_zero_have_a_minus_sign_in_reasons(text: str, printed: str) -> None:
    assert in_print(text) == printed
    row = {"kind": "difference", "PARAMCD": "PAIN", "reason": text}
    assert tidy([row], "pain").loc[0, "reason"] == printed
