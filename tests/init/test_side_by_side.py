"""Visits side by side: words of time in the names of columns, baselines and dates that stand beside them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def of_columns(*names: str) -> FirstHour:
    """Draft a file of forty people with these columns of whole numbers."""
    draw = random.Random(9)
    rows = [[n, ("drug", "placebo")[n % 2], *(draw.randint(0, 40) for _ in names)] for n in range(40)]
    first = first_hour(csv_of("side.csv", ",".join(("pid", "alloc", *names)), rows))
    assert first.check.code == 0, first.check.err
    return first


def visits(first: FirstHour) -> dict[str, float]:
    return {label: visit["AVISITN"] for label, visit in first.file["visits"].items()}


def columns(first: FirstHour) -> list[dict[str, str]]:
    return [parameter["columns"] for parameter in first.file["datasets"]["adside"]["parameters"].values()]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (("number3m", "number12m", "baseline"), {"Baseline": 0, "Month 3": 3, "Month 12": 12}),
        (("bdi.pre", "bdi.2m", "bdi.8m"), {"Baseline": 0, "Month 2": 2, "Month 8": 8}),
        (("VAS_FU", "VAS_pre", "VAS_post"), {"Baseline": 0, "Post": 1, "FU": 2}),
        (("ODI_pre", "ODI_post", "ODI_FU1", "ODI_FU2"), {"Baseline": 0, "Post": 1, "FU1": 2, "FU2": 3}),
        (("preODI", "postODI"), {"Baseline": 0, "Post": 1}),
        (("madrs", "madrs_w4", "madrs_w8"), {"Baseline": 0, "Week 4": 4, "Week 8": 8}),
        (("x0", "x_wk4", "x_wk8"), {"Baseline": 0, "Week 4": 4, "Week 8": 8}),
        (("x_base", "x_4", "x_8"), {"Baseline": 0, "Visit 4": 4, "Visit 8": 8}),
        (("week1", "week2", "week3", "base"), {"Baseline": 0, "Week 1": 1, "Week 2": 2, "Week 3": 3}),
        (("Pain (baseline)", "Pain (3 months)"), {"Baseline": 0, "Month 3": 3}),
        (("Weight at baseline (kg)", "Weight at 6 months (kg)"), {"Baseline": 0, "Month 6": 6}),
        (("Pretest", "Posttest", "Followup"), {"Baseline": 0, "Post": 1, "Followup": 2}),
        (("y1", "y2", "y3", "base"), {"Baseline": 0, "Visit 1": 1, "Visit 2": 2, "Visit 3": 3}),
        (("before", "after"), {"Baseline": 0, "After": 1}),
        (("painBaseline", "painWeek4"), {"Baseline": 0, "Week 4": 4}),
        (("Schmerz_pr\u00e4", "Schmerz_6Wochen"), {"Baseline": 0, "Week 6": 6}),
        (("1_total", "2_total"), {"Baseline": 1, "Visit 2": 2}),
        (("x_pre", "x_post", "x_6w", "x_6m"), {"Baseline": 0, "Post": 3, "Week 6": 6, "Month 6": 26.1}),
        (("x_fu3m", "x_bl", "x_6m_fu"), {"Baseline": 0, "Month 3": 3, "Month 6": 6}),
    ],
)
def test_words_of_time(names: tuple[str, ...], numbers: dict[str, float]) -> None:
    first = of_columns(*names)
    assert visits(first) == numbers
    (held,) = columns(first)
    assert set(held.values()) == set(names)
    assert first.file["estimands"]["primary"]["variable"]["value"] == "CHG"


def test_all_units_become_weeks_and_it_is_said() -> None:
    names = ("pain_screening", "pain_t0", "pain_d7", "pain_wk4", "pain_12w", "pain_6mo", "pain_1y")
    first = of_columns(*names)
    assert visits(first) == {
        "Screening": -1,
        "Baseline": 0,
        "Day 7": 1,
        "Week 4": 4,
        "Week 12": 12,
        "Month 6": 26.1,
        "Year 1": 52.2,
    }
    assert first.line("Day 7").endswith("# 7 days in weeks")
    assert first.line("Month 6").endswith("# 6 months in weeks")
    assert list(columns(first)[0].values()) == list(names)


def test_a_baseline_alone_is_asked_about() -> None:
    """Of two parameters it could be the baseline of either, and stays a column of the subjects."""
    assert "# ? was base measured at baseline" in of_columns("base", "count3m", "count6m").text
    Path("first.yaml").unlink()
    two = of_columns("base", "pain3m", "pain6m", "count3m", "count6m")
    assert all("base" not in held.values() for held in columns(two))


def test_items_and_longer_words_are_no_visits() -> None:
    names = ("pain_pre", "pain_post", "hba1c", "il6", *(f"xq{n}" for n in range(1, 9)))
    assert columns(of_columns(*names)) == [{"Baseline": "pain_pre", "Post": "pain_post"}]


def test_occasions_in_front_of_what_is_measured() -> None:
    """As in trials of surgery: minutes, hours and days after it, and an occasion without a time."""
    names = ("waking_cough", "ward30min_cough", "ward30min_pain", "ward4hour_pain", "pod1am_pain")
    first = of_columns(*names)
    assert visits(first) == {"Waking": 0, "Ward30min": 30, "Ward4hour": 240, "Pod1am": 1440}
    assert columns(first) == [
        {"Ward30min": "ward30min_pain", "Ward4hour": "ward4hour_pain", "Pod1am": "pod1am_pain"},
        {"Waking": "waking_cough", "Ward30min": "ward30min_cough"},
    ]
    assert not any(visit.get("baseline") for visit in first.file["visits"].values())
    assert "# ? taken for a visit: waking" in first.text
    assert "# ? no visit is named for baseline: `baseline: true` at the one that is" in first.text


@pytest.mark.parametrize(
    ("dates", "written", "expected"),
    [
        (("V1_DATE", "V2_DATE"), "2024-01-{:02d}", {"dates": {"Baseline": "V1_DATE", "Visit 2": "V2_DATE"}}),
        (
            ("date_v1", "date_v2"),
            "{:02d}.01.2024",
            {"dates": {"Baseline": "date_v1", "Visit 2": "date_v2"}, "date_format": "%d.%m.%Y"},
        ),
    ],
)
def test_dates_side_by_side(dates: tuple[str, str], written: str, expected: dict[str, object]) -> None:
    draw = random.Random(4)
    rows = [
        [n, "AB"[n % 2], draw.randint(0, 10), draw.randint(0, 10), *(written.format(1 + n % 28) for _ in dates)]
        for n in range(40)
    ]
    first = first_hour(csv_of("side.csv", ",".join(("pid", "arm", "V1_PAIN", "V2_PAIN", *dates)), rows))
    assert first.check.code == 0, first.check.err
    dataset = first.file["datasets"]["adside"]
    assert {key: dataset[key] for key in ("dates", "date_format") if key in dataset} == expected
    assert "Not used" not in first.text


def test_dates_of_several_formats() -> None:
    rows = [
        [n, "AB"[n % 2], n % 11, n % 7, f"2024-01-{1 + n % 28:02d}", f"{1 + n % 28:02d}.02.2024"] for n in range(40)
    ]
    first = first_hour(csv_of("side.csv", "pid,arm,V1_PAIN,V2_PAIN,V1_DATE,V2_DATE", rows))
    assert first.check.code == 0, first.check.err
    assert first.file["datasets"]["adside"]["dates"] == {
        "Baseline": {"column": "V1_DATE"},
        "Visit 2": {"column": "V2_DATE", "format": "%d.%m.%Y"},
    }
