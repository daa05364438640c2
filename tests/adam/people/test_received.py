"""The treatment received and its days: told by a column, by records of exposure, or as planned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny
from tests.trialfile.test_examples import examples, parsed

RECEIVED = "  day_one: RANDDT\n"
EXPOSURE = """\
id,day,last,given,attended
001,2024-01-06,2024-01-08,L,Y
001,2024-01-20,2024-01-21,L,Y
002,2024-01-09,,S,Y
003,2024-01-12,2024-01-12,S,Y
003,2024-01-13,2024-01-14,L,Y
003,2024-01-15,2024-01-16,S,Y
004,2024-01-13,2024-01-14,Sham,Y
005,2024-01-16,2024-01-19,S,N
"""
DATASET = """\
  adex:
    source: exposure
    columns:
      EXTRT: {column: given}
      EXATTFL: {column: attended, type: category, codes: {Y: Y, N: N}}
      ASTDT: {column: day, type: date}
      AENDT: {column: last, type: date}
"""


def with_column(tiny: Tiny, *codes: str) -> None:
    tiny.spec(RECEIVED, f"{RECEIVED}  received: {{column: got}}\n")
    lines = tiny.read("data/subjects.csv").splitlines()
    tiny.write("data/subjects.csv", "".join(f"{a},{b}\n" for a, b in zip(lines, ("got", *codes), strict=True)))


def with_exposure(tiny: Tiny, said: str) -> None:
    tiny.spec(RECEIVED, f"{RECEIVED}  received: {{dataset: adex, {said}}}\n")
    tiny.spec("  events: {file:", "  exposure: {file: data/exposure.csv, subject: id}\n  events: {file:")
    tiny.spec("occurrences:\n", f"occurrences:\n{DATASET}")
    tiny.write("data/exposure.csv", EXPOSURE)


def adsl(tiny: Tiny) -> pd.DataFrame:
    return tiny.adam("adpain", *(["adex"] if "adex" in tiny.load().occurrences else []))["adsl"].set_index("USUBJID")


def texts(column: pd.Series) -> list[str]:
    return list(column.astype("object").fillna("").astype(str))


def test_where_nothing_tells_it_what_was_received_is_what_was_planned(tiny: Tiny) -> None:
    data = adsl(tiny)
    assert texts(data["TRT01A"]) == texts(data["TRT01P"])
    assert list(data["TRT01AN"]) == [1, 2, 1, 2, 1, 2]
    assert "TRTSDT" not in data


def test_a_column_tells_what_was_received(tiny: Tiny) -> None:
    with_column(tiny, "L", "L", "S", "", "L", "S")
    data = adsl(tiny)
    assert texts(data["TRT01A"]) == ["Laser", "Laser", "Sham", "", "Laser", "Sham"]
    pain = tiny.adam("adpain")["adpain"].drop_duplicates("USUBJID")
    assert texts(pain["TRTA"]) == texts(data["TRT01A"])
    assert texts(pain["TRTP"]) == texts(data["TRT01P"])
    assert list(pain["TRTAN"].fillna(0)) == [1, 1, 2, 0, 1, 2]


def test_an_unknown_code_is_refused_with_what_would_be_one(tiny: Tiny) -> None:
    with_column(tiny, "L", "Lasr", "S", "", "L", "S")
    outcome = tiny.check()
    assert outcome.code == 3
    assert "data/subjects.csv, line 3: got = Lasr" in outcome.err


def test_records_of_exposure_tell_the_days(tiny: Tiny) -> None:
    with_exposure(tiny, "where: {EXATTFL: Y}, end: AENDT")
    data = adsl(tiny)
    days = data[["TRTSDT", "TRTEDT"]].apply(lambda column: column.dt.strftime("%m-%d"))
    # 002 has no last day: the first is known; 005 attended nothing, 006 has no record
    assert days.astype("object").fillna("").apply("/".join, axis=1).tolist() == [
        "01-06/01-21",
        "01-09/01-09",
        "01-12/01-16",
        "01-13/01-14",
        "/",
        "/",
    ]
    assert data["TRTDURD"].fillna(0).tolist() == [16, 1, 5, 2, 0, 0]
    assert texts(data["TRT01A"]) == texts(data["TRT01P"])


@pytest.mark.parametrize(
    ("several", "third"), [("first", "Sham"), ("last", "Sham"), ("most", "Sham"), ("Laser", "Laser"), ("Sham", "Sham")]
)
def test_records_of_exposure_tell_the_treatment(tiny: Tiny, several: str, third: str) -> None:
    with_exposure(tiny, f"where: {{EXATTFL: Y}}, treatment: EXTRT, several: {several}")
    assert texts(adsl(tiny)["TRT01A"]) == ["Laser", "Sham", third, "Sham", "", ""]


@pytest.mark.parametrize(("several", "third"), [("first", "Laser"), ("last", "Sham"), ("most", "Laser")])
def test_which_of_several_treatments_counts(tiny: Tiny, several: str, third: str) -> None:
    with_exposure(tiny, f"where: {{EXATTFL: Y}}, treatment: EXTRT, several: {several}")
    for old, new in (("003,2024-01-12,2024-01-12,S", "003,2024-01-11,2024-01-12,L"),):
        tiny.replace("data/exposure.csv", old, new)
    assert texts(adsl(tiny)["TRT01A"])[2] == third


def test_several_treatments_without_a_rule_are_refused(tiny: Tiny) -> None:
    with_exposure(tiny, "where: {EXATTFL: Y}, treatment: EXTRT")
    assert tiny.check().lines == [
        "1 subjects have several treatments in adex.EXTRT (003): say under `several` which counts: first, last, most, "
        "or an arm"
    ]


def test_a_treatment_that_is_no_arm_is_refused(tiny: Tiny) -> None:
    with_exposure(tiny, "treatment: EXTRT, several: most")
    tiny.replace("data/exposure.csv", "004,2024-01-13,2024-01-14,Sham", "004,2024-01-13,2024-01-14,Shan")
    (said,) = tiny.check().lines
    assert said.startswith("adex.EXTRT = Shan (subject 004) is not the code of an arm (Laser, Sham, L, S)")
    assert "Sham" in said


def test_dates_of_the_subjects_file_stand_before_those_of_exposure(tiny: Tiny) -> None:
    with_exposure(tiny, "where: {EXATTFL: Y}")
    tiny.spec("RANDDT: {column: randomised}", "RANDDT: {column: randomised}\n    TRTSDT: {column: randomised}")
    data = adsl(tiny)
    assert (data["TRTSDT"] == data["RANDDT"]).all()
    assert data["TRTEDT"].notna().sum() == 4


MISTAKES: dict[str, tuple[str, str]] = {
    "nothing": ("received: {}", "give `column`, or the `dataset` of exposure"),
    "dataset": (
        "received: {dataset: adxe}",
        "subjects.received.dataset = adxe is not a known dataset of `occurrences`",
    ),
    "variable": (
        "received: {dataset: adae, treatment: EXTRT}",
        "subjects.received.treatment = EXTRT is not a known column of adae",
    ),
    "type": (
        "received: {dataset: adae, start: AETERM}",
        "subjects.received.start = AETERM is of type text; it must be a date",
    ),
    "several": ("received: {dataset: adae, several: first}", "`several` goes with `treatment`"),
    "both": ("received: {column: arm, dataset: adae, treatment: AETERM}", "both tell the treatment received"),
    "arm": (
        "received: {dataset: adae, treatment: AETERM, several: Lasr}",
        "subjects.received.several = Lasr is not a known arm, first, last or most (did you mean `Laser`?)",
    ),
}


@pytest.mark.parametrize(("said", "problem"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_the_trial_file(tiny: Tiny, said: str, problem: str) -> None:
    tiny.spec(RECEIVED, f"{RECEIVED}  {said}\n")
    assert any(problem in line for line in tiny.spec_problems()), tiny.spec_problems()


def safety(tiny: Tiny, more: str = "") -> dict[str, Any]:
    """Count the subjects with an event by arm, in the safety population."""
    from trialstats.methods.adverse_events.rows import Overview
    from trialstats.methods.run import run_method
    from trialstats.results.kinds import Kind
    from trialstats.steps.check import finish
    from trialstats.steps.material import material

    tiny.spec("populations:\n", "populations:\n  SAFFL: {label: Safety population, randomised: true}\n")
    said = "{method: adverse_events, dataset: adae, population: SAFFL, term: AETERM, " + more
    tiny.spec("analyses:\n", f"analyses:\n  events: {said}}}\n")
    trial = tiny.load()
    analysis, inputs, _ = material(trial, finish(trial, {k: v.records for k, v in tiny.mapped().items()}), "events")
    rows = pd.DataFrame(run_method(analysis, inputs).rows)
    every = rows[(rows["kind"] == Kind.COUNT) & (rows["variable"] == Overview.ANY) & rows["group"].isna()]
    return {row["ARM"]: (row["n"], row["total"]) for _, row in every.iterrows()}


def test_the_safety_population_is_analysed_by_the_treatment_received(tiny: Tiny) -> None:
    with_column(tiny, "L", "L", "S", "", "L", "S")  # 003 has events and received the sham, 004 nothing
    counts = safety(tiny)
    assert {arm: counts[arm] for arm in ("Laser", "Sham")} == {"Laser": (1, 3), "Sham": (1, 2)}


def test_an_analysis_may_stay_by_the_treatment_planned(tiny: Tiny) -> None:
    with_column(tiny, "L", "L", "S", "", "L", "S")
    counts = safety(tiny, "arms: planned")
    assert {arm: counts[arm] for arm in ("Laser", "Sham")} == {"Laser": (2, 3), "Sham": (0, 3)}


def test_the_check_says_who_was_treated_otherwise(tiny: Tiny) -> None:
    with_column(tiny, "L", "L", "S", "", "L", "S")
    tiny.spec("populations:\n", "populations:\n  SAFFL: {label: Safety population, randomised: true}\n")
    out = tiny.check().out
    assert "1 of 6 randomised subjects (002) received Laser in the place of Sham" in out
    assert "1 of 6 randomised subjects (003) received Sham in the place of Laser" in out
    assert "1 subjects of SAFFL (004) have no treatment received: analyses by treatment received leave them out" in out


@pytest.mark.parametrize("place", [0, 1])
def test_the_examples_of_the_page_are_as_the_page_says(tiny: Tiny, place: int, tmp_path: Path) -> None:
    texts = examples("treatments.md")
    assert len(texts) == 2
    received = parsed(texts[place], tmp_path)["subjects"]["received"]
    if place == 0:
        with_column(tiny, "L", "L", "S", "", "L", "S")
        tiny.spec("received: {column: got}", f"received: {json.dumps(received)}")
        tiny.replace("data/subjects.csv", ",got", ",treatment_given")
        assert texts_of(tiny) == ["Laser", "Laser", "Sham", "", "Laser", "Sham"]
    else:
        with_exposure(tiny, "where: {EXATTFL: Y}")
        tiny.spec("received: {dataset: adex, where: {EXATTFL: Y}}", f"received: {json.dumps(received)}")
        assert texts_of(tiny) == ["Laser", "Sham", "Sham", "Sham", "", ""]
        assert adsl(tiny)["TRTDURD"].fillna(0).tolist() == [16, 1, 5, 2, 0, 0]


def texts_of(tiny: Tiny) -> list[str]:
    return texts(adsl(tiny)["TRT01A"])


def test_what_was_received_must_be_told_where_an_analysis_asks_for_it(tiny: Tiny) -> None:
    tiny.spec("population: FASFL}\n\ntables", "population: FASFL, arms: actual}\n\ntables")
    assert any("arms = actual needs `subjects.received`" in line for line in tiny.spec_problems())
