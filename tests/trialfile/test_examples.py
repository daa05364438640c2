"""Every example of a trial file in the documentation is a trial file, or a part of one: each is loaded as it stands."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tiny import TRIAL, Tiny, call, map_all, read_sources
from trialstats.methods.run import run_method
from trialstats.plan.layout import Layout
from trialstats.steps import adam, adsl, dataset, raw, subjects
from trialstats.steps.material import material, on_disk
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.document import read_document

ROOT = Path(__file__).resolve().parents[2]
FENCED = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KNEE = "config/trials/knee.yaml"

# What the examples of docs/trial-file-outcomes.md take from a trial around them.
AROUND = {
    "sources": {
        "bpi": {"file": "data/bpi.csv", "subject": "id", "visit": "visit"},
        "paindetect": {"file": "data/pdq.csv", "subject": "id", "visit": "visit"},
        "phq9": {"file": "data/phq9.csv", "subject": "id", "visit": "visit"},
        **{name: {"file": f"data/{name}.csv", "subject": "id", "visit": "visit"} for name in ("womac", "psqi", "feet")},
    },
    "analyses": {"truth": {"method": "truth", "file": "data/truth.csv"}},
}


def examples(file: str) -> list[str]:
    return FENCED.findall((ROOT / "docs" / file).read_text("utf-8"))


def parsed(text: str, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "example.yaml"
    file.write_text(text, "utf-8")
    document = read_document(file)
    assert document.problems == []
    data: dict[str, Any] = document.data
    return data


def together(*parts: dict[str, Any]) -> dict[str, Any]:
    """Put parts of trial files together: an entry of a later one replaces that of an earlier one."""
    made: dict[str, Any] = {}
    for part in parts:
        for section, entries in part.items():
            made[section] = {**made.get(section, {}), **entries} if isinstance(entries, dict) else entries
    return made


def test_there_is_no_example_that_is_not_tried() -> None:
    found = {path.name: len(FENCED.findall(path.read_text("utf-8"))) for path in (ROOT / "docs").glob("*.md")}
    assert {name for name, count in found.items() if count} == {
        "multiplicity.md",
        "estimands.md",
        "estimand-guide.md",  # by tests/trials/test_estimand_guide.py
        "first-report.md",  # by tests/workflow/test_first_report.py
        "crossover.md",  # by tests/methods/crossover/test_trial.py
        "imputation.md",  # by tests/methods/imputation/test_example.py
        "trial-file.md",
        "trial-file-outcomes.md",
        "trial-file-values.md",
        "treatments.md",  # by tests/adam/people/test_received.py
        "listings.md",
        "reporting.md",
        "design.md",  # by tests/simulate/test_documented.py
    }


def test_examples_of_estimands_are_parts_of_a_trial_file(tmp_path: Path) -> None:
    laser: dict[str, Any] = read_document(ROOT / "config/trials/laser.yaml").data
    apart = ("estimands", "intercurrent_events", "hypotheses", "analyses", "tables", "figures")
    kept = {section: laser[section] for section in laser if section not in apart}
    parts = [parsed(text, tmp_path) for text in examples("estimands.md")]
    assert len(parts) == 3
    file = tmp_path / "trial.yaml"
    pain = {"analyses": {"pain": {"method": "mmrm", "estimand": "primary", "role": "primary"}}}
    file.write_text(json.dumps(together(kept, *parts, pain)), "utf-8")
    trial = load_trial(file)
    assert list(trial.handled_in(trial.analyses["pain"])) == ["stopped", "rescue", "left"]


def test_examples_of_outcomes_are_parts_of_a_trial_file(tmp_path: Path) -> None:
    laser: dict[str, Any] = read_document(ROOT / "config/trials/laser.yaml").data
    apart = ("hypotheses", "analyses", "tables", "figures")
    kept = {section: laser[section] for section in laser if section not in apart}
    kept["estimands"] = {"primary": {**laser["estimands"]["primary"], "sensitivity": None}}
    parts = [parsed(text, tmp_path) for text in examples("trial-file-outcomes.md")]
    assert len(parts) == 10
    file = tmp_path / "trial.yaml"
    file.write_text(json.dumps(together(kept, AROUND, *parts)), "utf-8")
    trial = load_trial(file)
    assert {"pain_responders", "il6_week12", "joint", "pain_cost", "sf36_quality"} <= set(trial.analyses)


def test_examples_of_listings_are_parts_of_a_trial_file(tmp_path: Path) -> None:
    laser: dict[str, Any] = read_document(ROOT / "config/trials/laser.yaml").data
    deviations = {"sources": {"deviations": {"file": "data/deviations.csv", "subject": "id"}}}
    example, style = (parsed(text, tmp_path) for text in examples("listings.md"))
    file = tmp_path / "trial.yaml"
    file.write_text(json.dumps(together(laser, deviations, example, style, {"displays": "standard"})), "utf-8")
    trial = load_trial(file)
    assert (trial.listings["severe"].number, trial.listings["addv"].number) == ("16.2.7.4", "16.2.2")
    assert (trial.style.total, trial.style.date("2024-01-31")) == ("Overall", "31JAN2024")


@pytest.mark.parametrize("place", range(4))
def test_examples_of_reporting_are_parts_of_a_trial_file(place: int, tmp_path: Path) -> None:
    laser: dict[str, Any] = read_document(ROOT / "config/trials/laser.yaml").data
    texts = examples("reporting.md")
    assert len(texts) == 4
    without = {section: laser[section] for section in laser if section not in ("about", "screening")}
    file = tmp_path / "trial.yaml"
    file.write_text(json.dumps(together(without, parsed(texts[place], tmp_path))), "utf-8")
    loaded = load_trial(file)
    assert ("checklist" in loaded.analyses) == (place == 3)
    assert (loaded.screening is not None) == (place in (1, 2))


@pytest.mark.parametrize(("place", "trial"), [(0, "laser"), (1, "laser"), (2, "cdisc_pilot")])
def test_examples_of_hypotheses_are_parts_of_a_trial_file(place: int, trial: str, tmp_path: Path) -> None:
    kept: dict[str, Any] = read_document(ROOT / f"config/trials/{trial}.yaml").data
    texts = examples("multiplicity.md")
    assert len(texts) == 3
    file = tmp_path / "trial.yaml"
    file.write_text(json.dumps({**kept, **parsed(texts[place], tmp_path)}), "utf-8")
    loaded = load_trial(file)
    assert loaded.hypotheses is not None
    assert loaded.analyses["hypotheses"].further_results
    assert (loaded.hypotheses == load_trial(ROOT / f"config/trials/{trial}.yaml").hypotheses) == (place != 1)


DIARY = """\
id,visit,done,pgic,anypain,worst,now,total,weight
001,V0,Y,No change,Yes,7,5,12,80
001,V1,Y,Much improved,No,,2,2,999
001,V2,N,NA,,0,0,0,81
002,V0,Y,No change,Yes,8,6,14.4,70
002,V1,Y,Worse,Yes,9,NA,18,71
002,V2,Y,-99,No,3,1,2,72
"""


def test_examples_of_values_give_what_the_text_says(tiny: Tiny, tmp_path: Path) -> None:
    head = parsed(TRIAL, tmp_path)
    kept = {key: head[key] for key in ("STUDYID", "title", "subjects", "arms", "visits", "covariates")}
    kept |= {
        "sources": {"subjects": head["sources"]["subjects"]},
        "populations": {"ITTFL": head["populations"]["ITTFL"]},
    }
    parts = [parsed(text, tmp_path) for text in examples("trial-file-values.md")]
    assert len(parts) == 2
    tiny.write("config/trials/tiny.yaml", json.dumps(together(kept, *parts)))
    tiny.write("data/diary.csv", DIARY)
    assert [line for line in tiny.check().lines if not line.startswith("(")] == []
    data = tiny.adam("addiary")["addiary"].set_index(["USUBJID", "AVISIT", "PARAMCD"])["AVAL"].unstack()  # noqa: PD010
    first, second = data.loc["001"], data.loc["002"]
    assert first.loc["Week 4", ["WORST0", "SUM", "PERCENT", "PGIC", "RESP", "BEST"]].tolist() == [0, 2, 10, 1, 1, 2]
    assert second.loc["Week 4", ["WORST0", "SUM", "PERCENT", "RESP", "BEST"]].tolist() == [9, 18, 90, 0, 9]
    assert second.loc["Week 8", ["SUM", "BEST"]].tolist() == [2, 1]  # a worst pain of 3 where there was none is no 0
    found = tiny.mapped("addiary")["addiary"].listing.frame()["kind"].value_counts().to_dict()
    assert found == {"missing_where": 5, "missing_code": 2, "blank": 1}


@pytest.fixture
def knee(tiny: Tiny, tmp_path: Path) -> Tiny:
    """The whole example of docs/trial-file.md with its parts, and 40 subjects for it."""
    whole, *parts = examples("trial-file.md")
    assert len(parts) == 5
    tiny.write(KNEE, json.dumps(together(*(parsed(text, tmp_path) for text in (whole, *parts)))))
    random = np.random.default_rng(41)
    people = pd.DataFrame({"ID": [f"{n:03d}" for n in range(40)], "GROUP": ["1", "2"] * 20})
    start = [date(2024, 1, 8) + timedelta(7 * n) for n in range(40)]
    people = people.assign(RANDOMISED=[f"{day}" for day in start], CENTRE=["A", "B", "C", "D"] * 10, AGE="60")
    tiny.path("data/knee").mkdir()
    tiny.write("data/labs.csv", 'id,date,result,cells,bmi\n1,45296,"3,5","1,061",27.1\n')
    tiny.write("data/knee/courses.csv", "ID,CMTRT,CMSTDTC,CMENDTC\n001,naproxen,2024,2024-03\n002,naproxen,2024-02,\n")
    tiny.write("data/knee/events.csv", "ID,TERM,SERIOUS,START\n001,fall,1,20.02.2024\n002,pain,0,04.03.2024\n")
    people.to_excel("data/knee/people.xlsx", sheet_name="Randomised", index=False)
    level = random.normal(10, 2, 40)
    rows = [
        f"{people['ID'][n]};{visit};{start[n] + timedelta(day):%d.%m.%Y};"
        + f"{np.clip(level[n] + random.normal(0, 2), 0, 20):.1f}".replace(".", ",")
        for n in range(40)
        for visit, day in (("V0", -1), ("V1", 42), ("V2", 84))
    ]
    tiny.write("data/knee/pain.csv", "\n".join(["ID;VISIT;DATE;WOMAC_PAIN", *rows, ""]))
    return tiny


def test_the_example_of_a_whole_trial_is_in_order(knee: Tiny) -> None:
    assert call("check", "knee").err == ""


def test_the_example_of_imputed_dates_says_what_the_page_says(knee: Tiny) -> None:
    """001 was randomised on 15 January 2024, 002 a week later."""
    trial = load_trial(Path(KNEE))
    events = map_all(trial, read_sources(trial), "adcm")["adcm"].records
    assert events[["ASTDT", "AENDT"]].astype("str").fillna("").to_numpy().tolist() == [
        ["2024-01-15", "2024-03-31"],
        ["2024-02-01", ""],
    ]
    assert events[["ASTDTF", "AENDTF"]].fillna("").to_numpy().tolist() == [["M", "D"], ["D", ""]]


def test_the_example_with_baseline_constrained_is_fitted(knee: Tiny) -> None:
    trial, layout = load_trial(Path(KNEE)), Layout("knee")
    for source in trial.sources:
        raw.run(trial, layout, source)
    subjects.run(trial, layout, "")
    dataset.run(trial, layout, "adpain")
    adsl.run(trial, layout, "")
    adam.run(trial, layout, "adpain")
    # As one had to write it before the method said so itself.
    spelled = trial.complete("constrained").model_copy(update={"value": "AVAL", "visits": tuple(trial.visits)})
    analysis, inputs, counts = material(trial, on_disk(trial, layout), "constrained")
    assert counts["used"] == 120
    result = run_method(analysis, inputs)
    assert result.notes["failed"] == []
    assert list(result.rows.loc[result.rows["kind"] == "difference", "AVISIT"]) == ["Week 6", "Week 12"]
    assert set(result.rows["measure"]) == {"AVAL"}
    pd.testing.assert_frame_equal(result.rows, run_method(spelled, inputs).rows)
