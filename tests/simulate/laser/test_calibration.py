"""The generator's means meet the published ones; a tolerance is four standard errors of what is compared.

Standard errors here are bounds: the two visits of a change are taken as uncorrelated, and they are not. To them
is added what rounding the latent constants may cost.
"""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.simulate.laser.design import DTLT, SHAM
from trialstats.simulate.laser.draws import stream
from trialstats.simulate.laser.dropout import stopped_before
from trialstats.simulate.laser.laboratory import ANALYTES, draw_concentrations
from trialstats.simulate.laser.nerve import NERVES, draw_examination
from trialstats.simulate.laser.pain import draw_pain
from trialstats.simulate.laser.quality_of_life import draw_answers
from trialstats.simulate.laser.sf36_form import SCALES
from trialstats.simulate.laser.truth import Moments, simulate_moments
from trialstats.simulate.laser.truth_pain import PAIN_OBSERVABLES, observe_pain

N = 10_000
SEED = 1
ROUNDING = 0.05

# Chatterjee et al. 2019, PMC6689877: baseline is the mean of the two arms'; changes at 12 weeks are each arm's.
PAIN, TOTAL = 0, -1
PUBLISHED = {
    PAIN: ((69.66 + 56.86) / 2, 39.09 - 56.86, 31.82 - 69.66),
    TOTAL: ((52.68 + 61.47) / 2, 66.01 - 61.47, 78.30 - 52.68),
}
BASELINE_SD = {PAIN: np.sqrt((19.46**2 + 15.07**2) / 2), TOTAL: np.sqrt((17.82**2 + 15.35**2) / 2)}


@pytest.fixture(scope="module")
def moments() -> Moments:
    return simulate_moments(N, seed=SEED)


def _tolerance(*sd: float) -> float:
    return float(4 * np.sqrt(np.sum(np.square(sd)) / N) + ROUNDING)


@pytest.mark.parametrize("outcome", [PAIN, TOTAL])
def test_both_arms_start_from_the_common_published_baseline(moments: Moments, outcome: int) -> None:
    target = PUBLISHED[outcome][0]
    assert moments.mean[SHAM, 0, outcome] == moments.mean[DTLT, 0, outcome]
    sd = moments.sd[SHAM, 0, outcome]
    assert moments.mean[SHAM, 0, outcome] == pytest.approx(target, abs=_tolerance(sd))
    assert sd == pytest.approx(BASELINE_SD[outcome], rel=0.05)


@pytest.mark.parametrize("arm", [SHAM, DTLT])
@pytest.mark.parametrize("outcome", [PAIN, TOTAL])
def test_changes_at_week_12_are_the_published_ones(moments: Moments, outcome: int, arm: int) -> None:
    mean, sd = moments.mean[arm, :, outcome], moments.sd[arm, :, outcome]
    assert mean[3] - mean[0] == pytest.approx(PUBLISHED[outcome][1 + arm], abs=_tolerance(sd[0], sd[3]))


def test_the_difference_at_week_12_is_the_difference_of_the_published_changes(moments: Moments) -> None:
    for outcome, (_, sham, dtlt) in PUBLISHED.items():
        tolerance = 4 * moments.std_error[3, outcome] + 2 * ROUNDING
        assert moments.difference[3, outcome] == pytest.approx(dtlt - sham, abs=tolerance)


@pytest.mark.parametrize("k", range(len(SCALES)), ids=[scale.name for scale in SCALES])
def test_each_scale_meets_its_share_of_the_total(moments: Moments, k: int) -> None:
    mean, sd = moments.mean[:, :, 1 + k], moments.sd[:, :, 1 + k]
    baseline, *changes = SCALES[k].target
    assert mean[SHAM, 0] == pytest.approx(baseline, abs=_tolerance(sd[SHAM, 0]))
    for arm, change in enumerate(changes):
        found = mean[arm, 3] - mean[arm, 0]
        assert found == pytest.approx(change, abs=_tolerance(sd[arm, 0], sd[arm, 3]))


def test_the_targets_of_the_scales_average_to_the_published_totals() -> None:
    average = np.mean([scale.target for scale in SCALES], axis=0)
    assert average == pytest.approx(PUBLISHED[TOTAL], abs=0.01)


def test_the_scales_are_consistent_at_baseline() -> None:
    rng = stream(SEED, "test.alpha")
    answers = draw_answers(rng, np.full(N, SHAM), rng.standard_normal((N, 4)))[:, 0]
    for scale in SCALES:
        items = [-answers[:, i - 1] if i in scale.best_is_low else answers[:, i - 1] for i in scale.items]
        values = np.stack(items, axis=1)
        k = values.shape[1]
        alpha = k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1))
        assert 0.70 < alpha < 0.90, scale.name


def test_dropout_is_about_17_in_100_and_heavier_under_sham() -> None:
    n = 40_000
    arm = np.arange(n) % 2
    pain, _ = draw_pain(stream(SEED, "test.pain"), arm, np.zeros(n, dtype=np.int64))
    before = stopped_before(stream(SEED, "test.stop"), arm, pain, np.ones(pain.shape, dtype=bool))
    stopped = before < 4
    assert 0.15 < stopped.mean() < 0.20
    assert stopped[arm == SHAM].mean() > stopped[arm == DTLT].mean() + 0.05
    # Of those alike in what was recorded, more of those stop who would have reported more pain.
    alike = (arm == SHAM) & (np.abs(pain[:, 0] - 63) < 3)
    assert pain[alike & (before == 1), 1].mean() > pain[alike & (before > 1), 1].mean() + 2


def test_concentrations_have_the_ratio_that_was_set() -> None:
    for analyte in ANALYTES:
        by_arm = [
            np.log(draw_concentrations(stream(SEED, "test.labs"), np.full(N, arm), analyte)) for arm in (SHAM, DTLT)
        ]
        # The same numbers are drawn for both arms, so their ratio is exact.
        assert (by_arm[DTLT] - by_arm[SHAM]).mean(axis=0) == pytest.approx(np.log(analyte.ratio), abs=1e-12)
        centre = by_arm[SHAM].mean()
        assert centre == pytest.approx(np.log(analyte.centre), abs=4 * analyte.ln_sd / np.sqrt(N))


def test_the_velocities_have_the_effect_that_was_set_where_there_is_a_response() -> None:
    age, height = np.full(N, 64.0), np.full(N, 169.0)
    sham, dtlt = (draw_examination(stream(SEED, "test.nerve"), np.full(N, arm), age, height) for arm in (SHAM, DTLT))
    assert np.array_equal(sham.amplitude, dtlt.amplitude)
    shift = (dtlt.velocity - sham.velocity).mean(axis=(0, 3))
    assert shift[0] == pytest.approx([0, 0])
    assert shift[1] == pytest.approx([nerve.effect for nerve in NERVES])


def test_streams_depend_on_seed_and_name_alone() -> None:
    first = stream(SEED, "pain").random(3)
    stream(SEED, "other").random(100)
    assert np.array_equal(first, stream(SEED, "pain").random(3))
    assert not np.array_equal(first, stream(SEED, "sf36").random(3))
    assert not np.array_equal(first, stream(SEED + 1, "pain").random(3))


def test_summaries_over_the_visits_follow_from_the_pain_at_each(moments: Moments) -> None:
    """Weeks 0, 4, 8, 12: the average by trapezoids and the sum by right ends, of the means at the visits."""
    found = simulate_moments(N, seed=SEED, observe=observe_pain)
    place = {name: k for k, name in enumerate(PAIN_OBSERVABLES)}
    for arm in (SHAM, DTLT):
        base, week_4, week_8, week_12 = moments.mean[arm, :, PAIN]
        average = (base / 2 + week_4 + week_8 + week_12 / 2) / 3
        spid = 4 * (3 * base - week_4 - week_8 - week_12)
        assert found.mean[arm, 3, place["PAINTWA"]] == pytest.approx(average, rel=1e-9)
        assert found.mean[arm, 3, place["PAINSPID"]] == pytest.approx(spid, rel=1e-9)
    # Severity follows the pain one to one, in points of 10 mm, but for the rounding and clipping of answers.
    assert found.difference[3, place["BPISEV"]] == pytest.approx(moments.difference[3, PAIN] / 10, rel=0.1)
    assert found.mean[SHAM, 0, :2] == pytest.approx(found.mean[DTLT, 0, :2], rel=1e-12)
