"""Every method gives the same from the columns that it reads as from whole datasets."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import chdir
from dataclasses import replace

import pandas as pd
import pytest

from tests.methods.contract.trial import ROOT, Tried
from trialstats.methods.registry import METHODS
from trialstats.methods.run import run_method
from trialstats.steps.columns import columns_read
from trialstats.steps.material import Columns, material, needed
from trialstats.steps.words import with_words


def of_parameters(records: pd.DataFrame, parameters: Collection[str] | None) -> pd.DataFrame:
    return records if parameters is None else records[records["PARAMCD"].isin(parameters)].reset_index(drop=True)


@pytest.mark.parametrize("method", dict.fromkeys(entry.name for entry in METHODS))
def test_the_columns_read_are_enough(method: str, tried: Tried) -> None:
    for name in tried.of_method(method):
        whole, trial = tried.run(name), tried.trial_of(name)
        of_crossover = trial is not tried.trial
        datasets = replace(tried.datasets_crossed if of_crossover else tried.datasets, results=tried.rows_of)
        columns = Columns(
            lambda one, of=datasets: [*of.adam(one)],
            lambda one, names, parameters, of=datasets: of_parameters(of.adam(one), parameters)[names],
            lambda one, of=datasets: len(of.adam(one)),
        )
        with chdir(tried.folder_of_crossed if of_crossover else ROOT):
            analysis, inputs, counts = material(trial, needed(trial, datasets, columns, name), name)
            assert counts == material(trial, datasets, name)[2]
        result = run_method(analysis, inputs)
        pd.testing.assert_frame_equal(with_words(result.rows, trial, analysis, name), whole.rows, check_exact=True)
        assert {**result.notes} == {**whole.result.notes}


def test_variables_of_subjects_that_nobody_names_are_not_read(tried: Tried) -> None:
    datasets = tried.datasets
    of_subjects = [str(column) for column in datasets.adam("adsl")]
    name = tried.of_method("ancova")[0]
    dataset = str(tried.trial.complete(name).model_dump()["dataset"])
    columns = [str(column) for column in datasets.adam(dataset)]
    read = columns_read(tried.trial, name, columns, of_subjects)
    assert {"USUBJID", "PARAMCD", "AVISIT", "AVAL", "BASE", "CHG", "ANL01FL", "ADY", "SRCLINE"} <= {*read}
    assert not {"WEIGHT", "EOSDT", "STUDYID", "SRCDOM"} & {*read}
