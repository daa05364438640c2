"""Worked examples of published scales, made by others: each expected value is met, at every confidence but recall."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from trialstats.questionnaires import questionnaire

Example = Mapping[str, Any]
Shared = Callable[[str], Path]

# The scale's name here, its options, and what the example calls the scores that are called otherwise here.
NAMES: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "mnsi_a": ("mnsi_a", {}, {}),
    "mnsi_b": ("mnsi_b", {}, {"total8": "eight", "total10": "ten", "abnormal8": "positive"}),
    "tcss": ("tcss", {}, {"class": "severity"}),
    "norfolk_qol_dn": ("norfolk", {"site_scoring": "count"}, {"physical_functioning_large_fiber": "physical"}),
    "sf_mpq_2": ("sfmpq2", {}, {}),
    "sf_mpq": ("sfmpq", {}, {}),
    "pgic": ("pgic", {}, {"value": "change"}),
    "nrs_weekly": ("nrs_week", {}, {"weekly_mean": "mean"}),
    "phq9": ("phq9", {}, {"band": "severity", "algorithm": "syndrome"}),
    "gad7": ("gad7", {}, {"band": "severity"}),
    "hads": ("hads", {}, {}),
    "bdi2": ("bdi2", {}, {"band": "severity"}),
    "isi": ("isi", {}, {"band": "severity"}),
    "psqi": ("psqi", {}, {"global": "total"}),
    "eq5d5l": ("eq5d5l", {"version": "level_sum"}, {"lss": "level_sum", "vas": "vas_score"}),
    "womac": ("womac", {"format": "likert"}, {}),
    "odi": ("odi", {}, {"pct": "index", "band": "class"}),
    "ndi": ("ndi", {}, {"pct": "percent"}),
    "pdi": ("pdi", {}, {}),
    "pcs": ("pcs", {}, {}),
    "slanss": ("slanss", {}, {}),
    "bpi_sf": ("bpi", {}, {}),
    "bpi_dpn": ("bpi_dpn", {}, {}),
    "whoqol_bref": ("whoqol_bref", {}, {}),
    "vpt": ("vpt", {"version": "readings", "at_least": 1}, {"abnormal": "positive"}),
    "monofilament": ("monofilament", {}, {}),
    "nis_ll": ("nis_ll", {}, {}),
    "dn4": ("dn4", {"cut_off": 4}, {"total_pos": "positive"}),
}
# Their options by what the example says; `prorate2`: up to two missing items.
OPTIONS: dict[str, dict[str, Any]] = {"prorate2": {"prorate_up_to": 2}, "half": {}}
COMPONENTS = ["quality", "latency_score", "duration", "efficiency", "disturbance", "medication", "dysfunction"]
CLASSES = {
    "tcss": ("none", "mild", "moderate", "severe"),
    "phq9": ("minimal", "mild", "moderate", "moderately severe", "severe"),
    "algorithm": ("none", "other", "major"),
    "gad7": ("minimal", "mild", "moderate", "severe"),
    "bdi2": ("minimal", "mild", "moderate", "severe"),
    "isi": ("none", "subthreshold", "moderate", "severe"),
    "odi": ("minimal", "moderate", "severe", "crippled"),
    "monofilament": ("normal", "indeterminate", "abnormal"),
}


def examples(shared: Shared) -> dict[str, list[Example]]:
    facts = json.loads(shared("facts/instruments.json").read_text("utf-8"))
    return {each["id"]: each["examples"] for each in facts["instruments"] if each["examples"]}


def answers_of(key: str, given: Any, items: list[str]) -> dict[str, Any]:
    """Lay the answers of an example out by item."""
    if key == "mnsi_a":
        return {f"q{n}": answer for n, answer in enumerate(given, 1)}
    if key == "mnsi_b":
        tests = ("appearance", "ulcer", "reflex", "vibration", "monofilament")
        return {f"{test}_{side}": a for side in "rl" for test, a in zip(tests, given[side], strict=True)}
    if key == "vpt":
        return {f"{side}{n}": answer for side in "rl" for n, answer in enumerate(given[side], 1)}
    if key == "nis_ll":
        return dict(zip(items, [*given["w"], *given["r"], *given["s"]], strict=True))
    if key == "norfolk_qol_dn":
        return dict(zip(items, given["v"], strict=True))
    if key == "monofilament":
        return dict(zip(items, given["correct"], strict=True)) if "correct" in given else {"wrong": given["wrong"]}
    if key == "psqi":
        said = {"bed": given["bed"], "rise": given["rise"], "latency": given["q2"], "hours": given["q4"]}
        trouble = {f"q5{letter}": answer for letter, answer in zip("bcdefghij", given["q5"], strict=True)}
        return said | trouble | {item: given[item] for item in ("q5a", "q6", "q7", "q8", "q9")}
    return dict(zip(items, given, strict=True))


def options_of(key: str, example: Example) -> dict[str, Any]:
    given, said = example["answers"], example.get("options", {})
    if key == "norfolk_qol_dn":
        return {"item31": given["item31"]}
    if key == "monofilament":
        return {"version": given["method"]}
    if "min_days" in said:
        return {"at_least": said["min_days"]}
    return OPTIONS[said["missing"]] if "missing" in said else {}


def expected_of(key: str, name: str, value: Any) -> float | None:
    """Give the number of what an example expects: the place of a class, 1 for true, the digits of a profile."""
    classes = CLASSES["algorithm"] if name == "algorithm" else CLASSES.get(key, ())
    if isinstance(value, str) and not value.isdigit():
        return classes.index(value) + 1
    return None if value is None else float(value)


@pytest.mark.parametrize("key", NAMES)
def test_the_examples_are_met(key: str, shared: Shared) -> None:
    for example in examples(shared)[key]:
        check(key, example)


def check(key: str, example: Example) -> None:
    name, options, called = NAMES[key]
    door = questionnaire(name, **{**options, **options_of(key, example)})
    items = [*door.codes]
    form = pd.DataFrame([answers_of(key, example["answers"], items)], dtype=object)
    if key in ("mnsi_a", "phq9"):
        form = form[[column for column in form if column in items or column in ("q4", "q10")]]
    scores = door.score(form.infer_objects()).iloc[0]
    expected = dict(example["expected"])
    if "c" in expected:
        expected |= dict(zip(COMPONENTS, expected.pop("c"), strict=True))
    if key == "dn4":  # the cut-off of the interview is that of its own version
        interview = questionnaire(name, version="interview", cut_off=3).score(form[[f"q{n}" for n in range(1, 8)]])
        assert interview["positive"].iloc[0] == expected.pop("interview_pos")
    for score, value in expected.items():
        number = expected_of(key, score, value)
        found = scores[called.get(score, score)]
        assert (number is None and pd.isna(found)) or found == pytest.approx(number, abs=6e-5), (score, example["desc"])


def test_what_has_no_scale_here_is_known(shared: Shared) -> None:
    """Recalled only (mTCNS, OMERACT-OARSI), licensed (SF-12), or of two visits (the composite responder)."""
    left = set(examples(shared)) - set(NAMES)
    assert left == {"mtcns", "sf12v1", "responder_acttion", "responder_omeract_oarsi"}
