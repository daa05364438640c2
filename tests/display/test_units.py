"""Units as people print them."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.display.units import printed, with_own_words, with_printed_units


@pytest.mark.parametrize(
    ("written", "as_printed"),
    [
        ("uV", "µV"), ("umol/L", "µmol/L"), ("ug/mL", "µg/mL"), ("J/cm2", "J/cm²"), ("kg/m2", "kg/m²"),
        ("10^6/uL", "10^6/µL"), ("mm", "mm"), ("ug", "µg"), ("U/L", "U/L"), ("m/s", "m/s"), ("CO2", "CO2"),
        ("sum", "sum"), ("mm3", "mm³"), ("Cumulative fluence (J/cm2)", "Cumulative fluence (J/cm²)"),
        ("Form 2 item m2a", "Form 2 item m2a"), ("Louvre", "Louvre"),
    ],
)  # fmt: skip
def test_a_unit_is_printed(written: str, as_printed: str) -> None:
    assert printed(written) == as_printed


def test_what_lies_beside_a_figure_has_the_words_of_its_rows() -> None:
    texts = {"id": ["a", "b"], "unit": ["mm x weeks", "uV"], "PARAM": ["Area (cm2)", "x"], "group": [None, "g"]}
    rows = pd.DataFrame(texts, dtype="string")
    shown = with_printed_units(rows)
    assert list(shown["unit"]) == ["mm × weeks", "µV"]
    assert pd.isna(shown["group"][0])
    assert shown["PARAM"][0] == "Area (cm²)"
    back = with_own_words(shown.iloc[::-1].drop(columns="group"), rows)
    assert list(back["unit"]) == ["uV", "mm x weeks"]
