"""What metadata say of variables: every column of every dataset, within what SAS transport files take."""

from __future__ import annotations

from typing import Any

import pytest

from tests.in_process import ROOT
from tests.tiny import Tiny
from trialstats.adam.variables import LABEL_LENGTH, NAME_LENGTH, Variable, codelists, described, standard, variables_of
from trialstats.adam.variables.standard import STANDARD
from trialstats.adam.variables.variable import short
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

# Numeric twins and origins of records, which the program makes of every trial.
MADE = ("ASEQ", "TRT01PN", "TRT01AN", "TRTPN", "TRTAN", "RANDFN", "PARAMN", "SRCDOM", "SRCFILE", "SRCLINE")
POPULATIONS = {line[0] for line in standard.POPULATIONS}  # of which the trial file says those that there are


@pytest.mark.parametrize("name", ["laser", "cdisc_pilot", "senn2002"])
def test_names_labels_and_codes_of_all_variables(name: str) -> None:
    trial = load_trial(ROOT / trial_path(name, ROOT))
    lists = {None, "PARAMCD", *codelists(trial)}
    for dataset in ("adsl", *trial.datasets, *trial.occurrences):
        for key, variable in described(trial, dataset).items():
            assert variable.name == key
            assert len(key) <= NAME_LENGTH
            assert 0 < len(variable.label) <= LABEL_LENGTH
            assert variable.codelist in lists


# Numeric twins and origins of records, which the program makes of every trial.
MADE = ("ASEQ", "TRT01PN", "TRT01AN", "TRTPN", "TRTAN", "RANDFN", "PARAMN", "SRCDOM", "SRCFILE", "SRCLINE")
POPULATIONS = {line[0] for line in standard.POPULATIONS}  # of which the trial file says those that there are


@pytest.mark.parametrize("name", ["laser", "cdisc_pilot", "senn2002"])
def test_whatever_the_program_makes_says_how(name: str) -> None:
    """So that no definition that is handed in says of an origin that it is not available."""
    trial = load_trial(ROOT / trial_path(name, ROOT))
    for dataset in ("adsl", *trial.datasets, *trial.occurrences):
        made = variables_of(trial, dataset, [*MADE, *described(trial, dataset)])
        assert not [one.name for one in made if not one.derivation and one.name not in POPULATIONS], dataset


def test_every_column_of_every_dataset_is_described(tiny: Tiny) -> None:
    trial = tiny.load()
    for name, data in tiny.adam().items():
        assert set(data) <= set(described(trial, name)), name
        assert [variable.name for variable in variables_of(trial, name, data)] == list(data)


def test_a_variable_has_one_label_in_all_datasets(tiny: Tiny) -> None:
    tiny.spec("ASTDT: {column: start, type: date}", "ASTDT: {column: start, type: date, label: Began}")
    trial = tiny.load()
    labels = [{name: one.label for name, one in described(trial, data).items()} for data in ("adsl", "adpain", "adae")]
    shared = set(labels[0]) & set(labels[1]) & set(labels[2])
    assert shared > {"AGE", "SEX", "ITTFL", "USUBJID"}
    for label in labels[1:]:
        assert {name: label[name] for name in shared} == {name: labels[0][name] for name in shared}
    began = described(trial, "adae")["ASTDT"]
    assert (began.label, began.words) == ("Analysis Start Date", "Began")


def test_variables_of_subjects_come_from_adsl_in_other_datasets(tiny: Tiny) -> None:
    trial = tiny.load()
    assert described(trial, "adsl")["AGE"] == Variable(
        "AGE", "Age", "float", "Collected", None, "Column age of subjects", words="age"
    )
    age = described(trial, "adpain")["AGE"]
    assert (age.origin, age.derivation) == ("Predecessor", "ADSL.AGE")


def test_populations_say_who_belongs(tiny: Tiny) -> None:
    tiny.spec(
        "  ITTFL: {label: Randomised, randomised: true}",
        "  ITTFL: {label: Randomised, randomised: true}\n"
        "  SAFFL: {label: Safe, occurrence: {dataset: adae, where: {AESEV: [Mild, Severe]}}, all_of: [ITTFL]}",
    )
    told = described(tiny.load(), "adsl")
    assert told["FASFL"].derivation == (
        "Y where randomised, and at least 1 visits after baseline with a value in adpain; else N"
    )
    assert told["SAFFL"].derivation == (
        "Y where at least 1 rows in adae with AESEV = Mild or Severe, and ITTFL = Y; else N"
    )
    assert told["FASFN"].derivation == "1 where FASFL = Y, 0 where N"


def test_where_the_treatment_received_comes_from(tiny: Tiny) -> None:
    assert described(tiny.load(), "adsl")["TRT01A"].derivation == (
        "TRT01P: nothing tells that another treatment was received"
    )
    tiny.spec("  day_one: RANDDT\n", "  day_one: RANDDT\n  received: {column: arm}\n")
    assert described(tiny.load(), "adsl")["TRT01A"].derivation == "Column arm of subjects"
    tiny.spec("{column: arm}", "{dataset: adae, treatment: AETERM, several: first}")
    told = described(tiny.load(), "adsl")
    assert told["TRT01A"].derivation == "AETERM of adae; of several first counts"
    assert told["TRTEDT"].derivation == "Latest ASTDT of adae"


@pytest.mark.parametrize(
    ("variable", "codes"),
    [
        ("SEX", {"Female": "Female", "Male": "Male"}),
        ("SEXN", {1: "Female", 2: "Male"}),
        ("FASFN", {0: "No", 1: "Yes"}),
        ("ARM", {"Laser": "Laser", "Sham": "Sham"}),
        ("ARMN", {1.0: "Laser", 2.0: "Sham"}),
        ("AVISITN", {0.0: "Baseline", 4.0: "Week 4", 8.0: "Week 8"}),
        ("adae.AESEV", {"Mild": "Mild", "Severe": "Severe"}),
    ],
)
def test_codes(tiny: Tiny, variable: str, codes: dict[Any, str]) -> None:
    assert codelists(tiny.load())[variable] == codes


def test_doses_number_the_arms_where_every_arm_has_another(tiny: Tiny) -> None:
    tiny.spec("Laser: {codes: L}", "Laser: {codes: L, dose: 54}")
    assert codelists(tiny.load())["ARMN"] == {1.0: "Laser", 2.0: "Sham"}
    tiny.spec("role: reference}", "role: reference, dose: 0}")
    assert codelists(tiny.load())["ARMN"] == {54.0: "Laser", 0.0: "Sham"}


def test_a_declared_variable_is_not_taken_for_a_twin(tiny: Tiny) -> None:
    tiny.spec("  SEX: {column: sex,", "  SEXN: {column: age, type: number, label: Of its own}\n  SEX: {column: sex,")
    assert described(tiny.load(), "adsl")["SEXN"].label == "Of its own"
    assert "SEXN" not in codelists(tiny.load())


def test_labels_are_cut_behind_a_word() -> None:
    assert short("x" * 40) == "x" * 40
    assert short("Number of sessions of treatment that were attended") == "Number of sessions of treatment that ..."
    assert len(short("x" * 41)) == LABEL_LENGTH
    assert all(len(one.label) <= LABEL_LENGTH for one in STANDARD.values())
