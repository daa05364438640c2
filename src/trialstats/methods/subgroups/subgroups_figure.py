"""A forest of the effects in subgroups: factors with their test of interaction, and their levels below them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_lines import Block, Line, comparison_of, header_of, numbers_of
from trialstats.display.figure.forest_page import MARGIN, ForestPage
from trialstats.display.figure.theme import DOUBLE, arm_styles, text_width
from trialstats.display.figure.words import list_of, notes, parameter_title, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import number, p_value
from trialstats.methods.subgroups.options import SubgroupsFigure
from trialstats.methods.subgroups.rows import PLANNED, Plan
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = (
    "analysis",
    "kind",
    "PARAMCD",
    "PARAM",
    "unit",
    "measure",
    "better",
    "AVISIT",
    "ARM",
    "REFERENCE",
    "group",
    "variable",
    "level",
    "n",
    "value",
    "estimate",
    "std_error",
    "num_df",
    "df",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
)
ALL = "All subjects"
WORDS = {
    Plan.PLANNED: "Subgroups planned before the data were seen.",
    Plan.POST_HOC: "Subgroups chosen after the data were seen (post hoc).",
    Plan.NOT_SAID: "Whether the subgroups were planned before the data were seen is not said.",
}
KEY = (
    "Dashed line: effect in all subjects. Interaction p: test that the effect is the same in all levels of the factor. "
    "Effects in subgroups are not adjusted for their number."
)
WIDTH = DOUBLE - 2 * MARGIN - 2
# Room for the names of factors and levels, mm: the numbers of subjects need some too.
NAMES = 42.0
# The widest that the heads of columns of numbers of subjects may be together, mm.
COUNTS = 32.0


def draw(figure: SubgroupsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw rows of kind difference, with those of kind interaction and the numbers of subjects of kind lsmean.

    A block for each parameter, visit and analysis. Raises DataError where there is nothing to draw.
    """
    chosen = in_order(figure, choose_rows(figure, rows, Kind.DIFFERENCE), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    blocks, used = [], [drawn]
    for _, own in chosen.groupby(["analysis", "PARAMCD", "measure", "AVISIT"], sort=False, observed=True):
        beside = _same(rows, own.iloc[0])
        lines, counted, tests = _lines(own, beside, look)
        overall = own.loc[own["group"].isna() & own["estimate"].notna(), "estimate"]
        better = own["better"].iloc[0]
        marks = tuple(float(mark) for mark in overall)
        blocks.append(Block(tuple(lines), "" if pd.isna(better) else str(better), marks=marks))
        used += [counted, tests]
    plans = rows[(rows["variable"] == PLANNED).fillna(False)]
    paragraphs = [
        " ".join([*(WORDS[Plan(plan)] for plan in plans["level"].unique()), comparison_of(drawn), KEY]),
        _counted(_arms(rows, look)),
        *_small(drawn),
        *_absent(absent),
        *notes_of_beyond(figure, rows),
    ]
    caption = notes(paragraphs, look, WIDTH)
    heads = _heads(_arms(rows, look))
    styles = arm_styles(look)
    forest = ForestPage(blocks, header_of(drawn), caption, p="Interaction p", counts=heads)
    page = forest.draw(lambda row: styles[str(row["ARM"])])
    data = plotted(pd.concat([*used, plans], ignore_index=True).astype(rows.dtypes.to_dict()), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn, plans))


def _same(rows: pd.DataFrame, first: pd.Series[Any]) -> pd.DataFrame:
    """Take all rows of the same analysis, parameter and visit."""
    keep = pd.Series(True, index=rows.index)
    for key in ("analysis", "PARAMCD", "measure", "AVISIT"):
        keep &= (rows[key] == str(first[key])).fillna(False)
    return rows[keep]


def _arms(rows: pd.DataFrame, look: Look) -> list[str]:
    means = set(rows.loc[(rows["kind"] == Kind.LSMEAN).fillna(False), "ARM"].dropna())
    return [arm for arm in look.arms if arm in means]


def _heads(arms: list[str]) -> tuple[str, ...]:
    """Head a column of numbers for each arm; one for all of them where names are long or many."""
    heads = tuple(f"n {arm}" for arm in arms)
    return heads if sum(text_width(head, bold=True) for head in heads) <= COUNTS else ("n",)


def _counted(arms: list[str]) -> str:
    """Say whose numbers stand in the one column."""
    return f"n: subjects of {' / '.join(arms)}." if len(_heads(arms)) < len(arms) else ""


def _lines(own: pd.DataFrame, beside: pd.DataFrame, look: Look) -> tuple[list[Line], pd.DataFrame, pd.DataFrame]:
    """Write the lines of one block; give the rows of the counts and tests that stand on them."""
    means = beside[(beside["kind"] == Kind.LSMEAN).fillna(False) & beside["n"].notna()]
    tests = beside[(beside["kind"] == Kind.INTERACTION).fillna(False) & beside["p_value"].notna()]
    arms, levels = _arms(beside, look), several(own["conf_level"])
    first = own.iloc[0]
    title = f"{parameter_title(first)}, {unbroken(str(first['AVISIT']))}"
    lines = [Line(wrap(title, NAMES, bold=True), heading=True)]
    lines += _level_lines(own[own["group"].isna()], means[means["group"].isna()], ALL, arms, levels)
    for factor in own["group"].dropna().unique():
        test = tests[tests["group"] == factor]
        p = "" if test.empty else p_value(test["p_value"].iloc[0])
        lines.append(Line(wrap(str(factor), NAMES, bold=True), p=p, heading=True))
        group, of_it = own[own["group"] == factor], means[means["group"] == factor]
        for level in group["level"].dropna().unique():
            lines += _level_lines(
                group[group["level"] == level], of_it[of_it["level"] == level], f"  {level}", arms, levels
            )
    return lines, means, tests


def _level_lines(
    rows: pd.DataFrame, means: pd.DataFrame, text: str, arms: list[str], several_levels: bool
) -> list[Line]:
    """Write a line an active arm; the numbers of subjects stand on the first."""
    sizes = {str(row["ARM"]): number(row["n"], 0) for _, row in means.iterrows()}
    lines = []
    for place, (_, row) in enumerate(rows.iterrows()):
        name = wrap(f"{text}, {unbroken(str(row['ARM']))}" if len(rows) > 1 else text, NAMES - 3)
        sizes_of = tuple(sizes.get(arm, "0") for arm in arms)
        counts = sizes_of if len(_heads(arms)) == len(arms) else (" / ".join(sizes_of),)
        counts = counts if place == 0 else ("",) * len(counts)
        written = name.replace("\n", "\n  ")
        if pd.isna(row["estimate"]):
            lines.append(Line(written, numbers="not estimated", counts=counts))
        else:
            small = pd.notna(row["reason"])
            numbers = numbers_of(row, several_levels)
            lines.append(Line(written, row, numbers, counts=counts, hollow=small))
    return lines


def _small(drawn: pd.DataFrame) -> list[str]:
    reasons = drawn["reason"].dropna().unique()
    return [f"Open symbols: {reason}." for reason in reasons]


def _absent(rows: pd.DataFrame) -> list[str]:
    """Name the levels that could not be estimated, by reason."""
    told = []
    for reason, group in rows.assign(reason=rows["reason"].fillna("no reason given")).groupby("reason", sort=False):
        names = [
            unbroken(f"{row['group']}: {row['level']}") if pd.notna(row["group"]) else ALL
            for _, row in group.iterrows()
        ]
        told.append(f"Not estimated: {', '.join(dict.fromkeys(names))} ({reason}).")
    return told


def _alt(drawn: pd.DataFrame, plans: pd.DataFrame) -> str:
    firsts = drawn.drop_duplicates("PARAMCD")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    factors = [str(name) for name in drawn["group"].dropna().unique()]
    planned = " ".join(WORDS[Plan(plan)] for plan in plans["level"].unique())
    return (
        f"Forest plot, {header_of(drawn)}, of {list_of(names)} at {list_of(present(drawn['AVISIT']))}, in all subjects "
        f"and by {list_of(factors)}. {planned} {comparison_of(drawn)} The numbers are written beside the lines."
    )
