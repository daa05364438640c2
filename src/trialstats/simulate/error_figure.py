"""The type I errors of a design: how often each hypothesis is rejected where it should not be, beside its level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialstats.display.figure.axes import choose_ticks, dress
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.page import Page
from trialstats.display.figure.theme import INK, LINE, SINGLE, arm_styles
from trialstats.display.figure.words import wrap
from trialstats.display.look import Look
from trialstats.simulate.batch import ANY
from trialstats.simulate.margins import any_margin, at_margins_of, margin_tested, one_sided
from trialstats.simulate.names import Names
from trialstats.simulate.result import Simulated, with_interval

__all__ = ["draw_errors", "errors_of"]

WIDTH, LEFT, MARGIN, BELOW = 1.4 * SINGLE, 4.0, 3.0, 11.0
MARK, APART = 4.0, 3.0  # room of a mark below its words, and from there to the next words, mm
LEADING = 1.2
Told = tuple[str, Mapping[Any, Any] | None, float]  # where, what was rejected there, the level
COLUMNS = ["id", "hypothesis", "label", "replicates", "power", "power_low", "power_high", "level"]


def errors_of(found: Simulated) -> pd.DataFrame:
    """Gather what was rejected falsely: without effect, or of a margin with the true value at it; a row each.

    Of several hypotheses of one procedure also whether any was, which is what the procedure keeps within its level.
    """
    names, n, rows = Names(found.trial, found.world), found.design.n, []
    for question, alpha in zip(found.questions.asked, found.questions.alpha, strict=True):
        if margin_tested(found.trial, question) is None:
            told: list[Told] = [("without effect", found.row("null", n, question.name), alpha)]
        else:
            level = one_sided(found.questions, alpha)
            told = [
                (f"at the margin of {names.value_compared(question, one.margin)}", one.row, level)
                for one in at_margins_of(found, question)
            ]
        rows += [row_of(question.name, question.label, where, row, level) for where, row, level in told if row]
    any_of_them = found.row("null", n, ANY)
    if found.questions.together and any_of_them and not any_margin(found.trial, found.questions):
        rows.append(row_of(ANY, "Any of them", "without effect", any_of_them, found.questions.alpha[0]))
    return pd.DataFrame(rows, columns=COLUMNS)


def row_of(hypothesis: str, label: str, where: str, row: Mapping[Any, Any], level: float) -> dict[str, Any]:
    """Make a row of what was rejected in a scenario."""
    shares = {name: row[name] for name in ("replicates", "power", "power_low", "power_high")}
    label = f"{label}, {where}: {with_interval(row, 'power')}"
    return {"id": f"{hypothesis}/{where}", "hypothesis": hypothesis, "label": label, **shares, "level": level}


def draw_errors(errors: pd.DataFrame, *, together: bool = False) -> Drawing:
    """Draw type I errors as points with the interval of the simulation, beside the level of each test.

    errors: rows of `errors_of`. together: whether one procedure tests all of them.
    """
    room = WIDTH - LEFT - MARGIN
    labels = [wrap(str(label), room - 2.0) for label in errors["label"]]
    words = [LEADING * LINE * (label.count("\n") + 1) for label in labels]
    tops = [0.5 * APART + sum(words[:at]) + at * (MARK + APART) for at in range(len(words))]
    tall = sum(words) + len(words) * (MARK + APART)
    how = ", each hypothesis by the procedure for all" if together else ""
    notes = (
        f"Points: up to {errors['replicates'].max():,.0f} simulated trials{how}; bars: 95% interval of the simulation; "
        "upright lines: the level of the test."
    )
    notes = wrap(notes, WIDTH - 2 * MARGIN)
    page = Page(WIDTH, MARGIN + tall + BELOW + LINE * 1.3 * (notes.count("\n") + 1) + MARGIN)
    axes = page.plot_area(LEFT, MARGIN, room, tall)
    names = tuple(dict.fromkeys(errors["hypothesis"]))
    styles = arm_styles(Look("", names, names[0], ()))
    end = 1.25 * float(errors[["power_high", "level"]].to_numpy().max())
    axes.set_xlim(0, end)
    axes.set_ylim(tall, 0)  # mm from the top
    ticks = choose_ticks(0, end, 7)
    dress(axes, ticks, [], labels=[f"{100 * tick:g}" for tick in ticks])
    for label, top, height, (_, row) in zip(labels, tops, words, errors.iterrows(), strict=True):
        page.write(LEFT + 1.0, MARGIN + top + height / 2, label)
        at, style = top + height + MARK / 2, styles[str(row["hypothesis"])]
        axes.vlines(row["level"], at - MARK / 2, at + MARK / 2, color=INK, linewidth=0.8, zorder=2)
        axes.hlines(at, row["power_low"], row["power_high"], color=style.colour, linewidth=0.9, zorder=3)
        axes.plot(
            [row["power"]], [at], style.marker, color=style.colour, markersize=3.8, mew=0, zorder=4, clip_on=False
        )
    page.write(LEFT + room / 2, MARGIN + tall + 7.5, "Rejected falsely (% of trials)", ha="center")
    page.notes(MARGIN, MARGIN + tall + BELOW, notes)
    told = f"Type I errors beside their levels. {' '.join(f'{label}.' for label in errors['label'])}"
    return Drawing(page.figure, errors.drop(columns="label"), page.width, page.height, told)
