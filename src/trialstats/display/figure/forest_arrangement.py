"""Which endpoints of a forest share an axis, what each line says, and what is said once for all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from trialstats.display.figure.choose import several
from trialstats.display.figure.forest_lines import SIDE, Block, Line, least_share, numbers_of
from trialstats.display.figure.words import measure_words, unbroken, unit_of, wrap
from trialstats.display.numbers import number, p_value
from trialstats.results.kinds import Kind
from trialstats.results.rows import NO_UNITS

__all__ = ["MIRRORED", "Arrangement", "aligned", "arrange_lines", "on_one_scale"]

Ranges = Mapping[str, tuple[float, float]]
# What part of an axis intervals and no difference lie within at the least, where others need another place for it.
USED = 0.5
# Endpoints of one unit still get axes of their own where one is so many times as wide as another.
DISPARITY = 6.0
MIRRORED = "Axes run from right to left where {better} values are better, so that one side favours one arm throughout."


@dataclass(frozen=True)
class Arrangement:
    """The blocks of a forest; corner: what all lines have in common, which stands above them."""

    blocks: list[Block]
    corner: str

    @property
    def note(self) -> str:
        """Say which axes run from right to left, if some do."""
        turned = [block.better for block in self.blocks if block.mirrored]
        return MIRRORED.format(better=turned[0]) if turned else ""


@dataclass(frozen=True)
class Shared:
    """What all lines of a figure have in common: the visit and the measure, empty where they differ in it."""

    visit: str
    measure: str

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Shared:
        one_visit = not several(rows["AVISIT"]) and rows["AVISIT"].notna().all()
        return cls(
            str(rows["AVISIT"].iloc[0]) if one_visit else "",
            "" if several(rows["measure"]) else measure_words(rows["measure"].iloc[0]),
        )

    @property
    def words(self) -> str:
        told = ", ".join(filter(None, [self.measure, unbroken(self.visit)]))
        return told[:1].upper() + told[1:]


def arrange_lines(rows: pd.DataFrame, width: float, ranges: Ranges | None = None) -> Arrangement:
    """Write the lines of each endpoint, within a width in mm, and gather endpoints that can share an axis.

    Those share one that have a unit in common, or are scores of one range (`ranges`, by PARAMCD).
    """
    shared = Shared.of(rows)
    titled = rows.assign(_title=[_title(row, shared) for _, row in rows.iterrows()])
    keys = ["PARAMCD", "measure", "_title"]
    endpoints = [own.drop(columns="_title") for _, own in titled.groupby(keys, sort=False, dropna=False)]
    gathered: dict[tuple[object, ...], list[pd.DataFrame]] = {}
    for endpoint in endpoints:
        gathered.setdefault(_axis(endpoint.iloc[0], ranges or {}), []).append(endpoint)
    # Effect sizes are drawn to be compared with each other, whatever they are of.
    compared = bool((rows["kind"] == Kind.EFFECT_SIZE).all())
    blocks = []
    for group in gathered.values():
        reaches = [max(_reach(endpoint), 1e-300) for endpoint in group]
        alike = compared or max(reaches) <= DISPARITY * min(reaches)
        together = [group] if alike else [[endpoint] for endpoint in group]
        blocks += [_block(endpoints, rows, shared, width) for endpoints in together]
    arranged = aligned(blocks)
    return Arrangement(_alike(arranged) if compared else arranged, shared.words)


def _alike(blocks: Sequence[Block]) -> list[Block]:
    """Let all axes go as far to either side as the one that goes furthest."""
    left, right = (max(ends) for ends in zip(*(block.extent for block in blocks), strict=True))
    return [replace(block, least=(left, right), share=least_share(left, right)) for block in blocks]


def aligned(blocks: Sequence[Block]) -> list[Block]:
    """Put no difference at one place of all axes, and the arm that lines favour on one side; the first gives the side.

    Blocks of which nobody said which way is better come last, so that no hint seems to be theirs.
    """
    told = [block for block in blocks if block.better]
    turned = [replace(block, mirrored=block.better != told[0].better) for block in told]
    turned += [block for block in blocks if not block.better]
    if len(turned) == 1:
        return turned
    share = common_share([block.extent for block in turned])
    return [replace(block, share=share) for block in turned]


def common_share(extents: Sequence[tuple[float, float]]) -> float:
    """Choose what part of all axes lies left of no difference, so that as much of them as can be holds intervals.

    Of no axis less than a part (`USED`) does, if that can be, so that an axis of the other side is not squeezed.
    """
    places = [SIDE + (1 - 2 * SIDE) * k / 100 for k in range(101)]
    drawn = [(left, right) for left, right in extents if left + right > 0] or [(1.0, 1.0)]
    used = {
        share: [(left + right) / max(left / share, right / (1 - share)) for left, right in drawn] for share in places
    }
    enough = [share for share in places if min(used[share]) >= USED]
    if not enough:
        return max(places, key=lambda share: min(used[share]))
    return max(enough, key=lambda share: sum(map(math.log, used[share])))


def on_one_scale(blocks: Sequence[Block]) -> list[Block]:
    """Give axes of one unit and direction the same ends, and put no difference at one place of all.

    Logarithmic axes stay as they are.
    """
    if any(block.scale == "log" for block in blocks):
        return list(blocks)
    extents: dict[tuple[str, ...], list[tuple[float, float]]] = {}
    for block in blocks:
        extents.setdefault(_unit(block), []).append(block.extent)
    widest = {unit: tuple(map(max, zip(*own, strict=True))) for unit, own in extents.items()}
    return aligned([replace(block, least=widest[_unit(block)]) for block in blocks])


def _unit(block: Block) -> tuple[str, ...]:
    first = block.rows.iloc[0]
    return (block.better, str(first["kind"]), unit_of(first) or str(first["PARAMCD"]))


def _axis(row: pd.Series[Any], ranges: Ranges) -> tuple[object, ...]:
    better = "" if pd.isna(row["better"]) else str(row["better"])
    if row["kind"] == Kind.EFFECT_SIZE:
        return (better,)
    unit, code = unit_of(row), str(row["PARAMCD"])
    if unit and unit not in NO_UNITS:
        return (better, unit, row["measure"] == "PCHG")
    # Without a unit only their range tells whether two scores have one scale.
    return (better, ranges[code]) if code in ranges else (better, code, str(row["measure"]))


def _reach(rows: pd.DataFrame) -> float:
    return float(rows[["estimate", "conf_low", "conf_high"]].abs().max().max())


def _block(endpoints: list[pd.DataFrame], rows: pd.DataFrame, shared: Shared, width: float) -> Block:
    better = endpoints[0]["better"].iloc[0]
    lines = [line for endpoint in endpoints for line in _lines(endpoint, rows, shared, width)]
    return Block(tuple(lines), "" if pd.isna(better) else str(better))


def _lines(endpoint: pd.DataFrame, rows: pd.DataFrame, shared: Shared, width: float) -> list[Line]:
    # What all lines of the endpoint have in common stands in its heading, the rest on the lines.
    first = endpoint.iloc[0]
    visits, analyses = several(endpoint["AVISIT"]), several(endpoint["analysis"])
    arms, levels = several(rows["ARM"]), several(rows["conf_level"])
    at = "" if visits or shared.visit or pd.isna(first["AVISIT"]) else f", {unbroken(str(first['AVISIT']))}"
    title = f"{_title(first, shared)}{at}"
    if len(endpoint) == 1:
        name = f"{title}: {unbroken(str(first['ARM']))}" if arms else title
        return [_line(first, wrap(name, width), levels)]
    lines = [Line(wrap(title, width, bold=True), heading=True)]
    for _, row in endpoint.iterrows():
        names = [str(row["AVISIT"])] * visits + [str(row["ARM"])] * arms
        words = [_analysis(row)] * analyses + [unbroken(name) for name in names]
        text = wrap(", ".join(words), width - 3).replace("\n", "\n  ")
        lines.append(_line(row, f"  {text}", levels))
    return lines


def _title(row: pd.Series[Any], shared: Shared) -> str:
    name = str(row["PARAMCD"] if pd.isna(row["PARAM"]) else row["PARAM"])
    unit = "" if row["kind"] == Kind.EFFECT_SIZE or unit_of(row) in NO_UNITS else unit_of(row)
    measure = "" if shared.measure else measure_words(row["measure"])
    return ", ".join(filter(None, [name, measure, unit]))


def _analysis(row: pd.Series[Any]) -> str:
    return str(row["analysis"] if pd.isna(row["label"]) else row["label"])


def _line(row: pd.Series[Any], text: str, several_levels: bool) -> Line:
    p = "" if pd.isna(row["p_value"]) else p_value(row["p_value"])
    n = "" if pd.isna(row["n"]) else number(row["n"], 0)
    return Line(text, row, numbers_of(row, several_levels), p, counts=(n,))
