"""Snakemake is not asked again only where nothing that it goes by is another: every such thing is changed once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny import Tiny
from trialstats.plan import code
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps import still


def change_in_secret(file: Path) -> None:
    """Change a digit, and give the file the size and the time that it had."""
    was, content = file.stat(), file.read_text("utf-8")
    file.write_text(content.replace(",58,", ",59,", 1), encoding="utf-8")
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (was.st_size, was.st_mtime_ns)
    assert file.read_text("utf-8") != content


CHANGES: dict[str, Callable[[Tiny], object]] = {
    "a word of the trial file": lambda tiny: tiny.spec("A tiny trial", "A small trial"),
    "a comment of the trial file": lambda tiny: tiny.add("config/trials/tiny.yaml", "# said in passing"),
    "a file of data, touched": lambda tiny: os.utime("data/vas.csv", (1, 1)),
    "a file of data, its size and time as before": lambda tiny: change_in_secret(Path("data/vas.csv")),
    "a file of data, gone": lambda tiny: Path("data/vas.csv").unlink(),
    "an output, touched": lambda tiny: os.utime("results/tiny/ard.parquet", (1, 1)),
    "an output, gone": lambda tiny: Path("results/tiny/ard.parquet").unlink(),
    "an output in between": lambda tiny: tiny.write("results/tiny/adam/adpain.parquet", "longer"),
    "a configuration": lambda tiny: tiny.write("config/config.yaml", "trials: tiny"),
}


@pytest.fixture
def settled(tiny: Tiny) -> Tiny:
    """The tiny trial with something in the place of every output, and that it was settled so."""
    for path in plan_of(tiny).outputs():
        tiny.write(str(path), "made")
    still.keep(plan_of(tiny), still.state(plan_of(tiny)))
    return tiny


def plan_of(tiny: Tiny) -> Plan:
    return Plan(tiny.load(), Layout("tiny"))


def as_it_was(tiny: Tiny) -> bool:
    return still.as_it_was(plan_of(tiny), still.state(plan_of(tiny)))


def test_what_is_the_same_is_as_it_was(settled: Tiny) -> None:
    assert as_it_was(settled)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_snakemake_goes_by_counts(settled: Tiny, change: Callable[[Tiny], object]) -> None:
    change(settled)
    assert not as_it_was(settled)


def test_the_house_style_of_a_company_counts(settled: Tiny) -> None:
    settled.write("house.yaml", "p_values: 0.018\n")
    settled.add("config/trials/tiny.yaml", "style: house.yaml")
    still.keep(plan_of(settled), still.state(plan_of(settled)))
    assert as_it_was(settled)
    settled.write("house.yaml", "p_values: 0.018\n# said in passing\n")
    assert not as_it_was(settled)


@pytest.mark.parametrize("place", ["PACKAGE", "PROFILE", "HOME"])
def test_the_program_and_its_rules_count(settled: Tiny, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    copy = Path("copy") / ("workflow" if place == "HOME" else "")
    settled.write(str(copy / "file"), "one")
    monkeypatch.setattr(still, place, Path("copy"))
    still.keep(plan_of(settled), still.state(plan_of(settled)))
    assert as_it_was(settled)
    settled.write(str(copy / "file"), "another")
    assert not as_it_was(settled)


def test_the_libraries_count(settled: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "libraries", lambda: b"others")
    assert code.libraries() != b"others"
    assert not as_it_was(settled)


@pytest.mark.parametrize("spoilt", ["", "[]", "{}", '{"state": 1}'])
def test_what_cannot_be_read_decides_nothing(settled: Tiny, spoilt: str) -> None:
    settled.write("results/tiny/.settled.json", spoilt)
    assert not as_it_was(settled)
