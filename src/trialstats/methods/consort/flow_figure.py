"""Draw the flow diagram of CONSORT 2025: from assessment down to analysis, a column of boxes an arm.

Everything is placed in mm: a box is as wide as its column and as high as the longest of its row, measured from the
widths of the texts, so that nothing overlaps however long the names are.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.page import Page
from trialstats.display.figure.theme import DOUBLE, QUIET
from trialstats.display.figure.words import notes, notes_height, wrap
from trialstats.display.look import Look
from trialstats.methods.consort.flow_figure_boxes import Diagram, Stage, diagram_of, outline
from trialstats.methods.consort.flow_figure_text import Text, height_of, set_lines, write_lines
from trialstats.methods.consort.options import FlowFigure
from trialstats.methods.consort.rows import Flow

__all__ = ["draw"]

MARGIN, PAD = 2.0, 1.8
# The names of the stages at the left; a page for more than MANY arms is as wide as a sheet turned on its side, mm.
NAMES, MANY, WIDE = 27.0, 4, 247.0
# Between columns of few and of many arms, between rows, from the stem to the box beside it, mm.
BETWEEN, CLOSE, APART, ASIDE = 5.0, 3.0, 5.5, 9.0
# Room that the name of a stage takes above that of its first part, mm.
STAGE = 3.4
# Boxes above the arms, and beside them, are no wider than this, mm.
SINGLE_BOX = 72.0

NOTE = (
    "n: number of participants. Each box is the one before it without those named; follow-up and every analysis begin "
    "with all who were randomised. CONSORT 2025 (Hopewell et al., BMJ 2025;389:e081123)."
)


def draw(figure: FlowFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw the boxes of one flow; the data hold every number of the diagram, with its stage and arm."""
    diagram = diagram_of(rows, look)
    sheet = Sheet(diagram, notes([NOTE, *figure.footnotes, *reasons_of(rows)], look, width_of(diagram) - 2 * MARGIN))
    sheet.draw()
    return Drawing(sheet.page.figure, data_of(rows, diagram), sheet.width, sheet.height, outline(diagram))


def reasons_of(rows: pd.DataFrame) -> list[str]:
    """Say why something is not known."""
    names = {
        Flow.ASSESSED: "Assessed for eligibility",
        Flow.RECEIVED: "Received the treatment",
        Flow.COMPLETED: "Follow-up",
        Flow.ANALYSED: "Analysed",
    }
    told = rows[rows["count"].isna() & rows["reason"].notna()].drop_duplicates(["variable", "group", "reason"])
    return [
        f"{names[Flow(row['variable'])]}: not known, since {row['reason']}."
        for row in told.to_dict("records")
        if row["variable"] in names
    ]


def data_of(rows: pd.DataFrame, diagram: Diagram) -> pd.DataFrame:
    """List the lines of the diagram in their order: id, stage, arm, what is counted, how many of how many."""
    lines = [(item.record["id"], stage, item.text.rpartition(" (")[0]) for stage, item in diagram.items]
    frame = pd.DataFrame(lines, columns=["id", "stage", "box"])
    columns = ["ARM", "group", "variable", "level", "count", "total"]
    shown = plotted(rows, columns).drop_duplicates("id").set_index("id")
    return frame.join(shown, on="id")


def width_of(diagram: Diagram) -> float:
    return DOUBLE if len(diagram.arms) <= MANY else WIDE


class Sheet:
    """The page with its columns; heights are measured first, then boxes are drawn from the top."""

    def __init__(self, diagram: Diagram, caption: str) -> None:
        self.diagram, self.caption = diagram, caption
        self.width = width_of(diagram)
        many = len(diagram.arms)
        between = BETWEEN if many <= 3 else CLOSE
        self.left = MARGIN + NAMES + 2.0
        room = self.width - MARGIN - self.left
        self.column = (room - between * (many - 1)) / many
        self.lefts = [self.left + place * (self.column + between) for place in range(many)]
        self.middle = self.left + room / 2
        self.single = min(SINGLE_BOX, room / 2 - ASIDE)
        self.assessed, self.randomised = (
            set_lines(items, self.single - 2 * PAD, centred=True) for items in (diagram.assessed, diagram.randomised)
        )
        self.excluded = set_lines(diagram.excluded, self.single - 2 * PAD)
        self.stages = [self.set_stage(stage, first=number == 0) for number, stage in enumerate(diagram.stages)]
        self.height = MARGIN + self.enrolment_height() + 2 * APART
        self.height += sum(
            sum(self.part_heights(parts, names_of(stage))) + APART
            for stage, parts in zip(diagram.stages, self.stages, strict=True)
        )
        self.height += notes_height(caption, 3.0) + MARGIN - APART
        self.page = Page(self.width, self.height)

    def set_stage(self, stage: Stage, first: bool) -> list[list[list[Text]]]:
        """Break the lines of each part and arm; the first stage begins with the names of the arms."""
        room = self.column - 2 * PAD
        return [
            [
                set_lines(items, room, heading=arm if first else "")
                for arm, items in zip(self.diagram.arms, part.lines, strict=True)
            ]
            for part in stage.parts
        ]

    def part_heights(self, parts: Sequence[Sequence[Sequence[Text]]], names: Sequence[str]) -> list[float]:
        """Give each part the height of its longest box, or of its name at the left."""
        return [
            max(*map(height_of, part), name_height(name, first=number == 0)) + 2 * PAD
            for number, (part, name) in enumerate(zip(parts, names, strict=True))
        ]

    def enrolment_height(self) -> float:
        beside = height_of(self.excluded) + 2 * PAD + APART if self.excluded else APART
        return height_of(self.assessed) + 2 * PAD + beside + height_of(self.randomised) + 2 * PAD

    def draw(self) -> None:
        down = self.enrolment(MARGIN)
        down = self.branches(down)
        for number, (stage, parts) in enumerate(zip(self.diagram.stages, self.stages, strict=True)):
            if number:
                for left in self.lefts:
                    self.arrow(left + self.column / 2, down, down + APART)
                down += APART
            down = self.stage(stage, parts, down)
        self.page.notes(MARGIN, down + 3.0, self.caption)

    def enrolment(self, down: float) -> float:
        """Draw who was assessed, excluded beside the stem, and randomised; returns the foot."""
        start = self.middle - self.single / 2
        self.name("Enrolment", down)
        foot = self.box(start, down, self.single, self.assessed, centred=True)
        end = foot + APART
        if self.excluded:
            beside = height_of(self.excluded) + 2 * PAD
            end = foot + beside + APART
            top = foot + APART / 2
            left = self.middle + ASIDE
            self.box(left, top, self.single, self.excluded)
            self.page.arrow((self.middle, top + beside / 2), (left, top + beside / 2))
        self.arrow(self.middle, foot, end)
        return self.box(start, end, self.single, self.randomised, centred=True)

    def branches(self, down: float) -> float:
        """Draw the way from those randomised to each arm."""
        centres = [left + self.column / 2 for left in self.lefts]
        self.page.line((self.middle, down), (self.middle, down + APART))
        self.page.line((centres[0], down + APART), (centres[-1], down + APART))
        for centre in centres:
            self.arrow(centre, down + APART, down + 2 * APART)
        return down + 2 * APART

    def stage(self, stage: Stage, parts: Sequence[Sequence[Sequence[Text]]], down: float) -> float:
        """Draw a row of boxes, a rule between its parts, and its name at the left; returns the foot."""
        names = names_of(stage)
        heights = self.part_heights(parts, names)
        for left in self.lefts:
            self.page.box(left, down, self.column, sum(heights))
        for number, (part, name, height) in enumerate(zip(parts, names, heights, strict=True)):
            if number:
                for left in self.lefts:
                    self.page.line((left + PAD, down), (left + self.column - PAD, down), quiet=True)
            self.name(stage.name if number == 0 else "", down, name)
            for left, lines in zip(self.lefts, part, strict=True):
                write_lines(self.page, left + PAD, down + PAD, lines)
            down += height
        return down

    def name(self, stage: str, down: float, part: str = "") -> None:
        """Write the name of a stage, and of a part of it, at the left."""
        top = down + PAD
        self.page.write(MARGIN, top, stage, va="top", weight="bold")
        if part:
            below = wrap(part, NAMES)
            self.page.write(MARGIN, top + (STAGE if stage else 0.0), below, va="top", color=QUIET, linespacing=1.25)

    def box(self, left: float, top: float, width: float, lines: Sequence[Text], centred: bool = False) -> float:
        """Draw a box around lines; returns its foot."""
        height = height_of(lines) + 2 * PAD
        self.page.box(left, top, width, height)
        write_lines(self.page, left + PAD, top + PAD, lines, width=width - 2 * PAD if centred else None)
        return top + height

    def arrow(self, across: float, start: float, end: float) -> None:
        self.page.arrow((across, start), (across, end))


def names_of(stage: Stage) -> list[str]:
    return [part.name for part in stage.parts]


def name_height(name: str, *, first: bool) -> float:
    """Room that the name of a part takes at the left, mm; the first stands under the stage's."""
    return height_of([Text(line) for line in wrap(name, NAMES).split("\n")]) + STAGE * first if name else 0.0
