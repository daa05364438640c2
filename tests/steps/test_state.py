"""How the results of a trial stand, and which displays two runs have not alike."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.steps.run import run_steps
from tests.tiny import Tiny, call
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps.outcome import Differences, differences, outputs_of
from trialstats.steps.run import remove_leftovers
from trialstats.steps.state import State, state_of

LAYOUT = Layout("tiny")


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a finished run, which no test changes."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        tiny = Tiny()
        run_steps(tiny)
        call("step", "manifest", "tiny")
        yield folder


@pytest.fixture
def ran(run_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """A finished run to change."""
    shutil.copytree(run_once, tmp_path / "ran")
    monkeypatch.chdir(tmp_path / "ran")
    return Tiny.__new__(Tiny)  # its files are there


def state(tiny: Tiny) -> State:
    return state_of(tiny.load(), LAYOUT)


def test_never_run(tiny: Tiny) -> None:
    assert state(tiny) == State("never run")
    tiny.check()
    assert state(tiny) == State("never run")


def test_a_run_that_did_not_end(tiny: Tiny) -> None:
    remove_leftovers(Plan(tiny.load(), LAYOUT))
    assert state(tiny) == State("failed", "the last run did not end")


def test_running_as_long_as_somebody_holds_the_lock(tiny: Tiny) -> None:
    with tiny.write(str(LAYOUT.lock), "").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert state(tiny) == State("running")
    assert state(tiny) == State("never run")


def test_current(ran: Tiny) -> None:
    assert state(ran) == State("current")


CHANGES: dict[str, tuple[Callable[[Tiny], object], str]] = {
    "data": (lambda tiny: tiny.replace("data/vas.csv", "PAIN,51,mm", "PAIN,52,mm"), "data/vas.csv changed"),
    "data gone": (lambda tiny: Path("data/vas.csv").unlink(), "data/vas.csv changed"),
    "title": (lambda tiny: tiny.spec("title: Change in pain", "title: Pain"), "the trial file changed"),
    "output": (lambda tiny: Path("results/tiny/ard.parquet").unlink(), "results/tiny/ard.parquet is not what"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_stale(ran: Tiny, change: Callable[[Tiny], object], said: str) -> None:
    change(ran)
    found = state(ran)
    assert (found.word, found.reason[: len(said)]) == ("stale", said)


def test_what_changes_no_job_is_not_stale(ran: Tiny) -> None:
    ran.spec("title: A tiny trial\n", "title: A tiny trial  # a remark\n")
    ran.spec("{method: descriptive, dataset: adpain,", "{dataset: adpain, method: descriptive,")
    assert state(ran) == State("current")


def test_another_program(ran: Tiny) -> None:
    manifest = json.loads(LAYOUT.manifest.read_text("utf-8"))
    manifest["code"]["cli.py"] = "what it was before a comment was written"
    LAYOUT.manifest.write_text(json.dumps(manifest), "utf-8")
    assert state(ran) == State("current")
    manifest["jobs"]["code"] = "what it was before a formula was changed"
    LAYOUT.manifest.write_text(json.dumps(manifest), "utf-8")
    assert state(ran) == State("stale", "the program changed since the run")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"inputs": 7}'])
def test_a_manifest_that_cannot_be_read(ran: Tiny, content: str) -> None:
    LAYOUT.manifest.write_text(content, "utf-8")
    assert state(ran) == State("stale", "its manifest cannot be read, or is of another version")
    assert outputs_of(LAYOUT) is None


def test_what_could_not_be_shown(ran: Tiny) -> None:
    words = LAYOUT.table("change", "json")
    written = json.loads(words.read_text("utf-8"))
    words.write_text(json.dumps({**written, "failed": "No such row."}), "utf-8")
    call("step", "manifest", "tiny")
    assert state(ran) == State("failed", "table change: No such row.")


def test_the_list(tiny: Tiny) -> None:
    tiny.write("config/trials/wrong.yaml", "STUDYID: W-1\ntitel: x\n")
    tiny.write("beside.yaml", "STUDYID: B-1\n")
    tiny.write("other.yaml", "services: {}\n")
    listed = call("list")
    assert (listed.code, listed.err) == (0, "")
    lines = listed.out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "beside  wrong",
        "tiny    never run  TINY-01: A tiny trial",
        "wrong   wrong",
    ]
    assert lines[-1].startswith("  config/trials/wrong.yaml:1: ")


def test_a_list_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("list").out == (
        "no trial file here (config/trials/*.yaml, *.yaml)\n"
        "trialstats init FILE... --name NAME writes one from data files, "
        "trialstats new NAME a small one with invented data\n"
    )


def test_displays_of_two_runs() -> None:
    before = {"tables/a.html": "1", "tables/a.csv": "2", "figures/b.svg": "3", "figures/c.svg": "4", "ard.parquet": "5"}
    after = {"tables/a.html": "1", "tables/a.csv": "9", "figures/b.svg": "3", "tables/d.html": "6", "ard.parquet": "7"}
    found = differences(before, after)
    assert found == Differences(new=("table d",), changed=("table a",), gone=("figure c",))
    assert str(found) == "tables and figures: 1 new (table d); 1 changed (table a); 1 gone (figure c)"
    assert str(differences(before, before)) == "no table or figure changed"
    other = differences(before | {"report.html": "1"}, before | {"report.html": "2"})
    assert str(other) == "no table or figure changed, the report around them did"  # a title stands there alone
    titled = differences({"report.html": "1", "tables/a.rtf": "1"}, {"report.html": "2", "tables/a.rtf": "2"})
    assert str(titled) == "no table or figure changed, the report and the paper around them did"
