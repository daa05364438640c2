"""The committed files of the synthetic trial, all columns as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def laser_directory() -> Path:
    return Path(__file__).resolve().parents[3] / "data" / "laser"


@pytest.fixture(scope="session")
def laser(laser_directory: Path) -> Tables:
    files = sorted(laser_directory.glob("*.csv"))
    return {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in files}
