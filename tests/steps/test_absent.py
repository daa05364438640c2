"""Absent responses on their way from the dataset to a method: every method sees what the policy makes of them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.methods.nerve.trial import make_nerves, result
from tests.tiny import Tiny
from trialstats.methods.shared.select import select_records
from trialstats.steps.analyse import told_of_absence
from trialstats.steps.inputs import base_inputs, findings_inputs


@pytest.fixture
def amplitudes(tiny: Tiny) -> Tiny:
    make_nerves(tiny)
    text = tiny.read("config/trials/tiny.yaml").replace("attribute: velocity", "attribute: amplitude")
    tiny.write("config/trials/tiny.yaml", text.replace("unit: m/s", "unit: uV"))
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace(",m/s,", ",uV,"))
    result(tiny, "001", "V1", "PAIN", "ABSENT")
    result(tiny, "002", "V1", "PAIN", "NOT DONE")
    result(tiny, "003", "V0", "PAIN", "ABSENT")
    return tiny


def seen(tiny: Tiny, absent: str) -> tuple[pd.DataFrame, Any]:
    words = f"method: ancova, dataset: adpain, population: FASFL, parameters: PAIN, visits: Week 4, absent: {absent}"
    tiny.spec("change: {method: ancova, estimand: primary}", f"change: {{{words}}}")
    trial, built = tiny.load(), tiny.adam()
    asked = trial.complete("change")
    inputs, _ = findings_inputs(
        trial, base_inputs(trial, "change", built["adsl"]), asked, built["adpain"], select_records
    )
    return inputs.records.set_index("USUBJID"), told_of_absence(asked, inputs)


def test_an_absent_amplitude_is_zero_where_the_analysis_says_so(amplitudes: Tiny) -> None:
    records, told = seen(amplitudes, "zero")
    assert records.loc["001", ["AVAL", "BASE", "CHG"]].tolist() == [0, 60, -60]
    assert records.loc["003", ["AVAL", "BASE", "CHG"]].tolist() == [51, 0, 51]
    assert records.loc["002", ["AVAL", "CHG"]].isna().all()
    assert told == {"absent": "zero", "responses": {"absent": 1, "not done": 1, "present": 4}}


def test_elsewhere_it_is_left_out_and_counted(amplitudes: Tiny) -> None:
    records, told = seen(amplitudes, "exclude")
    assert records.loc[["001", "002", "003"], "CHG"].isna().all()
    assert told["responses"]["absent"] == 1
