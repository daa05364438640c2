"""The house style: what a company sets once for the documents of all of its trials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from trialstats.trialfile.parts.house_words import HouseWords
from trialstats.trialfile.parts.part import Text
from trialstats.trialfile.text.wording import nearest

__all__ = ["HouseStyle"]

POINTS_PER_MM = 72 / 25.4
NAMED = re.compile(r"\{(\w+)\}")
PLACES = ("study", "title", "source", "version", "data_cut")  # what headers and footers may name
BESIDE_FIGURE = 42.0  # mm
SIZES_MM = {"A4": (210.0, 297.0), "letter": (215.9, 279.4)}


class HouseStyle(HouseWords):
    """Paper, type and words of tables and listings, and how p values are written everywhere."""

    paper: Literal["A4", "letter"] = Field("A4", description="The size of the paper.")
    orientation: Literal["as needed", "portrait", "landscape"] = Field(
        "as needed", description="`as needed` turns the page of a table that is too wide for it standing."
    )
    margin: float = Field(20.0, ge=10, le=50, description="Margin at each side, in mm.")
    font: Literal["Arial", "Times New Roman", "Courier New"] = Field("Arial", description="The typeface.")
    font_size: float = Field(8.5, ge=6, le=14, description="The size of the type, in points.")
    header: Text = Field(
        "{study}",
        description="What stands at the left above every page, with the page's number at the right. `{study}`, "
        "`{title}`, `{source}`, `{version}` and `{data_cut}` stand for what they say.",
    )
    footer: Text = Field("{source}", description="What stands below every page; with the same names as the header.")
    continued: Text = Field("(continued)", description="What titles and headings say from the second page on.")
    notes_at_end: Text = Field(
        "Notes: on the last page of this table.",
        description="What stands below a page of a table whose notes are too long to be repeated.",
    )
    contents: Text = Field("Tables", description="The title of the list of tables that begins a document of all.")
    listings: Text = Field("Listings", description="The title of the document of all listings, and of its list.")
    new_page: Literal["as filled", "each group"] = Field(
        "as filled", description="`each group` begins a page with each parameter or visit that heads rows."
    )
    p_values: Literal[".018", "0.018"] = Field(".018", description="How p values are written, everywhere.")

    @field_validator("header", "footer")
    @classmethod
    def check_names(cls, text: str) -> str:
        for name in NAMED.findall(text):
            if name not in PLACES:
                raise ValueError(f"{{{name}}} stands for nothing{nearest(name, PLACES)}")
        return text

    def filled(self, text: str, said: Mapping[str, str]) -> str:
        """Put what is said by each name into a header or footer."""
        return NAMED.sub(lambda found: said.get(found[1], found[0]), text)

    @property
    def zero_before_p(self) -> bool:
        """Whether p values have a zero before the point."""
        return self.p_values == "0.018"

    @property
    def leading(self) -> float:
        """From line to line, in points."""
        return 1.2 * self.font_size

    @property
    def margin_points(self) -> float:
        """The margin in points."""
        return self.margin * POINTS_PER_MM

    def sheet(self, *, landscape: bool) -> tuple[float, float]:
        """Give width and height of the paper in points."""
        short, long = SIZES_MM[self.paper]
        width, height = (long, short) if landscape else (short, long)
        return width * POINTS_PER_MM, height * POINTS_PER_MM

    @property
    def figure_height(self) -> float:
        """How tall a figure may be on a page that stands, in mm: title, notes, header and footer have room too."""
        return self.room(landscape=False)[1] / POINTS_PER_MM - BESIDE_FIGURE

    def room(self, *, landscape: bool) -> tuple[float, float]:
        """Give width and height of what lies between the margins, in points."""
        width, height = self.sheet(landscape=landscape)
        return width - 2 * self.margin_points, height - 2 * self.margin_points
