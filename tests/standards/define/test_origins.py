"""Where variables come from, in trials of other kinds than the package of the tests."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests import crossover_trial
from tests.standards.prepared import handed_in
from tests.tiny import Tiny
from trialstats.adam.variables import variables_of
from trialstats.standards.dataset import Dataset
from trialstats.standards.define.origins import Traced, of_variable
from trialstats.trialfile.load import load_trial


def of(called: str, *names: str) -> Dataset:
    made = handed_in(pd.DataFrame({name: ["x"] for name in names}))
    return Dataset(made.name, made.label, called, made.keys, made.variables, made.frame)


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """Trace variables of a crossover trial, by the name of the dataset and theirs."""
    monkeypatch.chdir(tmp_path)
    crossover_trial.write(tmp_path)
    trial = load_trial(Path(crossover_trial.TRIAL_FILE))
    datasets = [of("adsl", "TRTSEQP", "TRT02P"), of("adpain", "TRTP", "APERIOD", "TRT02P", "MYSTERY")]
    subjects = {"TRTSEQP": "TRTSEQP", "TRT02P": "TRT02P"}
    found = {
        f"{dataset.called}.{one.name}": of_variable(trial, dataset, one, subjects)
        for dataset in datasets
        for one in dataset.variables
    }
    return {place: (one.type, one.words or one.method) for place, one in found.items()}


def test_sequences_and_periods_of_a_crossover_trial(traced: dict[str, tuple[str, str]]) -> None:
    kind, rule = traced["adsl.TRTSEQP"]
    assert kind == "Derived"
    assert rule.startswith("The sequence, of column sequence of data/subjects.csv: {Drug then placebo: ")
    assert traced["adsl.TRT02P"][1].startswith("The treatment of period 2 of the sequence, of column sequence")
    assert traced["adpain.TRT02P"] == ("Predecessor", "ADSL.TRT02P")
    assert traced["adpain.TRTP"][1].endswith("the planned treatment of the period of the record.")
    assert traced["adpain.APERIOD"][0] == "Derived"


def test_the_base_of_what_is_summed_up_is_that_of_its_parameter(tiny: Tiny) -> None:
    summed = "{label: Pain over time, over_time: {of: PAIN, summary: spid, rule: right, missing: interpolated}}"
    tiny.spec("    derived:\n", f"    derived:\n      SUM: {summed}\n")
    trial, base = tiny.load(), of("adpain", "BASE")
    method = of_variable(trial, base, base.variables[0], {}).method
    assert method.startswith("AVAL of the record of the same subject and parameter with ABLFL = Y;")
    assert method.endswith(" Of SUM: BASE of PAIN, which is summed up over visits.")


def test_the_treatment_received_has_its_sentence_where_nothing_tells_of_it(tiny: Tiny) -> None:
    trial, made = tiny.load(), of("adsl", "TRT01A")
    known = {("adsl", one.name): (one.origin, one.derivation) for one in variables_of(trial, "adsl", ["TRT01A"])}
    traced = of_variable(trial, made, made.variables[0], {}, known)
    assert (traced.type, traced.method) == ("Derived", "TRT01P: nothing tells that another treatment was received")


def test_what_nobody_knows_is_said_to_be_not_available(traced: dict[str, tuple[str, str]]) -> None:
    assert traced["adpain.MYSTERY"] == ("Not Available", "")


def test_the_end_of_the_trial_is_told_in_words(tiny: Tiny) -> None:
    tiny.write("data/ended.csv", "id,day,why\n001,2024-02-01,Moved\n")
    tiny.spec("sources:\n", "sources:\n  ended: {file: data/ended.csv, subject: id}\n")
    tiny.spec(
        "datasets:\n",
        "disposition: {source: ended, reason: why, completed: [Done], date: {column: day}}\n\ndatasets:\n",
    )
    trial, dataset = tiny.load(), of("adsl", "EOSSTT", "DCSREAS", "EOSDT")
    state, reason, day = (of_variable(trial, dataset, one, {}) for one in dataset.variables)
    assert state.method.endswith("Read of column why of data/ended.csv, where Done is who completed")
    assert reason == Traced("Predecessor", "column why of data/ended.csv, of subjects who did not complete")
    assert day == Traced("Predecessor", "column day of data/ended.csv")


def test_codes_that_are_their_own_levels_are_a_copy(tiny: Tiny) -> None:
    tiny.spec('codes: {Mild: "1", Severe: "2"}', "codes: {Mild: Mild, Severe: Severe}")
    dataset = of("adae", "AESEV")
    assert of_variable(tiny.load(), dataset, dataset.variables[0], {}).type == "Predecessor"
