"""The last door: what nobody foresaw ends in one sentence, its exit code 1, and a file that holds the traceback."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.tiny import Outcome, Tiny, call
from trialstats.steps import check

CHECKED = "results/tiny/.checked.json"


def failing_with(error: BaseException) -> Outcome:
    with patch.object(check, "check_data", side_effect=error):
        return call("check", "tiny")


def test_a_fault_of_the_program(tiny: Tiny) -> None:
    outcome = failing_with(KeyError("AVAL"))
    (log,) = Path("results").glob("fault-*.log")
    assert (outcome.code, outcome.err) == (1, f"a fault of the program: KeyError: 'AVAL' (more in {log})\n")
    assert log.read_text("utf-8").startswith("Traceback (most recent call last)")


def test_what_the_system_refuses(tiny: Tiny) -> None:
    full = failing_with(OSError(errno.ENOSPC, "No space left on device", "results/tiny/raw.parquet"))
    assert (full.code, full.err) == (1, "results/tiny/raw.parquet: No space left on device\n")
    assert failing_with(MemoryError()).err == "there is not memory enough\n"
    stopped = "\nstopped: what is made is whole, and the same command goes on from it\n"
    assert failing_with(KeyboardInterrupt()) == Outcome(130, out="", err=stopped)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"null", b'{"fingerprint": 1}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_memory_of_the_check_that_is_damaged_is_made_again(tiny: Tiny, content: bytes) -> None:
    good = tiny.check()
    written = tiny.read(CHECKED)
    tiny.write(CHECKED, content)
    assert tiny.check() == good
    assert tiny.read(CHECKED) == written


def test_a_damaged_memory_with_the_right_mark_is_made_again(tiny: Tiny) -> None:
    good = tiny.check()
    mark = json.loads(tiny.read(CHECKED))["kept"]["fingerprint"]
    for rest in ('"listed": "many", "notices": []', '"listed": 0, "notices": 7', '"listed": null'):
        tiny.write(CHECKED, f'{{"digest": "0", "kept": {{"fingerprint": "{mark}", {rest}}}}}')
        assert tiny.check() == good


def test_a_results_folder_that_cannot_be_written_does_not_stop_a_check(tiny: Tiny) -> None:
    tiny.write("results", "a file where the folder should be")
    assert tiny.check().code == 0
    assert call("run", "tiny").err == "results: File exists\n"


@pytest.mark.parametrize(
    ("step", "name", "said"),
    [
        ("anlyse", "change", "step anlyse is not known (did you mean `analyse`?)\n"),
        ("analyse", "chnge", "step analyse: 'chnge' is none of its names (did you mean `change`?)\n"),
        ("analyse", "", "step analyse: '' is none of its names (known: change, summary)\n"),
        ("adam", "../../x", "step adam: '../../x' is none of its names (known: adpain, adqs, adae)\n"),
    ],
)
def test_a_step_or_a_name_that_is_not_known(tiny: Tiny, step: str, name: str, said: str) -> None:
    assert call("step", step, "tiny", name) == Outcome(1, out="", err=said)
