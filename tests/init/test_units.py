"""Units of one parameter: which are converted, and which are left out because their values belie them."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.init.units import conversions, factor


@pytest.mark.parametrize(
    ("unit", "into", "times"),
    [
        ("pg/mL", "ng/L", 1),
        ("ng/mL", "pg/mL", 1000),
        ("\u00b5g/dL", "ug/L", 10),
        ("mcg", "mg", 0.001),
        ("mmol/L", "umol/L", 1000),
        ("cm", "mm", 10),
        ("mg/dL", "mmol/L", None),
        ("points", "mm", None),
        ("mg", "mg/L", None),
    ],
)
def test_factors_of_prefixes(unit: str, into: str, times: float | None) -> None:
    """Prefixes of the SI brochure (9th edition, table 7)."""
    assert factor(unit, into) == times


def test_values_that_belie_their_unit_are_not_converted() -> None:
    values = {"pg/mL": pd.Series([200.0, 250.0]), "ng/L": pd.Series([210.0]), "ng/mL": pd.Series([230.0])}
    assert conversions(values) == ({"ng/L": 1.0}, ["ng/mL"])


@pytest.mark.parametrize(
    ("substance", "unit", "into", "times"),
    [
        ("Creatinine", "mg/dL", "umol/L", 88.4),
        ("Fasting glucose", "mg/dL", "mmol/L", 0.0555),
        ("Glucose", "mmol/L", "mg/dL", 18.02),
        ("Total cholesterol", "mg/dL", "mmol/L", 0.02586),
        ("Triglycerides", "mg/dL", "mmol/L", 0.01129),
        ("Bilirubin", "mg/dL", "umol/L", 17.1),
        ("Calcium", "mg/dL", "mmol/L", 0.2495),
        ("Albumin", "g/dL", "mmol/L", None),
    ],
)
def test_a_mass_and_an_amount(substance: str, unit: str, into: str, times: float | None) -> None:
    """As tables of SI units print them (recalled, not read again): 10 over the molar mass, for mg/dL into mmol/L."""
    found = factor(unit, into, substance)
    assert found == (None if times is None else pytest.approx(times, rel=2e-3))
