"""The 36-item health survey: SF-36 versions 1 and 2, and RAND-36."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from trialstats.trialfile.parts.part import FilePath, Paramcd, Part, Text, one_or_more
from trialstats.trialfile.questionnaires.form import check_pattern, fill

__all__ = ["SCALES", "NormsFile", "Sf36"]

SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
# How the codes of each set of components end.
COMPONENTS = {"orthogonal": "", "farivar2007": "C", "grassi2010": "G"}

Components = Literal["orthogonal", "farivar2007", "grassi2010"]
NORMS_OF = {"v1": "us1990", "v2": "us1998"}


class NormsFile(Part):
    """Norms that the user supplies: a CSV with a row for each of the eight scales."""

    file: FilePath = Field(description="Path of the CSV (scale, mean, sd), from the project's top folder.")
    label: Text | None = Field(None, description="The population, for tables and figures; by default the file's name.")


def kind_of_norms(given: object) -> str:
    """Tell a file from a name, so that what is wrong is said of the one that the author meant."""
    return "file" if isinstance(given, dict | NormsFile) else "name"


AnyNorms = Annotated[
    Annotated[Literal["us1990", "us1998"], Tag("name")] | Annotated[NormsFile, Tag("file")],
    Discriminator(kind_of_norms),
]


class Sf36(Part):
    """SF-36 or RAND-36, scored as its manual says."""

    name: Literal["sf36"] = Field(description="Which questionnaire.")
    version: Literal["v1", "v2", "rand36"] = Field(description="Which scoring.")
    items: Text = Field(description="Names of the item columns with `{n}` or `{n:02d}` for the number.")
    norms: AnyNorms | None = Field(
        None, description="Norms for T scores and components: us1990 (v1), us1998 (v2), or a file of your own."
    )
    components: Annotated[tuple[Components, ...], Field(min_length=1), one_or_more(Components)] = Field(
        ("orthogonal",), description="Which summary components: PCS and MCS, or oblique ones."
    )
    half_rule: bool | None = Field(None, description="RAND-36: need half of the items; by default any answered.")
    mcid: dict[Paramcd, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Minimal clinically important differences by PARAMCD of its scores."
    )
    mcid_source: Text | None = Field(None, description="Where they come from, for tables that use them.")

    @field_validator("items")
    @classmethod
    def check_items(cls, value: str) -> str:
        return check_pattern(value)

    @property
    def classes(self) -> tuple[str, ...]:
        """It has none."""
        return ()

    @property
    def title(self) -> str:
        """What it is called."""
        return "RAND-36" if self.version == "rand36" else "SF-36"

    @property
    def has_scales(self) -> bool:
        """Whether any score is made of several items: its scales are."""
        return True

    @property
    def labels(self) -> dict[str, str]:
        """What its scores are called, by PARAMCD: only scoring knows."""
        return {}

    @property
    def columns(self) -> dict[Hashable, str]:
        """The column of each item that is read, in order: items 1 to 36."""
        return {number: fill(self.items, number) for number in range(1, 37)}

    def answers_of(self, item: Hashable) -> dict[str, float]:
        """Give the code of each text that is an answer to an item: none, for the codes stand in the file."""
        return {}

    def texts_of(self, item: Hashable) -> dict[str, float]:
        """Give the texts that forms have beside codes: none."""
        return {}

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it reads beside its source."""
        return (self.norms.file,) if isinstance(self.norms, NormsFile) else ()

    @property
    def options(self) -> dict[str, Any]:
        """What scoring is asked for, beside the items."""
        return {
            "version": self.version,
            "norms": Path(self.norms.file) if isinstance(self.norms, NormsFile) else self.norms,
            "norms_label": self.norms.label if isinstance(self.norms, NormsFile) else None,
            "components": self.components,
            "half_rule": self.half_rule,
            "mcid": self.mcid,
            "mcid_source": self.mcid_source,
        }

    @property
    def parameters(self) -> tuple[str, ...]:
        """The PARAMCDs of the scales, the health-transition item, T scores and components."""
        if self.version == "rand36":
            return tuple(f"R36{scale}" for scale in (*SCALES, "HT"))
        scales = [f"SF36{scale}" for scale in SCALES]
        if self.norms is None:
            return (*scales, "SF36HT")
        components = [f"SF36{name}{COMPONENTS[wanted]}" for wanted in self.components for name in ("PCS", "MCS")]
        return (*scales, "SF36HT", *(f"{scale}T" for scale in scales), *components)

    @model_validator(mode="after")
    def check_version(self) -> Sf36:
        if self.version == "rand36" and self.norms:
            raise ValueError("RAND-36 scales have no Ware norms: leave `norms` out or score v1")
        if isinstance(self.norms, str) and self.norms != NORMS_OF.get(self.version):
            raise ValueError(f"norms of {self.version} are {NORMS_OF[self.version]}, not {self.norms}, or a file's")
        if self.norms is None and "components" in self.model_fields_set:
            raise ValueError("`components` need `norms`")
        if self.mcid and self.mcid_source is None:
            raise ValueError("`mcid` needs an `mcid_source`: a sentence on where the differences come from")
        if self.version != "rand36" and self.half_rule is not None:
            raise ValueError(f"`half_rule` is an option of rand36; {self.version} always has the half rule")
        return self
