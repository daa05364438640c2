"""Sentences name variables and datasets by their labels, where the trial file has any."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.methods.responders.options import Responders
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.occurrences.options import Period
from trialstats.methods.shared.occurrences.words import period_words
from trialstats.methods.shared.responses.events_before import event_rule
from trialstats.methods.shared.responses.options import Unless
from trialstats.methods.shared.responses.rules import rules_of_responders

LABELS = {
    "covariates": {"SITEID": Outcome("Site")},
    "labels": {"adcm": "Rescue medication"},
    "columns": {"adcm": {"CMTRT": Outcome("Medication")}},
}


def inputs(labelled: bool) -> Inputs:
    bare = Inputs(name="t", adsl=pd.DataFrame(), arms=("Sham", "Laser"), visits=("Week 4",), baseline=None)
    return Inputs(**{**vars(bare), **(LABELS if labelled else {})})


@pytest.mark.parametrize(
    ("labelled", "said"),
    [
        (
            True,
            "a record in the dataset “Rescue medication” where Medication is tramadol within 7 days before the visit",
        ),
        (False, "a record in the dataset adcm where CMTRT is tramadol within 7 days before the visit"),
    ],
)
def test_an_event_is_a_record_of_a_dataset_by_its_label(labelled: bool, said: str) -> None:
    records = [{"column": "CMTRT", "in": "tramadol"}]
    rule = Unless.model_validate(
        {"occurrence": "adcm", "date": "ASTDT", "days": 7, "label": "Opioid", "records": records}
    )
    assert event_rule(rule, inputs(labelled)) == f"Opioid: {said}"


@pytest.mark.parametrize(
    ("covariates", "said"),
    [
        (["BASE", "SITEID"], "logistic regression on the arm, the value at baseline and Site (Wald)"),
        (["BASE"], "logistic regression on the arm and the value at baseline (Wald)"),
        ([], "logistic regression on the arm alone (Wald)"),
    ],
)
def test_covariates_have_their_labels(covariates: list[str], said: str) -> None:
    given = {"method": "responders", "dataset": "adpain", "population": "FASFL", "criteria": [{"percent": 50}]}
    rules = " ".join(rules_of_responders(Responders(**given, covariates=covariates), inputs(labelled=True)))
    assert said in rules


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ({"start": "TRTSDT"}, "from the first day of treatment on"),
        (
            {"start": "TRTSDT", "end": "TRTEDT", "days_after": 30, "no_later_than": "EOSDT"},
            "from the first day of treatment to the last day of treatment and 30 days more, but not beyond the end of "
            "the trial",
        ),
        (
            {"start": "RANDDT", "end": "EOSDT", "last_record": ["adcm", "adpain"]},
            "from the day of randomisation to the end of the trial, or else to the latest date in “Rescue "
            "medication” and adpain",
        ),
        (
            {"start": "AP02SDT", "last_record": "adcm"},
            "from the first day of period 2 to the latest date in “Rescue medication”",
        ),
        ({"start": "SCRDT"}, "from the date SCRDT on"),
        ({"start": "APERSDT", "end": "APEREDT"}, "under the treatment, from the first day of its period to the last"),
    ],
)
def test_periods_have_words_for_their_days(period: dict[str, object], said: str) -> None:
    assert period_words(Period.model_validate(period), inputs(labelled=True)) == said
