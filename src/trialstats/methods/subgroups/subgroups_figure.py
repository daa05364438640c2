"""A forest of the effects in subgroups: factors with their test of interaction, and their levels below them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.display.beyond import notes_of_beyond
from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart, several
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.forest_arrangement import on_one_scale
from trialstats.display.figure.forest_lines import Line, comparison_of, header_of, numbers_of
from trialstats.display.figure.forest_page import MARGIN, ForestPage
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.theme import DOUBLE, arm_styles, text_width
from trialstats.display.figure.words import list_of, notes, parameter_title, unbroken, wrap
from trialstats.display.look import Look
from trialstats.display.numbers import ABSENT, number, p_value
from trialstats.display.table.choose import records_of
from trialstats.display.table.shares import LARGE, rules_of
from trialstats.methods.subgroups.options import SubgroupsFigure
from trialstats.methods.subgroups.rows import FITS, PLANNED, SIDE, Fits, Plan
from trialstats.methods.subgroups.subgroups_figure_blocks import block_of
from trialstats.methods.subgroups.subgroups_table_effects import EFFECTS, OF_ARMS, sides_of
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
DASHED = "Dashed line: effect in all subjects."
KEY = "Effects in subgroups are not adjusted for their number."
TESTS = {Fits.TOGETHER: "Interaction p", Fits.SEPARATE: "Heterogeneity p"}
SCALED = ["estimate", "conf_low", "conf_high"]
WIDTH = DOUBLE - 2 * MARGIN - 2
# Room for the names of factors and levels, mm: the numbers of subjects need some too.
NAMES = 42.0
# The widest that the heads of columns of numbers of subjects may be together, mm.
COUNTS = 32.0
PARTS = OWN_LINES


def draw(figure: SubgroupsFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the comparisons of arms, with rows of kind interaction and the numbers of subjects of each arm.

    A block for each parameter, visit and analysis. Raises DataError where there is nothing to draw.
    """
    chosen = _in_order(figure, choose_rows(figure, rows, _kinds(figure, rows)), look)
    drawn, absent = set_apart(figure, chosen, "estimate")
    sides = sides_of(records_of(drawn), records_of(rows[rows["variable"].eq(SIDE).fillna(False)]))
    blocks, used, dashed = [], [drawn], dict[str, None]()
    for _, own in chosen.groupby(["analysis", "PARAMCD", "measure", "AVISIT"], sort=False, observed=True, dropna=False):
        beside = _same(rows, own.iloc[0])
        better = sides.get((own["analysis"].iloc[0], own["PARAMCD"].iloc[0]), "")
        written = _written(own)
        lines, counted, tests = _lines(written, beside, look)
        overall = written.loc[written["group"].isna() & written["estimate"].notna(), "estimate"]
        blocks.append(block_of(_kind(own), tuple(lines), better, tuple(float(mark) for mark in overall)))
        dashed |= {DASHED: None} if len(overall) else {}
        used += [counted, tests]
    plans = rows[(rows["variable"] == PLANNED).fillna(False)]
    paragraphs = [
        " ".join([*(WORDS[Plan(plan)] for plan in plans["level"].unique()), _comparison(drawn), *dashed, KEY]),
        " ".join(filter(None, [_counted(_arms(rows, look)), _tested(rows, drawn)])),
        *rules_of(figure, rows),
        *_small(drawn),
        *_absent(absent),
        *_untested(rows),
        *notes_of_beyond(figure, rows),
    ]
    caption = notes(paragraphs, look, WIDTH)
    heads = _heads(_arms(rows, look))
    styles = arm_styles(look)
    forest = ForestPage(on_one_scale(blocks), _header(drawn), caption, _test(rows), heads, portion=look.portion)
    page = forest.draw(lambda row: styles[str(row["ARM"])])
    data = plotted(pd.concat([*used, plans], ignore_index=True).astype(rows.dtypes.to_dict()), COLUMNS)
    return Drawing(page.figure, data, page.width, page.height, _alt(drawn, plans))


def _in_order(figure: SubgroupsFigure, rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Sort as figures do; what is of no visit, such as an event at any of them, last."""
    everywhere = rows[rows["AVISIT"].isna()]
    if everywhere.empty:
        return in_order(figure, rows, look)
    at_visits = rows[rows["AVISIT"].notna()]
    if at_visits.empty:
        return everywhere.reset_index(drop=True)
    ordered = in_order(figure, at_visits, look).astype({"AVISIT": "string", "ARM": "string"})
    return pd.concat([ordered, everywhere], ignore_index=True)


def _kinds(figure: SubgroupsFigure, rows: pd.DataFrame) -> list[Kind]:
    present = {*rows.loc[rows["analysis"].isin(figure.analyses), "kind"]}
    return [kind for kind in EFFECTS if kind in present] or [Kind.DIFFERENCE]


def _kind(rows: pd.DataFrame) -> Kind:
    return Kind(str(rows["kind"].iloc[0]))


def _written(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of one kind in the unit that is written, and its digits."""
    shown = EFFECTS[_kind(rows)]
    made = rows.assign(**{name: shown.scale * rows[name].astype("float64") for name in SCALED})
    if shown.digits is None:
        return made
    large = shown.ratio & made["conf_high"].ge(LARGE)
    return made.assign(decimals=large.map({True: 1.0, False: float(shown.digits)}))


def _header(rows: pd.DataFrame) -> str:
    """Head the column of numbers: `Odds ratio (95% CI)`."""
    names = list(dict.fromkeys(EFFECTS[Kind(str(kind))].with_unit for kind in rows["kind"].unique()))
    told = header_of(rows)
    return told.replace("Difference", " / ".join(names), 1)


def _comparison(rows: pd.DataFrame) -> str:
    """Say what is compared with what."""
    told = []
    for kind in map(Kind, rows["kind"].unique()):
        own, shown = rows[rows["kind"] == kind], EFFECTS[kind]
        words = comparison_of(own)
        if kind != Kind.DIFFERENCE:
            words = words.replace("Differences are", f"{shown.name}:", 1).replace(" minus ", f" {shown.between} ")
        told.append(words)
    return " ".join(told)


def _test(rows: pd.DataFrame) -> str:
    fits = [Fits(str(level)) for level in rows.loc[rows["variable"].eq(FITS).fillna(False), "level"].unique()]
    return " / ".join(TESTS[fit] for fit in fits or [Fits.TOGETHER])


def _same(rows: pd.DataFrame, first: pd.Series[Any]) -> pd.DataFrame:
    """Take all rows of the same analysis, parameter and visit."""
    keep = pd.Series(True, index=rows.index)
    for key in ("analysis", "PARAMCD", "AVISIT"):
        keep &= rows[key].isna() if pd.isna(first[key]) else (rows[key] == str(first[key])).fillna(False)
    return rows[keep]


def _arms(rows: pd.DataFrame, look: Look) -> list[str]:
    means = set(rows.loc[rows["kind"].isin(list(OF_ARMS)), "ARM"].dropna())
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
    means = beside[beside["kind"].isin(list(OF_ARMS)) & beside["n"].notna()]
    tests = beside[(beside["kind"] == Kind.INTERACTION).fillna(False) & beside["p_value"].notna()]
    arms, levels = _arms(beside, look), several(own["conf_level"])
    first = own.iloc[0]
    title = ", ".join(
        [parameter_title(first), *([unbroken(str(first["AVISIT"]))] if pd.notna(first["AVISIT"]) else [])]
    )
    lines = [Line(wrap(title, NAMES, bold=True), heading=True, spans=True)]
    lines += _level_lines(own[own["group"].isna()], means[means["group"].isna()], ALL, arms, levels)
    for factor in own["group"].dropna().unique():
        test = tests[tests["group"] == factor]
        p = " / ".join(p_value(value) for value in test["p_value"])
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
        sizes_of = tuple(sizes.get(arm, ABSENT) for arm in arms)
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


def _tested(rows: pd.DataFrame, drawn: pd.DataFrame) -> str:
    """Say whose tests stand in the one column, where each comparison has its own."""
    apart = rows["kind"].eq(Kind.INTERACTION).fillna(False) & rows["ARM"].notna() & rows["p_value"].notna()
    arms = present(drawn["ARM"])
    return f"{_test(rows)}: of {' / '.join(arms)}." if apart.any() and len(arms) > 1 else ""


def _untested(rows: pd.DataFrame) -> list[str]:
    """Name the factors without a test, by reason."""
    tests = rows[rows["kind"].eq(Kind.INTERACTION).fillna(False) & rows["p_value"].isna()]
    return [
        f"No test: {list_of([str(name) for name in own['group'].unique()])} ({reason})."
        for reason, own in tests.groupby(tests["reason"].fillna("no reason given"), sort=False)
    ]


def _alt(drawn: pd.DataFrame, plans: pd.DataFrame) -> str:
    firsts = drawn.drop_duplicates("PARAMCD")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    factors = [str(name) for name in drawn["group"].dropna().unique()]
    planned = " ".join(WORDS[Plan(plan)] for plan in plans["level"].unique())
    return (
        f"Forest plot, {_header(drawn)}, of {list_of(names)}{_at(drawn)}, in all subjects "
        f"and by {list_of(factors)}. {planned} {_comparison(drawn)} The numbers are written beside the lines."
    )


def _at(drawn: pd.DataFrame) -> str:
    visits = present(drawn["AVISIT"])
    return f" at {list_of(visits)}" if visits else ""
