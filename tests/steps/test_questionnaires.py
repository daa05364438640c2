"""Questionnaires through the steps: items of one form a visit, norms and thresholds as the trial file says them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from tests.steps.run import run_steps, without_answers
from tests.tiny import TRIAL, TRIAL_FILE, Tiny, sf36_file
from trialstats.io.artefacts import read_artefact
from trialstats.steps.inputs import one_a_visit

if TYPE_CHECKING:
    from trialstats.plan.layout import Layout

INSTRUMENT = """\
    instrument:
      name: sf36
      version: v1
      items: "q{n:02d}"
      norms: {file: data/norms.csv, label: Norms of here}
      mcid: {SF36PF: 5, SF36PCS: 2.5}
      mcid_source: A consensus
"""
ANALYSES = """\
analyses:
  quality: {method: questionnaire_quality, dataset: adqs, population: ITTFL}
  norms: {method: norms, dataset: adqs}
  changed:
    method: reliable_change
    dataset: adqs
    population: ITTFL
    parameters: [SF36PF, SF36VT, SF36PCS]
    reliability: {SF36PCS: 0.9}
    reliability_source: A manual
  together:
    method: association
    dataset: adpain
    population: ITTFL
    parameters: STIFF
    outcome: {dataset: adqs, PARAMCD: SF36PF}

tables:
  quality: {kind: questionnaire_quality, title: Quality, analysis: quality}
  changed: {kind: reliable_change, title: Change, analysis: changed}
  together: {kind: associations, title: Together, analysis: together}
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tiny, Layout]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("questionnaires"))
        tiny = Tiny()
        head = TRIAL.partition("analyses:")[0]
        instrument = '    instrument: {name: sf36, version: v1, items: "q{n:02d}"}\n'
        assert head.count(instrument) == 1
        tiny.write(TRIAL_FILE, head.replace(instrument, INSTRUMENT) + ANALYSES)
        scales = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
        tiny.write("data/norms.csv", "scale,mean,sd\n" + "".join(f"{scale},60,20\n" for scale in scales))
        tiny.write("data/sf36.csv", without_answers(sf36_file(), line=1, items=range(3, 11)))
        _, layout = run_steps(tiny)
        rows = {name: read_artefact(layout.rows(name)) for name in ("quality", "norms", "changed", "together")}
        notes = {name: json.loads(layout.notes(name).read_text("utf-8")) for name in rows}
        tables = {name: layout.table(name, "html").read_text("utf-8") for name in ("quality", "changed", "together")}
    return rows, notes, tables  # type: ignore[return-value]


def test_quality_counts_the_forms_of_the_files(finished: tuple[dict[str, pd.DataFrame], object, object]) -> None:
    rows = finished[0]["quality"].set_index("id")
    at = "quality/count/SF36PF/Baseline/All/"
    assert rows.loc[f"{at}RECEIVED", ["count", "total"]].tolist() == [6, 6]
    assert rows.loc[f"{at}ITEMS", ["count", "total"]].tolist() == [52, 60]  # eight answers are blank in one form
    assert rows.loc[f"{at}COMPLETE", "count"] == 5
    assert rows.loc[f"{at}SCORED", "count"] == 5  # two of ten are too few
    assert "Floor" in finished[2]["quality"]  # type: ignore[index]


def test_norms_have_their_label_and_checksum(finished: tuple[dict[str, pd.DataFrame], dict[str, dict], object]) -> None:
    rows = finished[0]["norms"].set_index("PARAMCD")
    assert rows.loc["SF36VT", ["level", "mean", "sd"]].tolist() == ["Norms of here", 60, 20]
    assert rows.loc["SF36VTT", ["mean", "sd"]].tolist() == [50, 10]
    assert len(finished[1]["norms"]["sha256"][0]) == 64


def test_thresholds_stand_in_table_and_notes(finished: tuple[dict[str, pd.DataFrame], dict[str, dict], dict]) -> None:
    rows, notes, tables = finished
    changed = rows["changed"]
    assert set(changed.loc[changed["PARAMCD"] == "SF36PCS", "mcid"]) == {2.5}
    assert set(changed.loc[changed["group"] == "MCID", "PARAMCD"]) == {"SF36PF", "SF36PCS"}
    assert "MCID: A consensus." in notes["changed"]["inference"]
    assert "(A consensus)" in tables["changed"]
    assert "Declared reliabilities: A manual." in notes["changed"]["inference"]


def test_an_association_is_said_to_be_exploratory(
    finished: tuple[dict[str, pd.DataFrame], dict[str, dict], dict],
) -> None:
    assert set(finished[0]["together"]["role"]) == {"exploratory"}
    assert "Exploratory analysis" in finished[2]["together"]
    assert "SF-36 Physical Functioning" in finished[2]["together"]


def test_of_several_forms_at_a_visit_the_scored_one_counts() -> None:
    index = pd.MultiIndex.from_tuples(
        [("1", "V1", "W4"), ("1", "V1b", "W4"), ("2", "V1", "W4"), ("2", "V1b", "W4"), ("3", "V9", None)],
        names=["USUBJID", "VISIT", "AVISIT"],
    )
    items = pd.DataFrame({1: [1.0, 2, 3, 4, 5]}, index=index)
    records = pd.DataFrame(
        {
            "USUBJID": ["1", "1", "1", "2"],
            "VISIT": ["V1", "V1b", "V1", "V1b"],
            "AVISIT": ["W4", "W4", "W4", "W4"],
            "PARAMCD": ["PF", "PF", "VT", "VT"],
            "ANL01FL": [None, "Y", "Y", "Y"],
        }
    )
    kept = one_a_visit({"PF": items, "VT": 10 * items}, records)
    # Of subject 1 the second is the analysis record of PF, the first that of VT; of subject 2 no PF could be scored, so
    # the first stands for it; subject 3 has no visit.
    for table in kept.values():
        assert table.index.tolist() == [("1", "W4"), ("2", "W4")]
    np.testing.assert_array_equal(kept["PF"][1], [2, 3])
    np.testing.assert_array_equal(kept["VT"][1], [10, 40])
