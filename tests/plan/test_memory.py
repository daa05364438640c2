"""What jobs are likely to need of the memory, and that the rules say it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trialstats.plan import memory
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.plan.memory import LIBRARIES, Memory, memory_of_machine
from trialstats.trialfile.load import load_trial

ROOT = Path(__file__).parents[2]


@pytest.fixture
def of_built_in(monkeypatch: pytest.MonkeyPatch) -> Memory:
    monkeypatch.chdir(ROOT)
    return Memory(Plan(load_trial(Path("config/trials/laser.yaml")), Layout("laser")))


def test_the_need_grows_with_the_input_files_behind_a_job(of_built_in: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "size_as_text", lambda path: 40e6 if path.name == "labs.csv" else 0.0)
    monkeypatch.setattr(memory, "memory_of_machine", lambda: 100_000)
    assert of_built_in.needed("raw", "labs") == LIBRARIES + 40 * memory.FACTORS["raw"]
    assert of_built_in.needed("analyse", "labs_tobit") == LIBRARIES + 40 * memory.FACTORS["analyse"]
    assert of_built_in.needed("figure", "labs_ratios") == LIBRARIES + 40 * memory.FACTORS["figure"]
    assert of_built_in.needed("raw", "vas") == of_built_in.needed("analyse", "pain_mmrm") == LIBRARIES


def test_answers_side_by_side_count_as_a_record_each(of_built_in: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "size_as_text", lambda path: 5e6 if path.name == "sf36.csv" else 0.0)
    monkeypatch.setattr(memory, "memory_of_machine", lambda: 100_000)
    assert of_built_in.needed("analyse", "sf36_mmrm") == LIBRARIES + memory.ITEMS * 5 * memory.FACTORS["analyse"]


def test_no_job_needs_more_than_there_is(of_built_in: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    # Snakemake refuses a job that needs more than --resources gives, and would stop.
    monkeypatch.setattr(memory, "size_as_text", lambda _: 1e12)
    assert of_built_in.needed("ard") == memory_of_machine()


def test_packed_files_count_as_what_they_hold(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        (tmp_path / name).write_bytes(b"x" * 1000)
    assert memory.size_as_text(tmp_path / "a.csv") == 1000
    assert memory.size_as_text(tmp_path / "a.xlsx") == 8000
    assert memory.size_as_text(tmp_path / "none.csv") == 0


def test_a_container_may_use_no_more_than_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("1000000000\n")
    monkeypatch.setattr(memory, "LIMITS", (limit,))
    assert memory_of_machine() == 900
    limit.write_text("max\n")
    assert memory_of_machine() > 900


def test_every_rule_that_makes_something_says_what_it_needs() -> None:
    for path in (ROOT / "workflow" / "rules").glob("*.smk"):
        for rule in re.split(r"^rule ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            step = re.search(r'spec=spec\("(\w+)"\)', rule)
            assert step is None or f'mem_mb=memory("{step[1]}")' in rule, rule.splitlines()[0]
