"""The example of docs/imputation.md, on the built-in trial: it runs, and what happens to whom adds up."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from trialstats.adam.mapping import map_adsl, map_dataset
from trialstats.io.read import read_source
from trialstats.methods.run import run_method
from trialstats.methods.show import tabulate
from trialstats.results.shape import Result
from trialstats.steps.check import finish
from trialstats.steps.look import look_of
from trialstats.steps.material import material
from trialstats.steps.words import with_words
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.document import read_document
from trialstats.trialfile.trial import Trial

ROOT = Path(__file__).resolve().parents[3]
FENCED = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the example needs of the built-in trial.
DATASETS, OCCURRENCES = ("adpain",), ("adex",)


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    folder = tmp_path_factory.mktemp("example")
    (text,) = FENCED.findall((ROOT / "docs" / "imputation.md").read_text("utf-8"))
    (folder / "example.yaml").write_text(text, "utf-8")
    example: dict[str, Any] = read_document(folder / "example.yaml").data
    laser: dict[str, Any] = read_document(ROOT / "config/trials/laser.yaml").data
    sections = ("analyses", "tables", "figures", "estimands", "intercurrent_events", "hypotheses", "displays")
    whole = {section: laser[section] for section in laser if section not in sections} | example
    whole["datasets"] = {name: whole["datasets"][name] for name in DATASETS}
    whole["occurrences"] = {name: whole["occurrences"][name] for name in OCCURRENCES}
    (folder / "whole.yaml").write_text(json.dumps(whole), "utf-8")
    return load_trial(folder / "whole.yaml")


@pytest.fixture(scope="module")
def results(trial: Trial) -> dict[str, Result]:
    raw = {name: read_source(source, ROOT) for name, source in trial.sources.items()}
    with chdir(ROOT):
        adsl = map_adsl(trial, raw)
        records = {name: map_dataset(trial, name, raw, adsl.records).records for name in (*DATASETS, *OCCURRENCES)}
        datasets = finish(trial, {"adsl": adsl.records, **records})
        found = {}
        for name in ("pain_mar", "pain_j2r", "pain_cir", "pain_responders", "pain_tipping"):
            analysis, inputs, _ = material(trial, datasets, name)
            found[name] = run_method(analysis, inputs)
        return found


def test_the_example_runs(results: dict[str, Result]) -> None:
    for result in results.values():
        assert result.notes["failed"] == []
        assert result.notes["lost"] == []
        # A number needed to treat is absent where the interval of the difference holds zero.
        assert result.rows.loc[result.rows["kind"] != "nnt", "reason"].isna().all()


def test_the_same_values_are_imputed_by_other_assumptions(results: dict[str, Result]) -> None:
    keys = ("PARAMCD", "measure", "AVISIT", "ARM")

    def counts(name: str) -> list[dict[str, int]]:
        return [{k: v for k, v in note.items() if k not in keys} for note in results[name].notes["imputed"]]

    at_random, jumped = counts("pain_mar"), counts("pain_j2r")
    assert [sum(count.values()) for count in at_random] == [sum(count.values()) for count in jumped]
    assert sum(count.get("J2R", 0) for count in jumped) > 0
    assert sum(count.get("CIR", 0) for count in counts("pain_cir")) > 0
    assert not any(set(count) - {"known", "MAR"} for count in at_random)


def test_the_table_says_where_the_result_turns(trial: Trial, results: dict[str, Result]) -> None:
    rows = with_words(results["pain_tipping"].rows, trial, trial.analyses["pain_tipping"], "pain_tipping")
    (said, *_) = tabulate(trial.tables["tipping"], rows, look_of(trial)).footnotes
    assert re.search(
        r"would turn if subjects of DTLT were, from their intercurrent event on, \d+\.\d mm worse",
        " ".join(said.split()),
    )
