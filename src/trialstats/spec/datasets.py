"""The analysis datasets: findings (BDS: subject, parameter, visit) and occurrences (one row an event)."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from trialstats.spec.deviates import Deviates
from trialstats.spec.part import (
    Bounds,
    ColumnName,
    FilePath,
    Name,
    OneOrMore,
    Paramcd,
    Part,
    Text,
    Variable,
    one_or_more,
)
from trialstats.spec.response import Cold, Response
from trialstats.spec.sources import Problems
from trialstats.spec.subjects import Column

__all__ = ["Dataset", "Derived", "Instrument", "NormsFile", "Occurrence", "Parameter"]

ITEM = re.compile(r"^(?P<before>[^{}]*)\{n(:0(?P<width>[1-9])d)?\}(?P<after>[^{}]*)$")


class Outcome(Part):
    """What is told of every parameter, measured or derived."""

    label: Text = Field(description="PARAM without its unit.")
    unit: Text | None = Field(None, description="Its unit.")
    range: Bounds | None = Field(None, description="Smallest and largest possible value.")
    better: Literal["lower", "higher"] | None = Field(None, description="Which direction is improvement.")
    mcid: float | None = Field(None, gt=0, description="Minimal clinically important difference.")
    decimals: int = Field(1, ge=0, le=6, description="Digits after the point in tables (for the mean).")


class Parameter(Outcome, Response):
    """A measured parameter: where its values stand and what they may be."""

    name: OneOrMore | None = Field(None, description="Long source: what its name column(s) hold for it.")
    column: ColumnName | None = Field(None, description="Wide source: the column with its values.")
    columns: dict[Text, ColumnName] | None = Field(
        None, description="Wide source with all visits of a subject in one row: the column of each visit."
    )
    text_results: OneOrMore = Field(
        (),
        description="Results that are not numbers and stay as text (AVALC) with AVAL empty; "
        "`<number` and `>number` stand for any value below or above a limit, `<0.5` for that text alone.",
    )

    @property
    def columns_read(self) -> tuple[str, ...]:
        """The columns of a wide source that hold its values."""
        return tuple((self.columns or {}).values()) or ((self.column,) if self.column else ())


class Derived(Outcome):
    """A parameter computed from others: of the same subject and visit, or over visits."""

    mean_of: tuple[Paramcd, ...] = Field((), description="The parameters whose mean it is, two or more.")
    at_least: int | None = Field(None, ge=1, description="How many must be present; by default all.")
    deviates: Deviates | None = Field(None, description="Normal deviates that it is composed of.")

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The parameters that it is computed from, by the key that names them."""
        return {"mean_of": self.mean_of, **({"deviates": self.deviates.of} if self.deviates else {})}

    @model_validator(mode="after")
    def check_rule(self) -> Derived:
        if self.deviates:
            if self.mean_of or self.at_least:
                raise ValueError("`deviates` is a rule of its own: leave `mean_of` and `at_least` out")
            return self
        if len(self.mean_of) < 2:
            raise ValueError("`mean_of` needs at least 2 entries")
        return self


class NormsFile(Part):
    """Norms that the user supplies: a CSV with a row for each of the eight scales."""

    file: FilePath = Field(description="Path of the CSV (scale, mean, sd), from the project's top folder.")


Components = Literal["orthogonal", "farivar2007", "grassi2010"]
NORMS_OF = {"v1": "us1990", "v2": "us1998"}


class Instrument(Part):
    """A questionnaire scored as its manual says."""

    name: Literal["sf36"] = Field(description="Which questionnaire.")
    version: Literal["v1", "v2", "rand36"] = Field(description="Which scoring.")
    items: Text = Field(description="Names of the item columns with `{n}` or `{n:02d}` for the number.")
    norms: Literal["us1990", "us1998"] | NormsFile | None = Field(
        None, description="Norms for T scores and components: us1990 (v1), us1998 (v2), or a file of your own."
    )
    components: Annotated[tuple[Components, ...], Field(min_length=1), one_or_more(Components)] = Field(
        ("orthogonal",), description="Which summary components: PCS and MCS, or oblique ones."
    )
    half_rule: bool | None = Field(None, description="RAND-36: need half of the items; by default any answered.")

    @field_validator("items")
    @classmethod
    def check_items(cls, value: str) -> str:
        if not ITEM.match(value):
            raise ValueError("must hold `{n}` or `{n:02d}` once, e.g. `q{n:02d}`")
        return value

    def item_column(self, number: int) -> str:
        """Name the column of an item, e.g. `q07`."""
        found = ITEM.match(self.items)
        assert found is not None  # the validator saw to it
        return f"{found['before']}{number:0{int(found['width'] or 1)}d}{found['after']}"

    @model_validator(mode="after")
    def check_version(self) -> Instrument:
        if self.version == "rand36" and self.norms:
            raise ValueError("RAND-36 scales have no Ware norms: leave `norms` out or score v1")
        if isinstance(self.norms, str) and self.norms != NORMS_OF.get(self.version):
            raise ValueError(f"norms of {self.version} are {NORMS_OF[self.version]}, not {self.norms}, or a file's")
        if self.norms is None and "components" in self.model_fields_set:
            raise ValueError("`components` need `norms`")
        if self.version != "rand36" and self.half_rule is not None:
            raise ValueError(f"`half_rule` is an option of rand36; {self.version} always has the half rule")
        return self


class Dataset(Part):
    """A BDS dataset: one source, its parameters or its instrument."""

    source: Name = Field(description="Its name under `sources`.")
    label: Text | None = Field(None, description="Label of the dataset.")
    adam: bool = Field(False, description="The source is ADaM already: its visits, values and flags are taken over.")
    parameters: dict[Paramcd, Parameter] = Field(default_factory=dict, description="Measured parameters by PARAMCD.")
    derived: dict[Paramcd, Derived] = Field(default_factory=dict, description="Derived parameters by PARAMCD.")
    columns: dict[Variable, Column] = Field(
        default_factory=dict, description="Further variables of each record, e.g. a batch, and their columns."
    )
    instrument: Instrument | None = Field(None, description="The questionnaire whose items the source holds.")
    visits: OneOrMore = Field((), description="The visits at which it is measured; by default all.")
    cold: Cold | None = Field(None, description="Which limbs were cold when they were examined.")
    records_in_window: Literal["closest", "first", "last"] = Field(
        "closest", description="Which of several records in a window gets ANL01FL (ties: the earlier)."
    )
    problems: Problems | None = Field(None, description="Choices for this dataset alone.")

    @property
    def visits_in_columns(self) -> bool:
        """Whether each row of the source holds a subject's values at all visits."""
        return any(parameter.columns for parameter in self.parameters.values())

    @property
    def tells_response(self) -> bool:
        """Whether any of its parameters tells an absent response from one that was not looked for."""
        return any(parameter.absent or parameter.not_done for parameter in self.parameters.values())

    @property
    def further_variables(self) -> tuple[str, ...]:
        """The variables of a record that it has beside those of every dataset, and that nobody else may name."""
        nerves = ("NVLOC", "NVLAT", "NVATTR") if any(p.nerve for p in self.parameters.values()) else ()
        responses = ("RESPSTAT", "RESPBL") if self.tells_response else ()
        composed = ("REASND",) if any(derived.deviates for derived in self.derived.values()) else ()
        return (*nerves, *responses, *composed, *(("TEMPFL",) if self.cold else ()))

    @property
    def files(self) -> list[str]:
        """The files that it reads beside its source."""
        norms = self.instrument.norms if self.instrument else None
        limits = [derived.deviates.reference.file for derived in self.derived.values() if derived.deviates]
        return [*([norms.file] if isinstance(norms, NormsFile) else []), *dict.fromkeys(limits)]

    @model_validator(mode="after")
    def check_content(self) -> Dataset:
        if bool(self.parameters) == bool(self.instrument):
            raise ValueError("give either `parameters` or `instrument`")
        if self.visits_in_columns and not all(parameter.columns for parameter in self.parameters.values()):
            raise ValueError("give `columns` by visit for every parameter, or for none")
        if self.adam and (self.instrument or self.derived or self.columns):
            raise ValueError("`adam: true` takes values over: leave `instrument`, `derived` and `columns` out")
        if self.instrument and self.columns:
            raise ValueError("`columns` are variables of a record; the scores of a questionnaire have none")
        return self


class Occurrence(Part):
    """A dataset with one row an event: adverse events, treatment sessions, medication."""

    source: Name = Field(description="Its name under `sources`.")
    label: Text | None = Field(None, description="Label of the dataset.")
    columns: dict[Variable, Column] = Field(min_length=1, description="ADaM variables and the columns they come from.")
    problems: Problems | None = Field(None, description="Choices for this dataset alone.")
