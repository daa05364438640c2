"""The words and forms that a company has of its own, in the place of ours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trialstats.trialfile.parts.part import Part, Text

__all__ = ["HouseWords"]

# Words with the place of a number in them.
Count = Annotated[str, StringConstraints(pattern=r"^[^{}]*\{n\}[^{}]*$")]
PageNumber = Annotated[str, StringConstraints(pattern=r"^[^{}]*\{page\}([^{}]*\{pages\})?[^{}]*$")]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class HouseWords(Part):
    """Words and forms in tables and listings, the same in HTML, CSV, RTF and Word."""

    total: Text = Field("All", description="What stands above the column of all arms: Total, Overall.")
    count: Count = Field("(N = {n})", description="The number of subjects below a column's label; `{n}` is the number.")
    mean: Text = Field("Mean (SD)", description="The label of means with their standard deviations.")
    median: Text = Field("Median (Q1 to Q3)", description="The label of medians with their quartiles.")
    range: Text = Field("Minimum to maximum", description="The label of ranges.")
    intervals: Literal["a to b", "a, b"] = Field(
        "a to b", description="How the ends of intervals, quartiles and ranges are written, in figures too."
    )
    absent: Text = Field("\N{EN DASH}", description="What stands for a number that there is not: NE, NC, an em dash.")
    nobody: Text = Field("No subject.", description="What a listing says that has no record.")
    dates: Literal["2024-01-31", "31JAN2024", "31 Jan 2024"] = Field(
        "2024-01-31", description="How dates are written in listings; the CSV always has `2024-01-31`."
    )
    page: PageNumber = Field(
        "Page {page} of {pages}", description="What stands at the right above every page of documents."
    )

    def date(self, text: str) -> str:
        """Write a day, `2024-01-31`, or what is known of one, `2024-01` or `2024`, as the house does.

        The months' names are English wherever it runs.
        """
        if self.dates == "2024-01-31":
            return text
        year, *parts = text.split("-")
        words = [MONTHS[int(part) - 1] if at == 0 else part for at, part in enumerate(parts)]
        said = [*reversed(words), year]
        return "".join(said).upper() if self.dates == "31JAN2024" else " ".join(said)
