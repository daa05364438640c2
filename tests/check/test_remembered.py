"""What a check remembers of a trial, piece by piece: any change is seen, and what it does not concern is not redone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.io.held import Held
from trialstats.plan.layout import Layout
from trialstats.steps import check_asked
from trialstats.steps import pieces as steps_pieces
from trialstats.steps.memory import Memory

VAS, SF36, SUBJECTS, EVENTS = (f"data/{name}.csv" for name in ("vas", "sf36", "subjects", "events"))

CHANGES: dict[str, Callable[[Tiny], object]] = {
    "a value out of range": lambda tiny: tiny.replace(VAS, "PAIN,51,mm", "PAIN,151,mm"),
    "a baseline that is gone": lambda tiny: tiny.remove(VAS, "002,V0"),
    "a questionnaire that is gone": lambda tiny: tiny.remove(SF36, "004,"),
    "a subject that is gone": lambda tiny: tiny.remove(SUBJECTS, "005"),
    "an event of a stranger": lambda tiny: tiny.replace(EVENTS, "001,headache", "009,headache"),
    "a file that is gone": lambda tiny: tiny.path(EVENTS).unlink(),
    "a range": lambda tiny: tiny.spec("mm, range: [0, 100], better", "mm, range: [0, 65], better"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_said_after_a_change_is_what_is_said_without_a_memory(
    tiny: Tiny, change: Callable[[Tiny], object]
) -> None:
    before = tiny.check()
    assert before.code == 0
    change(tiny)
    remembering = tiny.check()
    Layout("tiny").checked.unlink()
    assert remembering == tiny.check() != before


@contextmanager
def doing() -> Iterator[list[str]]:
    """Note which sources are read, which datasets mapped and which analyses looked at."""
    done: list[str] = []

    def noting(module: Any, function: str, word: Callable[..., str]) -> Any:
        original = getattr(module, function)

        def noted(*given: Any, **named: Any) -> Any:
            done.append(word(*given))
            return original(*given, **named)

        return patch.object(module, function, noted)

    with (
        noting(steps_pieces, "receive", lambda source: f"read {source.file}"),
        noting(steps_pieces, "map_adsl", lambda *_: "map adsl"),
        noting(steps_pieces, "map_dataset", lambda _, name, *__: f"map {name}"),
        noting(check_asked, "check_method", lambda _, inputs: f"check {inputs.name}"),
    ):
        yield done


DONE: dict[str, tuple[Callable[[Tiny], object], set[str]]] = {
    "title": (lambda tiny: tiny.spec("title: A tiny trial", "title: A small trial"), set()),
    "title of a table": (lambda tiny: tiny.spec("title: Change in pain", "title: Pain"), set()),
    "analysis": (
        lambda tiny: tiny.spec("method: ancova, ", "method: ancova, alpha: 0.1, "),
        {f"read {SUBJECTS}", f"read {VAS}", "map adsl", "map adpain", "check change"},
    ),
    "answers": (
        lambda tiny: tiny.replace(SF36, "001,V0,3", "001,V0,2"),
        {f"read {SUBJECTS}", f"read {VAS}", f"read {SF36}", "map adsl", "map adpain", "map adqs"},
    ),
    "values": (
        lambda tiny: tiny.replace(VAS, "PAIN,51,mm", "PAIN,52,mm"),
        {f"read {SUBJECTS}", f"read {VAS}", "map adsl", "map adpain", "check change", "check summary"},
    ),
}


@pytest.mark.parametrize(("change", "expected"), DONE.values(), ids=DONE)
def test_nothing_is_done_again_but_what_a_change_concerns(
    tiny: Tiny, change: Callable[[Tiny], object], expected: set[str]
) -> None:
    assert tiny.check().code == 0
    change(tiny)
    with doing() as done:
        assert tiny.check().code == 0
    assert set(done) == expected
    assert len(done) == len(expected)


def test_a_memory_that_was_damaged_is_not_believed(tiny: Tiny) -> None:
    tiny.replace(VAS, "PAIN,51,mm", "PAIN,,mm")
    said = tiny.check()
    kept = Layout("tiny").checked
    good = json.loads(kept.read_text("utf-8"))
    assert good["kept"]["listed"] == {"blank": 1}
    good["kept"]["listed"] = {"blank": 7}
    for damaged in (json.dumps(good), "[]", "null", "{", '{"kept": {}}', '{"kept": {}, "digest": 1}', ""):
        kept.write_text(damaged, "utf-8")
        assert tiny.check() == said


def test_other_code_finds_everything_out_itself() -> None:
    def found(memory: Memory, by: str) -> list[str]:
        asked: list[str] = []
        memory.found("kind", by, lambda: asked.append(by))
        return asked

    first = Memory("one")
    assert found(first, "this") == ["this"]
    assert found(Memory("one", first.used), "this") == []
    assert found(Memory("one", first.used), "that") == ["that"]
    assert found(Memory("two", first.used), "this") == ["this"]


FRAME = pd.DataFrame({"A": [1, 2], "B": pd.Series(["x", None], dtype="str"), "C": pd.to_datetime(["2024-01-01", None])})
OTHERS = {
    "number": FRAME.assign(A=[1, 3]),
    "text": FRAME.assign(B=pd.Series(["y", None], dtype="str")),
    "blank": FRAME.assign(B=pd.Series(["x", ""], dtype="str")),
    "day": FRAME.assign(C=pd.to_datetime(["2024-01-02", None])),
    "type": FRAME.astype({"A": "float64"}),
    "order": FRAME.iloc[::-1],
    "columns": FRAME[["B", "A", "C"]],
    "name": FRAME.rename(columns={"A": "D"}),
    "rows": FRAME.iloc[:1],
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_digest_of_data_differs_with_them(other: pd.DataFrame) -> None:
    assert Held.of(other).digest != Held.of(FRAME).digest
    assert Held.of(FRAME.copy()).digest == Held.of(FRAME).digest
