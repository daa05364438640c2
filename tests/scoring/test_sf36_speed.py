"""A million questionnaires, as a simulation may need them."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from sf36_cases import HIGHEST

from trialstats.scoring import sf36


@pytest.mark.slow
def test_a_million_questionnaires_take_less_than_two_seconds() -> None:
    random = np.random.default_rng(20240501)
    answers = {item: random.integers(1, high, 1_000_000, endpoint=True) for item, high in HIGHEST.items()}
    items = pd.DataFrame(answers).astype(float)
    items[5] = items[5].where(random.random(len(items)) > 0.1)
    # Time on the processor, so that other work on the machine does not count.
    start = time.process_time()
    scores = sf36.score(items)
    assert time.process_time() - start < 2
    assert len(scores) == len(items)
