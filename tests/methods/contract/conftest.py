"""The trial that the methods are tried on, and its displays, made once."""

from __future__ import annotations

import pytest

from tests.methods.contract.shown import Showings
from tests.methods.contract.trial import Tried


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return Tried(tmp_path_factory.mktemp("contract"))


@pytest.fixture(scope="session")
def showings(tried: Tried) -> Showings:
    return Showings(tried)
