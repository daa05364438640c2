"""The committed values: numbers in their ranges, and the declared codes where there is no number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from trialstats.questionnaires import score, sf36
from trialstats.simulate.laser.brief_pain import ITEMS
from trialstats.simulate.laser.nerve import draw_examination
from trialstats.simulate.laser.sf36_form import SCALES, TRANSITION

Tables = dict[str, pd.DataFrame]


def test_pain_is_0_to_100_or_in_a_few_rows_blank(laser: Tables) -> None:
    result = laser["vas"]["result"]
    assert pd.to_numeric(result[result != ""]).between(0, 100).all()
    assert 0 < (result == "").sum() <= 10


def test_answers_are_codes_of_the_form_and_some_are_missing(laser: Tables) -> None:
    items = laser["sf36"].filter(regex=r"^q\d\d$")
    assert list(items) == [f"q{k:02d}" for k in range(1, 37)]
    levels = {i: k for scale in SCALES for i, k in zip(scale.items, scale.levels, strict=True)}
    levels |= {TRANSITION: 5}
    assert sorted(levels) == list(range(1, 37))
    for item, count in levels.items():
        assert set(items[f"q{item:02d}"]) <= {"", *(str(code) for code in range(1, count + 1))}
    assert 0.005 < np.mean(items.to_numpy() == "") < 0.04
    whole = [(items[[f"q{i:02d}" for i in scale.items]] == "").all(axis=1).sum() for scale in SCALES]
    assert sum(whole) > 0


def test_the_answers_can_be_scored(laser: Tables) -> None:
    items = laser["sf36"].filter(regex=r"^q\d\d$").replace("", None).astype(float)
    items.columns = pd.Index(range(1, 37))
    scores = sf36.score(items, version="v1", norms="us1990")[[scale.name for scale in SCALES]]
    assert scores.min().min() >= 0
    assert scores.max().max() <= 100
    assert scores.notna().mean().min() > 0.95


def test_the_brief_pain_inventory_can_be_scored_and_follows_the_pain(laser: Tables) -> None:
    forms = laser["bpi"].set_index(["patient_id", "visit"])
    items = forms[list(ITEMS.values())].replace("", None).astype(float).set_axis(list(ITEMS), axis="columns")
    assert 0.01 < items.isna().to_numpy().mean() < 0.04
    scores = score("bpi", items)
    assert scores.isna().sum().between(1, 40).all()
    pain = pd.to_numeric(laser["vas"].set_index(["patient_id", "visit"])["result"])
    together = scores.join(pain, how="inner").dropna()
    correlation = together.corr()["result"]
    assert 0.80 < correlation["severity"] < 0.95
    assert 0.50 < correlation["interference"] < 0.80


def test_an_absent_response_is_absent_in_amplitude_and_velocity(laser: Tables) -> None:
    place = ["patient_id", "visit", "nerve", "side"]
    first = laser["nerve"].drop_duplicates([*place, "attribute"])  # three nerves were measured twice
    by_place = {name: rows.set_index(place)["result"] for name, rows in first.groupby("attribute")}
    pairs = pd.DataFrame(by_place)
    for code in ("ABSENT", "NOT DONE"):
        coded = pairs == code
        assert coded["velocity"].equals(coded["amplitude"])
        assert coded["velocity"].any()
    numbers = pairs[~pairs["velocity"].isin(["ABSENT", "NOT DONE"])].astype(float)
    assert numbers["velocity"].between(15, 70).all()
    assert numbers["amplitude"].between(0.5, 60).all()


def test_units_follow_nerve_and_attribute(laser: Tables) -> None:
    units = laser["nerve"].groupby(["nerve", "attribute"])["unit"].agg(set).to_dict()
    assert units == {
        ("sural", "velocity"): {"m/s"},
        ("peroneal", "velocity"): {"m/s"},
        ("sural", "amplitude"): {"uV"},
        ("peroneal", "amplitude"): {"mV"},
    }
    assert laser["nerve"]["skin_temp_c"].astype(float).between(30, 35).all()


def test_the_healthy_of_the_generator_are_those_of_the_reference_file(laser: Tables) -> None:
    """40,000 of the generator's healthy subjects: deviates of mean 0 and SD 1, as adam/nerve/deviates.py has them."""
    rng = np.random.default_rng(20240712)
    age, height = 64 + 8.5 * rng.standard_normal(40_000), 169 + 9 * rng.standard_normal(40_000)
    exam = draw_examination(rng, np.zeros(40_000, dtype=np.int64), age, height, healthy=True)
    limits = laser["nerve_reference"].set_index("PARAMCD")
    for k, s in np.ndindex(2, 2):
        code, side = ("SUR", "PER")[k], "LR"[s]
        for attribute, values in (("VEL", exam.velocity), ("AMP", np.log(exam.amplitude))):
            row = limits.loc[f"{code}{attribute}{side}"]
            assert row["scale"] == ("identity" if attribute == "VEL" else "log")
            expected = float(row["intercept"]) + float(row["age"]) * age + float(row["height"]) * height
            deviate = (values[:, 0, k, s] - expected) / float(row["sd"])
            assert abs(deviate.mean()) < 0.02
            assert abs(deviate.std() - 1) < 0.015


def test_patients_nerves_are_worse_than_those_of_the_healthy(laser: Tables) -> None:
    subjects = laser["subjects"].set_index("patient_id")[["age", "height_cm"]].astype(float)
    nerve = laser["nerve"].query("visit == 'V0' and nerve == 'sural' and side == 'left' and attribute == 'velocity'")
    measured = (
        nerve[~nerve["result"].isin(["ABSENT", "NOT DONE"])].drop_duplicates("patient_id").set_index("patient_id")
    )
    row = (
        laser["nerve_reference"].set_index("PARAMCD").loc["SURVELL", ["intercept", "age", "height", "sd"]].astype(float)
    )
    own = subjects.loc[measured.index]
    expected = row["intercept"] + row["age"] * own["age"] + row["height"] * own["height_cm"]
    assert ((measured["result"].astype(float) - expected) / row["sd"]).mean() < -0.8


def test_the_readme_counts_cold_limbs_and_repeated_nerves(laser: Tables, laser_directory: Path) -> None:
    nerve = laser["nerve"]
    cold = nerve[nerve["skin_temp_c"].astype(float) < 31]
    limbs = len(cold.drop_duplicates(["patient_id", "visit", "side"]))
    again = nerve[nerve.duplicated(["patient_id", "visit", "nerve", "side", "attribute"])]
    text = (laser_directory / "README.md").read_text(encoding="utf-8")
    assert f"{limbs} limbs ({len(cold)} records) were below 31 degrees" in text
    for row in again.itertuples():
        assert f"{row.patient_id} at {row.visit} ({row.nerve}, {row.side})" in text
    for code in ("ABSENT", "NOT DONE"):
        count = int((nerve["result"] == code).sum())
        assert f"{count} `{code}`" in text
