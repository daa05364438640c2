"""Randomisation in permuted blocks within strata: exact in every block, at random within it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.simulate.trial import ANALYSES, DESIGN, planned
from trialstats.errors import SpecError
from trialstats.simulate.population import draw
from trialstats.simulate.world import world_of

REPLICATES, N = 400, 61


def test_every_block_of_a_stratum_has_the_ratio(tmp_path: Path) -> None:
    """2:1:2 in blocks of five, whatever the site: no arm is ever more than its share of one block apart."""
    trial = planned(tmp_path, design=DESIGN + "block: 5\n", strata="SITE")
    drawn = draw(world_of(trial), N, REPLICATES, 1, "test", 0)
    assert drawn.world.arms == ("Sham", "High", "Low")
    ratio = np.array([2, 2, 1])
    for replicate in range(REPLICATES):
        for site in range(3):
            arms = drawn.arm[replicate][drawn.covariates["SITE"][replicate] == site]
            for first in range(0, len(arms) - 4, 5):
                assert (np.bincount(arms[first : first + 5], minlength=3) == ratio).all()
            assert (np.bincount(arms[len(arms) // 5 * 5 :], minlength=3) <= ratio).all()


def test_who_stands_where_in_a_block_is_chance(tmp_path: Path) -> None:
    """The first of a stratum is of each arm with its share, and the second is not of an arm that has none left.

    Of a block of 2 Sham, 2 High and 1 Low: P(first Sham) = 2/5, P(second Sham | first Sham) = 1/4.
    """
    trial = planned(tmp_path, design=DESIGN + "block: 5\n", strata="SITE")
    drawn = draw(world_of(trial), N, 3000, 1, "test", 0)
    north = [drawn.arm[r][drawn.covariates["SITE"][r] == 0][:2] for r in range(3000)]
    first, second = np.array(north).T
    assert np.bincount(first, minlength=3) / 3000 == pytest.approx([0.4, 0.4, 0.2], abs=4 * 0.5 / np.sqrt(3000))
    again = second[first == 0] == 0
    assert again.mean() == pytest.approx(1 / 4, abs=4 * np.sqrt(3 / 16 / again.size))


def test_the_imbalance_is_less_than_by_chance(tmp_path: Path) -> None:
    """Subjects of site North in High and Sham: without strata the difference varies as that of two binomials does."""
    spread = []
    for strata in ("", "SITE"):
        drawn = draw(world_of(planned(tmp_path, strata=strata)), 60, REPLICATES, 1, "test", 0)
        north = drawn.covariates["SITE"] == 0
        difference = (north & drawn.of_arm(1)).sum(axis=1) - (north & drawn.of_arm(0)).sum(axis=1)
        spread.append(difference.std())
    by_chance = np.sqrt(2 * 24 * 0.5 * 0.5)
    assert spread[0] == pytest.approx(by_chance, rel=4 / np.sqrt(2 * REPLICATES))
    assert spread[1] < 1.5


def test_what_blocks_need(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="block = 6: the allocation needs a multiple of 5"):
        planned(tmp_path, design=DESIGN + "block: 6\n", strata="SITE")
    with pytest.raises(SpecError, match="gives no `shares` of RESCUE, one of the strata"):
        planned(tmp_path, strata="RESCUE")
    with pytest.raises(SpecError, match="`subjects` names no `strata`"):
        planned(tmp_path, ANALYSES, DESIGN + "block: 5\n")
