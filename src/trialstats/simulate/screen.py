"""What the simulation of a design gave, and what formulas give, in lines for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from trialstats.simulate.analytic import Analytic
from trialstats.simulate.assumptions import other_than_declared
from trialstats.simulate.assumptions_crossed import NOTHING_CARRIED, STAYS
from trialstats.simulate.batch import ALL, ANY
from trialstats.simulate.direction import notes_on_effect
from trialstats.simulate.margins import AT_EQUALITY, AtMargin, any_margin, at_margins_of, margin_tested
from trialstats.simulate.names import Names
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.result import Simulated, percent, washed_told, with_digits, with_interval
from trialstats.simulate.scenario import MARGIN, UPPER_MARGIN, WASHED
from trialstats.simulate.truth import Truth, from_the_design
from trialstats.simulate.world import world_of
from trialstats.trialfile.design import shared_out
from trialstats.trialfile.trial import Trial

__all__ = ["lines_of", "lines_of_formulas"]

# Where all hypotheses about margins have their true values.
AT: dict[str, str] = {MARGIN: "at the margins", UPPER_MARGIN: "at the upper margins"}


def lines_of_formulas(trial: Trial, questions: Questions, analytic: Sequence[Analytic]) -> list[str]:
    """Tell the power of each hypothesis by its own test."""
    design = trial.design
    assert design is not None
    names = Names(trial, world_of(trial))
    lines = [f"{design.n} subjects, power of each hypothesis by its own test, by formulas:", *remarks(trial)]
    for question, found in zip(questions.asked, analytic, strict=True):
        value = from_the_design(trial, question, names.world)
        against = [] if value is None else notes_on_effect(names, question, Truth(value))
        if found.power is None:
            lines.append(f"  {question.label}: {found.reason}")
            lines += [f"    note: {note}" for note in against]
            continue
        more = f"; {found.needed} subjects for {percent(design.power)}" if found.needed and design.power else ""
        lines.append(f"  {question.label}: {percent(found.power)}{more} ({found.formula})")
        lines += [f"    note: {note}" for note in (*found.beside, *against)]
    return lines


def remarks(trial: Trial) -> list[str]:
    """Say what of a design is otherwise than its numbers say."""
    return [*unevenly(trial), *(f"  note: {one}" for one in other_than_declared(Names(trial, world_of(trial))))]


def unevenly(trial: Trial) -> list[str]:
    """Say of a number of subjects that the allocation does not share out exactly how it is shared out."""
    design, step = trial.design, shared_out(trial)
    if design is None or design.n % step == 0 or trial.subjects.strata:
        return []
    world = world_of(trial)
    told = ", ".join(f"{size} {arm}" for arm, size in zip(world.arms, world.sizes(design.n), strict=True))
    return [f"  note: {design.n} is no multiple of {step}, which the allocation shares out exactly: {told}"]


def lines_of(found: Simulated) -> list[str]:
    """Tell the operating characteristics on the screen."""
    n, lines = found.design.n, []
    lines.append(f"{n} subjects, {found.design.replicates:,} simulated trials (95% interval of the simulation):")
    lines += remarks(found.trial)
    for question, formula, truth in zip(found.questions.asked, found.analytic, found.truths, strict=True):
        row, null = found.row("declared", n, question.name), found.row("null", n, question.name)
        assert row is not None
        assert null is not None
        alone = "its own test alone by formula" if found.questions.together else "by formula"
        by_formula = f"; {alone} {percent(formula.power)}" if formula.power is not None else ""
        lines.append(f"  {question.label}: power {with_interval(row, 'power', found.design.replicates)}{by_formula}")
        against = notes_on_effect(Names(found.trial, found.world), question, truth)
        lines += [f"    note: {note}" for note in against]
        lines.append(f"    {without_effect(found, question)} {with_interval(null, 'power')}")
        lines += [f"    {told_at_margin(found, question, one)}" for one in at_margins_of(found, question)]
        if "bias" in row and np.isfinite(row["bias"]):
            coverage = with_interval(row, "coverage")
            bias, error = with_digits(row["bias"], row["bias_se"])
            lines.append(f"    bias {bias} (standard error {error}), coverage {coverage}")
        if row["failed"] or null["failed"]:
            lines.append(f"    could not be analysed: {row['failed']:.0f} trials, without effect {null['failed']:.0f}")
        if (washed := found.row(WASHED, n, question.name)) is not None:
            lines.append(f"    {NOTHING_CARRIED}: {washed_told(washed)}")
        prior = found.row("prior", n, question.name)
        if prior is not None:
            lines.append(f"    assurance {with_interval(prior, 'power')}")
    if len(found.questions.asked) > 1:
        for name, words in ((ANY, "any of them"), (ALL, "all of them")):
            row, null = found.row("declared", n, name), found.row("null", n, name)
            assert row is not None
            assert null is not None
            power = with_interval(row, "power", found.design.replicates)
            at = [f"; {AT[kind]} {with_interval(found.row(kind, n, name) or {}, 'power')}" for kind in found.at_margins]
            lines.append(f"  {words}: {power}; without effect {with_interval(null, 'power')}{''.join(at)}")
    if any_margin(found.trial, found.questions):
        lines.append(f"  note: of a margin, {AT_EQUALITY}")
    if found.world.carries_over:
        lines.append(f"  note: {STAYS}")
    for size in sorted(set(found.design.sizes)):
        told = [found.row("declared", size, question.name) for question in found.questions.asked]
        lines.append(
            f"  {size} subjects: "
            + ", ".join(with_interval(one, "power", found.design.replicates) for one in told if one is not None)
        )
    return [*lines, *lines_of_search(found)]


def without_effect(found: Simulated, question: Question) -> str:
    """Say what rejecting without effect is: of a margin, power at equality."""
    return "at equality rejected" if margin_tested(found.trial, question) else "without effect rejected"


def told_at_margin(found: Simulated, question: Question, one: AtMargin) -> str:
    """Say how often a hypothesis is rejected with its true value at a margin, or why that is not known."""
    where = f"at the margin of {Names(found.trial, found.world).value_compared(question, one.margin)}"
    if one.row is None:
        return f"{where} not simulated: {one.reason}"
    lost = f"; {one.row['failed']:.0f} trials could not be analysed" if one.row["failed"] else ""
    return f"{where} rejected {with_interval(one.row, 'power')}{lost}"


def lines_of_search(found: Simulated) -> Iterator[str]:
    """Tell how many subjects give the power wanted, by simulation and by formula."""
    searched, wanted = found.searched, found.design.power
    if searched is None or wanted is None:
        return
    first, formula = found.questions.asked[0], found.analytic[0]
    by_formula = f"; by formula {formula.needed}" if formula.needed else ""
    if searched.n is None:
        yield f"  {percent(wanted)} power of {first.label}: {searched.reason}{by_formula}"
        return
    row = found.row("declared", searched.n, first.name)
    assert row is not None
    size = f"about {searched.n}" if searched.how == "simulation" else f"{searched.n}"
    power = f"{'more than ' if searched.how == 'more' else ''}{percent(wanted)} power of {first.label}"
    yield f"  {power}: {size} subjects{by_formula}; simulated with {searched.n}: {with_interval(row, 'power')}"
