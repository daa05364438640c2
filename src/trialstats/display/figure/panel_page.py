"""A page of panels of one size, in mm: headings above, titles of axes, text below; key and notes at the foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialstats.display.figure.axes import write_at
from trialstats.display.figure.grid import Grid
from trialstats.display.figure.page import Page, key_height
from trialstats.display.figure.panels import Panel, heading_height, write_headings
from trialstats.display.figure.theme import LINE, Style, text_width
from trialstats.display.figure.words import notes_height

__all__ = ["PanelPage", "every"]

MARGIN = 2.0
# From the x axis down to the foot of its title, from the y axis to the middle of its title, and around the key, mm.
X_TITLE, Y_TITLE, PAD = 7.0, 9.5, 1.5


class PanelPage(Page):
    """Panels in a grid, each with a plot area in `areas`.

    tall: height of a plot area; below: room under it for its axis and rows of text, mm. key: the styles of the
    arms that panels show, where these are several; marks: whether it has their marks beside their lines.
    """

    def __init__(
        self,
        grid: Grid,
        panels: Sequence[Panel],
        *,
        tall: float,
        below: float,
        caption: str,
        key: Mapping[str, Style] | None = None,
        marks: bool = True,
    ) -> None:
        self.grid, self.tall = grid, tall
        fitted = [panel.fit(grid.length) for panel in panels]
        above = PAD + heading_height(fitted)
        room = grid.width - grid.left - MARGIN
        foot = MARGIN + grid.rows(len(fitted)) * (above + tall + below)
        names = {arm: arm for arm in key or ()}
        end = foot + (key_height(names, room) + PAD if key else 0.0)
        super().__init__(grid.width, end + notes_height(caption, PAD) + MARGIN)
        self.tops = [MARGIN + place // grid.columns * (above + tall + below) + above for place in range(len(fitted))]
        self.areas = [
            self.plot_area(grid.left_of(place), top, grid.length, tall) for place, top in enumerate(self.tops)
        ]
        write_headings(self.areas, fitted)
        if key:
            self.key(grid.left, foot, room, names, key, lines=True, marks=marks)
        self.notes(MARGIN, end + PAD, caption)

    def title(self, place: int, x: str, y: str, aside: float = Y_TITLE) -> None:
        """Title the axes of a panel; aside: how far left of the y axis its title stands, mm."""
        write_at(self.areas[place], 0.5, 0, x, up=-(X_TITLE + LINE * x.count("\n")), ha="center")
        across, down = self.grid.left_of(place) - aside, self.tops[place] + self.tall / 2
        self.write(across, down, y, rotation=90, ha="center")


def every(places: Sequence[float], texts: Sequence[str], length: float, span: float) -> list[float]:
    """Choose every so manieth place, so that texts under them do not touch on an axis of a length in mm."""
    needed = max((text_width(text) for text in texts), default=0.0) + 1.2
    step = next((k for k in (1, 2, 3, 4, 5, 10, 20, 50, 100) if k * length / max(span, 1e-9) >= needed), len(places))
    return [place for place in places if round(place) % step == 0]
