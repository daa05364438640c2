"""What became of the subjects: counts by hand that add up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.methods.build import choose, make_inputs, pick
from trialstats.methods.descriptive.disposition import run
from trialstats.methods.descriptive.options import DispositionMethod
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result


def inputs(**columns: object) -> Inputs:
    adsl = pd.DataFrame(
        {
            "USUBJID": list("1234567"),
            "TRT01P": ["Sham", "Sham", "Sham", "Laser", "Laser", "Laser", None],
            "RANDFL": ["Y", "Y", "Y", "Y", "Y", "Y", "N"],
            "FASFL": ["Y", "Y", "N", "Y", "Y", "Y", "N"],
            "EOSSTT": ["COMPLETED", "DISCONTINUED", None, "COMPLETED", "DISCONTINUED", "DISCONTINUED", None],
            "DCSREAS": [None, "Adverse event", None, None, "Lost to follow-up", "", None],
        }
    ).assign(**columns)
    empty = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), adsl=adsl)
    return replace(empty, populations={"FASFL": "Full analysis set"})


def disposition(material: Inputs) -> Result:
    return run(DispositionMethod(method="disposition"), material)


def counts(result: Result, arm: str) -> dict[str, float]:
    rows = choose(result, {"ARM": arm})
    names = rows["variable"].where(rows["level"].isna(), rows["variable"] + ": " + rows["level"].fillna(""))
    return dict(zip(names, rows["count"], strict=True))


def test_counts_over_all_and_by_arm() -> None:
    result = disposition(inputs())
    assert counts(result, "All") == {
        "SCREENED": 7,
        "NOTRAND": 1,
        "RAND": 6,
        "FASFL": 5,
        "COMPLETED": 2,
        "DISCONTINUED": 3,
        "NOTKNOWN": 1,
        "DCSREAS: Adverse event": 1,
        "DCSREAS: Lost to follow-up": 1,
        "DCSREAS: Reason not given": 1,
    }
    assert counts(result, "Laser") == {
        "RAND": 3,
        "FASFL": 3,
        "COMPLETED": 1,
        "DISCONTINUED": 2,
        "NOTKNOWN": 0,
        "DCSREAS: Adverse event": 0,
        "DCSREAS: Lost to follow-up": 1,
        "DCSREAS: Reason not given": 1,
    }
    assert pick(result, variable="FASFL", ARM="Sham")["percent"] == pytest.approx(200 / 3)


@pytest.mark.parametrize("arm", ["Sham", "Laser", "All"])
def test_ends_and_reasons_add_up(arm: str) -> None:
    found = counts(disposition(inputs()), arm)
    assert found["COMPLETED"] + found["DISCONTINUED"] + found["NOTKNOWN"] == found["RAND"]
    assert sum(n for name, n in found.items() if name.startswith("DCSREAS")) == found["DISCONTINUED"]


def test_a_population_counts_among_the_randomised_alone() -> None:
    """9 subjects screened, all in a population, 6 randomised: 6 (100 %); before, 9 (150.0 %)."""
    screened = inputs().adsl
    more = pd.concat([screened, *(screened.tail(1).assign(USUBJID=who) for who in "89")], ignore_index=True)
    material = inputs()
    result = disposition(replace(material, adsl=more.assign(FASFL="Y")))
    row = pick(result, variable="FASFL", ARM="All")
    assert (row["count"], row["n"], row["total"], row["percent"]) == (6, 6, 6, 100)
    assert result.notes["not_randomised_in_population"] == {"FASFL": 3}
    shares = result.rows["percent"].dropna()
    assert shares.between(0, 100).all()


def test_without_a_disposition_nobody_is_said_to_have_completed() -> None:
    result = disposition(inputs(EOSSTT=None))
    assert set(result.rows["variable"]) == {"SCREENED", "NOTRAND", "RAND", "FASFL"}
    assert "not known" in result.notes["disposition"]


def test_a_subject_in_a_population_who_was_not_randomised_is_told() -> None:
    result = disposition(inputs(FASFL="Y"))
    assert counts(result, "All")["FASFL"] == 6
    assert result.notes["not_randomised_in_population"] == {"FASFL": 1}


def test_an_arm_without_subjects_has_a_reason_for_its_percent() -> None:
    material = replace(inputs(), arms=("Sham", "Laser", "Light"))
    row = pick(disposition(material), variable="RAND", ARM="Light")
    assert (row["count"], row["total"], row["reason"]) == (0, 0, "nobody was randomised to this arm")
