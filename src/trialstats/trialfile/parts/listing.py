"""A listing of subjects' data, as section 16.2 of a clinical study report has them (ICH E3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Filter, Names
from trialstats.trialfile.parts.part import Name, Part, Text, Variable, one_or_more

__all__ = ["ADEXCL", "ADSL", "Listing"]

Columns = Annotated[tuple[Variable, ...], Field(min_length=1), one_or_more(Variable)]
ADSL = "adsl"
# The dataset with a row a subject and population that the subject is not in, and the reason.
ADEXCL = "adexcl"


class Listing(Part):
    """Records of one ADaM dataset as they are, by arm and subject."""

    dataset: Name = Field(
        description="`adsl`, a dataset or occurrence, `adice` (intercurrent events), `adtte` (times to an event), or "
        "`adexcl`: who is not in a population, and why (POPVAR, POP, REASON)."
    )
    title: Text = Field("", description="Its title; by default what the dataset is called.")
    number: Text | None = Field(
        None, description="Its number; by default the next of its section of ICH E3, e.g. `16.2.7.1`."
    )
    population: Variable | None = Field(None, description="Only subjects of this population; by default everybody.")
    records: tuple[Filter, ...] = Field(
        (), description="Which records are listed, by variables of the dataset or of ADSL; by default all."
    )
    columns: Columns = Field(
        description="The variables that are columns, beside the subject; of the dataset, or of ADSL."
    )
    optional: Names = Field((), description="Columns that are left out where the data have no such variable.")
    headers: dict[Variable, Text] = Field(
        default_factory=dict, description="Words above columns, in the place of the variables' labels."
    )
    group: Names = Field(
        (), description="Variables that head groups of rows; by default the arm. `[SITEID, TRT01P]`: site and arm."
    )
    sort: Names = Field((), description="What rows of a subject are sorted by; by default their order in the dataset.")
    once: Names = Field((), description="Columns, the first ones, that are written once as long as they stay the same.")
    where_empty: Literal["say so", "leave out"] = Field(
        "say so", description="What becomes of a listing without records: a line says so, or it is left out."
    )
    footnotes: tuple[Text, ...] = Field((), description="Notes under it, on every page.")

    def of_data(self, known: Collection[str]) -> Listing:
        """Leave out the optional columns that are not among the variables of the data; not all that there are."""
        absent = {variable for variable in self.optional if variable not in known}
        kept = tuple(variable for variable in self.columns if variable not in absent)
        return self.model_copy(update={"columns": kept}) if kept else self

    @property
    def variables(self) -> dict[str, tuple[str, ...]]:
        """The variables that it names, by the key that names them."""
        of_records = tuple(chosen.column for chosen in self.records)
        return {"columns": self.columns, "group": self.group, "sort": self.sort, "records": of_records}
