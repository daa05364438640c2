"""What is read, mapped and built for a check is let go, but for what is packed, before the next of it is made."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.io import held
from trialstats.steps import built as steps_built
from trialstats.steps import check_asked
from trialstats.steps import pieces as steps_pieces


class Watch:
    """Frames that were made, and the other ones that live when certain functions are called."""

    def __init__(self) -> None:
        self.made: list[weakref.ref[pd.DataFrame]] = []
        self.found: dict[str, int] = {}
        self.called: list[str] = []

    def making(self, module: Any, function: str, frames: Callable[[Any], Iterator[pd.DataFrame]]) -> Any:
        """Watch what a function makes."""
        original = getattr(module, function)

        def made(*given: Any, **named: Any) -> Any:
            result = original(*given, **named)
            self.made += map(weakref.ref, frames(result))
            return result

        return patch.object(module, function, made)

    def calling(self, module: Any, function: str) -> Any:
        """Count the frames that live when a function is called and are not given to it."""
        original = getattr(module, function)

        def called(*given: Any, **named: Any) -> Any:
            gc.collect()
            own = {id(one) for one in given if isinstance(one, pd.DataFrame)}
            living = [frame for ref in self.made if (frame := ref()) is not None and id(frame) not in own]
            self.called.append(function)
            self.found[function] = max(len(living), self.found.get(function, 0))
            del living
            return original(*given, **named)

        return patch.object(module, function, called)


def test_nothing_else_is_in_memory_as_it_is_when_a_dataset_is_mapped_or_built_or_an_analysis_looked_at(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "SMALL", 0)  # as if the trial were large
    watch = Watch()
    with (
        watch.making(steps_pieces, "receive", lambda raw: iter([raw.frame])),
        watch.making(steps_pieces, "map_adsl", lambda mapped: iter([mapped.records])),
        watch.making(held.Held, "unpacked", lambda frame: iter([frame])),
        watch.calling(steps_pieces, "map_dataset"),
        watch.calling(steps_built, "build_records"),
        watch.calling(steps_built, "build_occurrence"),
        watch.calling(check_asked, "check_method"),
        watch.making(steps_pieces, "map_dataset", lambda mapped: iter([mapped.records])),
    ):
        assert tiny.check().code == 0
    assert len(watch.made) > 20
    assert watch.called.count("map_dataset") == 3
    assert watch.found == dict.fromkeys(["map_dataset", "build_records", "build_occurrence", "check_method"], 0)


def test_of_a_trial_with_faults_neither(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "SMALL", 0)
    tiny.write("data/sf36.csv", tiny.read("data/sf36.csv").replace("001,V0,3", "001,V0,33"))
    tiny.write("data/vas.csv", tiny.read("data/vas.csv").replace(",60,mm", ",sixty,mm"))
    watch = Watch()
    from trialstats.steps import check as steps_check

    with (
        watch.making(steps_pieces, "receive", lambda raw: iter([raw.frame])),
        watch.making(held.Held, "unpacked", lambda frame: iter([frame])),
        watch.calling(steps_check, "map_dataset"),
        watch.making(steps_check, "map_dataset", lambda mapped: iter([mapped.records])),
    ):
        said = tiny.check().err
    assert "sixty" in said
    assert "33" in said
    assert watch.called.count("map_dataset") == 3
    assert watch.found == {"map_dataset": 0}
