"""The flow of participants: counts by hand, what does not add up is said, and what is not known says why."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from tests.methods.consort.made import counts, declared, flow, many_arms, people
from trialstats.errors import DataError
from trialstats.methods.shared.inputs import Inputs

ARMS = ("Sham", "Laser")


def seven(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "USUBJID": list("1234567"),
            "TRT01P": ["Sham", "Sham", "Sham", "Laser", "Laser", "Laser", None],
            "RANDFL": ["Y", "Y", "Y", "Y", "Y", "Y", "N"],
            "ITTFL": ["Y", "Y", "Y", "Y", "Y", "Y", "N"],
            "SAFFL": ["Y", "Y", "N", "Y", "Y", "Y", "N"],
            "EOSSTT": ["COMPLETED", "DISCONTINUED", None, "COMPLETED", "DISCONTINUED", "DISCONTINUED", None],
            "DCSREAS": [None, "Adverse event", None, None, "Lost to follow-up", "", None],
        }
    ).assign(**columns)


def test_each_box_and_its_reasons() -> None:
    result = flow(people(seven(), ARMS), received="SAFFL")
    assert counts(result, "Sham") == {
        "RAND": 3,
        "RECEIVED": 2,
        "NOTRECD": 1,
        "NOTRECD Reason not given": 1,
        "COMPLETED": 1,
        "DISCONTINUED": 1,
        "DISCONTINUED Adverse event": 1,
        "DISCONTINUED Lost to follow-up": 0,
        "DISCONTINUED Reason not given": 0,
        "NOTKNOWN": 1,
    }
    every = counts(result, "All")
    assert (every["ASSESSED"], every["NOTRAND"], every["NOTRAND Reason not given"], every["RAND"]) == (7, 1, 1, 6)
    assert every["DISCONTINUED"] == 3


def test_reasons_for_not_being_randomised() -> None:
    result = flow(people(seven(NRANDRS=[*[None] * 6, "Declined"]), ARMS))
    assert counts(result, "All")["NOTRAND Declined"] == 1


def test_counts_of_screening_that_the_data_do_not_hold() -> None:
    material = people(seven().iloc[:6], ARMS, assessed=declared(20, Declined=9, Other=5))
    every = counts(flow(material), "All")
    assert {name: every[name] for name in every if "NOTRAND" in name or name == "ASSESSED"} == {
        "ASSESSED": 20,
        "NOTRAND": 14,
        "NOTRAND Declined": 9,
        "NOTRAND Other": 5,
    }


@pytest.mark.parametrize(
    ("adsl", "assessed", "said"),
    [
        (
            seven(),
            declared(20, Declined=9, Other=4),
            "screening: 20 assessed are not the 13 not randomised (Declined 9, Other 4) and the 6 randomised of the "
            "subjects file",
        ),
        (
            seven(TRT01P=[*["Sham"] * 2, *["Laser"] * 2, None, None, None], RANDFL=[*["Y"] * 4, *["N"] * 3]),
            declared(5, Declined=1),
            "screening: 1 were not randomised, and the subjects file holds 3 without arm",
        ),
    ],
)
def test_declared_counts_that_do_not_add_up(adsl: pd.DataFrame, assessed: object, said: str) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        flow(people(adsl, ARMS, assessed=assessed))


def test_what_is_not_known_says_why() -> None:
    result = flow(people(seven().iloc[:6].drop(columns=["EOSSTT", "DCSREAS"]), ARMS))
    told = result.rows[result.rows["count"].isna()].set_index("variable")["reason"].to_dict()
    assert told == {
        "ASSESSED": "only subjects who were randomised are on record",
        "RECEIVED": "whether subjects received treatment is not on record",
        "COMPLETED": "when and why subjects left the trial is not on record",
    }


def test_who_has_a_first_day_of_treatment_received_it() -> None:
    adsl = seven(TRTSDT=pd.to_datetime(["2024-01-01", None, None, *["2024-01-02"] * 3, None]))
    result = flow(people(adsl, ARMS))
    assert counts(result, "Sham")["RECEIVED"] == 1
    assert counts(result, "Sham")["NOTRECD Adverse event"] == 1


def test_who_received_the_treatment_of_another_arm_did_not_receive_it() -> None:
    adsl = seven(TRT01A=["Sham", "Laser", None, "Laser", "Laser", "Laser", None])
    own = counts(flow(people(adsl, ARMS), received="SAFFL"), "Sham")
    assert (own["RECEIVED"], own["NOTRECD"]) == (1, 2)
    assert (own["NOTRECD Received Laser"], own["NOTRECD Reason not given"]) == (1, 1)


def told(material: Inputs, **sizes: int) -> Inputs:
    rows = material.results.assign(n=[float(sizes.get(arm, 0)) for arm in material.results["ARM"]])
    return replace(material, results=rows)


def test_an_analysis_that_tells_of_more_than_its_population_does_not_add_up() -> None:
    material = told(many_arms(ARMS, size=10), Sham=10, Laser=11)
    with pytest.raises(
        DataError,
        match=r"does not add up: pain tells of 11 subjects with Laser, and 10 of those randomised to it are in its "
        r"population \(ITTFL\)",
    ):
        flow(material, analyses=["pain"])


def test_numbers_of_an_analysis_add_up_with_those_it_leaves_out() -> None:
    result = flow(told(many_arms(ARMS, size=10), Sham=10, Laser=8), analyses=["pain", "sleep"])
    own = {name: count for name, count in counts(result, "Laser").items() if " pain" in name}
    assert own == {
        "ANALYSED pain": 8,
        "EXCLUDED pain": 2,
        "EXCLUDED pain Left out by the analysis, whose table says why": 2,
    }
    failed = result.rows[(result.rows["group"] == "sleep").fillna(False)]
    assert failed["count"].isna().all()
    assert set(failed["reason"]) == {"the analysis gave no number of subjects"}
