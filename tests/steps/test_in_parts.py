"""What is too large for the memory is made and written in parts, and is the same as in one."""

from __future__ import annotations

import importlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.in_process import run_steps
from tests.tiny import Tiny
from trialstats.plan.layout import Layout

WITHOUT = ("figure", "table", "documents", "listing", "listings", "report", "manifest")


def test_datasets_and_results_data_in_parts_are_those_in_one(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = run_steps("tiny", WITHOUT)
    made = {path: pd.read_parquet(path) for path in parted(layout)}
    for step in ("adam", "ard"):
        monkeypatch.setattr(importlib.import_module(f"trialstats.steps.{step}"), "AT_ONCE", 4)
    monkeypatch.setattr("trialstats.io.artefacts.BATCH", 4)
    run_steps("tiny", WITHOUT)
    for path, whole in made.items():
        assert pq.ParquetFile(path).num_row_groups > 1, path
        pd.testing.assert_frame_equal(pd.read_parquet(path), whole, check_exact=True)


def parted(layout: Layout) -> list[Path]:
    return [layout.adam("adpain"), layout.adam("adqs"), layout.ard]
