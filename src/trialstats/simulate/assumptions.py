"""What a design assumes, told in the paragraph of a protocol: means, rates and hazards by arm, and the follow-up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from trialstats.simulate.followed import Followed
from trialstats.simulate.names import Names
from trialstats.simulate.outcome import Assumed, Floats
from trialstats.simulate.recurring import Recurring
from trialstats.simulate.timing import Timing
from trialstats.simulate.world import Chances, Event, World
from trialstats.trialfile.parts.design.follow_up import DAYS

__all__ = ["assumptions", "other_than_declared"]

YEAR = DAYS["years"]


def assumptions(names: Names) -> Iterator[str]:
    """Tell what was assumed of outcomes, events and follow-up, as Markdown."""
    world = names.world
    for one in world.outcomes.values():
        if one.values is not None:
            yield "\n".join(shares_table(names, one))
            continue
        yield "\n".join(means_table(names, one))
        if one.answered is not None:
            left_out = (
                f", each left out with a chance of {100 * one.answered.missing:.3g}%" if one.answered.missing else ""
            )
            label, count, alpha = names.outcome(one.paramcd), len(one.answered.codes), one.answered.alpha
            yield f"{label} is made of its {count} items, of a Cronbach's alpha of {alpha:g}{left_out}."
        if one.measured.size > 1:
            corr = one.root @ one.root.T
            words = "; ".join(" ".join(f"{value:.2f}" for value in row) for row in corr)
            yield f"Correlation over these visits: {words}."
    if len(world.outcomes) > 1 and world.between:
        yield f"Outcomes of a subject at one visit go together with a correlation of {world.between:g}."
    if world.recurring:
        yield "\n".join(rates_table(names, *world.recurring.values()))
    for timing in world.timing.values():
        yield "\n".join(times_table(names, timing))
    if world.followed is not None:
        yield " ".join(follow_up(world, world.followed))
    if world.numbers or world.levels:
        yield "Covariates: " + "; ".join(covariates(names)) + "."
    yield from map(" ".join, filter(None, [losses(names), *(happens(names, event) for event in world.events)]))


def covariates(names: Names) -> Iterator[str]:
    """Say what covariates are like."""
    world = names.world
    for name, (mean, sd) in world.numbers.items():
        yield f"{names.covariate(name)} has a mean of {mean:g} and an SD of {sd:g}"
    for name, (levels, shares) in world.levels.items():
        yield f"{names.covariate(name)} " + ", ".join(
            f"{level} {100 * share:.3g}%" for level, share in zip(levels, shares, strict=True)
        )


def losses(names: Names) -> list[str]:
    """Say who leaves the trial and how many visits are missed."""
    world, said = names.world, []
    if world.dropout is not None:
        said.append(f"The chance not to come to a visit any more is {chances(names, world.dropout)}.")
    if world.missed:
        said.append(f"Of all other visits after baseline {100 * world.missed:.3g}% are missed.")
    return said


def happens(names: Names, event: Event) -> list[str]:
    """Say how often an intercurrent event happens, and what becomes of the outcomes after it."""
    said = [f"Intercurrent event “{names.event(event.name)}”: its chance before a visit is {chances(names, event)}."]
    after = [f"{100 * event.keeps:.3g}% of the arm's effect is left"] if event.keeps != 1 else []
    for paramcd, adds in event.adds.items():
        one, label = names.world.outcomes[paramcd], names.outcome(paramcd)
        by = f"is multiplied by {np.exp(adds):.3g}" if one.logged else f"changes by {names.amount(one, adds)}"
        after.append(f"{label} {by}")
    if event.leaves:
        after.append(f"{100 * event.leaves:.3g}% leave the trial")
    return [*said, f"From then on {', '.join(after)}."] if after else said


def chances(names: Names, given: Chances) -> str:
    """Write chances by arm and visit as shortly as they are, and what they depend on."""
    world, rows = names.world, given.hazard[:, 1:]
    by_arm = [
        f"{100 * row[0]:.3g}%"
        if (row == row[0]).all()
        else ", ".join(f"{100 * one:.3g}% ({visit})" for one, visit in zip(row, world.visits, strict=True))
        for row in rows
    ]
    told = "; ".join(f"{arm} {own}" for arm, own in zip(world.arms, by_arm, strict=True))
    same = by_arm[0] if len(set(by_arm)) == 1 else told
    if given.depends is None:
        return f"{same} at each" if (rows == rows[:, :1]).all() else same
    on = given.depends
    where = "the visit before (missing at random)" if on.value == "last" else "that visit (missing not at random)"
    what = f"{unit_of(names, world.outcomes[on.parameter])} of {names.outcome(on.parameter)} at {where}"
    depends = f"each {what} above the reference's mean adds {on.log_odds:g} to its log odds"
    return f"{same} at the mean of the reference; {depends}"


def unit_of(names: Names, one: Assumed) -> str:
    return "unit of the logarithm" if one.logged else names.unit(one) or "unit"


def means_table(names: Names, one: Assumed) -> Iterator[str]:
    """A table of the means of an outcome, an arm a row."""
    world = names.world
    first = "Baseline" if world.periods is None else str(names.trial.baseline_visit)
    visits = [(first, *world.visits)[place] for place in one.measured]
    mean, sd = ("geometric mean", "SD of logarithms") if one.logged else ("mean", "SD")
    yield f"| {names.outcome_in_units(one)} | {' | '.join(visits)} |"
    yield f"|---|{'---|' * len(visits)}"
    means: Floats = np.exp(one.by_arm) if one.logged else one.by_arm
    for arm, row in zip(world.arms, means, strict=True):
        yield f"| {arm}, {mean} | {' | '.join(f'{row[place]:g}' for place in one.measured)} |"
    yield f"| {sd} | {' | '.join(f'{one.sd[place]:.4g}' for place in one.measured)} |"
    if (reached := one.reached) is not None:
        for arm, own in zip(world.arms, reached.mean, strict=True):
            yield f"| {arm}, mean by the items | {' | '.join(f'{value:.3g}' for value in own)} |"
        for arm, sds, alphas in zip(world.arms, reached.sd, reached.alpha, strict=True):
            cells = (f"{sd:.3g} ({alpha:.2f})" for sd, alpha in zip(sds, alphas, strict=True))
            yield f"| {arm}, SD by the items (alpha) | {' | '.join(cells)} |"


def other_than_declared(names: Names) -> Iterator[str]:
    """Say of scores by their items that these make other means, SDs or alphas of them than are declared."""
    for one in names.world.outcomes.values():
        reached = one.reached
        if one.answered is None or reached is None:
            continue
        mean, sd = one.by_arm[:, one.measured], one.sd[one.measured]
        if not reached.is_near(mean, sd, one.answered.alpha):
            yield (
                f"{names.outcome(one.paramcd)}: at the ends and by the steps of its items it has means of "
                f"{spread(reached.mean)} (declared {spread(mean)}), SDs of {spread(reached.sd)} ({spread(sd)}) and "
                f"alphas of {spread(reached.alpha)} ({one.answered.alpha:g}); the true effect is that of these scores"
            )


def spread(values: Floats) -> str:
    """Write the least and the largest of numbers, or the one that they are."""
    least, most = f"{values.min():.3g}", f"{values.max():.3g}"
    return least if least == most else f"{least} to {most}"


def shares_table(names: Names, one: Assumed) -> Iterator[str]:
    """A table of the shares with a yes, an arm a row."""
    world = names.world
    yield f"| {names.outcome(one.paramcd)} | {' | '.join(world.visits[place - 1] for place in one.measured)} |"
    yield f"|---|{'---|' * len(one.measured)}"
    for arm, row in zip(world.arms, ndtr(one.by_arm), strict=True):
        yield f"| {arm}, share | {' | '.join(f'{100 * row[place]:.4g}%' for place in one.measured)} |"


def rates_table(names: Names, *counted: Recurring) -> Iterator[str]:
    """A table of rates, an arm a row, and of how subjects differ in them."""
    yield f"| Events in a year | {' | '.join(names.counted(one.name) for one in counted)} |"
    yield f"|---|{'---|' * len(counted)}"
    for place, arm in enumerate(names.world.arms):
        rates = [one.rate * YEAR * float(np.exp(one.effect[place])) for one in counted]
        yield f"| {arm}, rate | {' | '.join(f'{rate:.4g}' for rate in rates)} |"
    yield f"| Dispersion (variance m + dispersion m²) | {' | '.join(f'{one.dispersion:g}' for one in counted)} |"


def times_table(names: Names, one: Timing) -> Iterator[str]:
    """A table of medians and hazard ratios of a time to an event, an arm a row."""
    unit = next(name for name, days in DAYS.items() if days == one.unit)
    shape = "exponential" if one.shape == 1 else f"Weibull, shape {one.shape:g}"
    yield f"| {names.time(one.paramcd)} ({shape}) | Median, {unit} | Hazard ratio |"
    yield "|---|---|---|"
    for arm, effect in zip(names.world.arms, one.effect, strict=True):
        median = one.scale / one.unit * (np.log(2) / np.exp(effect)) ** (1 / one.shape)
        yield f"| {arm} | {median:.4g} | {np.exp(effect):.4g} |"


def follow_up(world: World, followed: Followed) -> Iterator[str]:
    """Say how long subjects are followed, and how many are lost."""
    months = DAYS["months"]
    if np.isfinite(followed.end):
        yield (
            f"Subjects enter evenly over {followed.accrual / months:.4g} months, and are followed until month "
            f"{followed.end / months:.4g} after the first has entered."
        )
    if np.isfinite(followed.longest):
        most = " at the most" if np.isfinite(followed.end) else ""
        yield f"Each is followed for {followed.longest / months:.4g} months{most}."
    lost = [f"{arm} {100 * -np.expm1(-rate * YEAR):.3g}%" for arm, rate in zip(world.arms, followed.lost, strict=True)]
    if followed.lost.any():
        yield f"Lost within a year: {', '.join(lost)}."
