"""Values that are drawn: R, by another way and other random numbers, gives our numbers within Monte Carlo error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.twins.kept import printed
from tests.twins.options import DRAWN, analysed
from trialstats.twins.made import twin_of
from trialstats.twins.twin import NoTwin

# Of 108 differences, each in its own standard error, the largest is expected at 2.6; beyond 4 lies one of 16,000.
MOST = 4.0


@pytest.mark.parametrize("name", DRAWN)
def test_r_gives_our_numbers_within_monte_carlo_error(name: str) -> None:
    _, result = analysed(name)
    theirs = printed("options", name)
    ours = result.rows.set_index("id")
    ours = ours[ours["kind"].isin(["lsmean", "difference"])].loc[theirs.index]
    assert len(ours) == len(theirs) == 9
    errors = {(note["kind"], note["AVISIT"], note["ARM"]): note for note in result.notes["monte_carlo"]}
    of_error = [errors[key]["mcse_std_error"] for key in zip(ours["kind"], ours["AVISIT"], ours["ARM"], strict=True)]
    # Both drew as many sets, so that the difference has twice the variance of either.
    for statistic, mcse in (("estimate", ours["mcse"]), ("std_error", np.array(of_error))):
        far = np.abs(theirs[statistic] - ours[statistic]) / (np.sqrt(2) * mcse)
        assert far.max() < MOST, f"{statistic}: {far.max():.1f} Monte Carlo standard errors"
    assert (theirs["df"] / ours["df"] - 1).abs().max() < 0.04


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"covariance_by": "TRT01P"}, "covariance_by of values that are drawn is not written in SAS or R yet"),
        (
            {"draws": "conditional mean", "error": "bootstrap"},
            "the bootstrap of conditional means is not written in SAS or R yet",
        ),
    ],
)
def test_what_is_not_written_is_said(said: dict[str, str], reason: str) -> None:
    asked, _ = analysed("bayes_cr")
    with pytest.raises(NoTwin, match=reason):
        twin_of(replace(asked, analysis=asked.analysis.model_copy(update=said)))
