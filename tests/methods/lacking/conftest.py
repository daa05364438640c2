"""The trial in which something is lacking, each of whose analyses runs once."""

from __future__ import annotations

import pytest

from tests.methods.lacking.made import Lacking


@pytest.fixture(scope="session")
def lacking() -> Lacking:
    return Lacking()
