"""What parts of a data file of a questionnaire have in common: how they are typed, and the words in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = ["Better", "Confidence", "Fact", "Label", "Name", "Paramcd", "Sentence"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Paramcd = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Sentence = Annotated[str, StringConstraints(min_length=1)]
Better = Literal["lower", "higher"]
Confidence = Literal["H", "M"]
"""How sure a fact is: H two independent sources were read, M one. What is less sure is not shipped."""


class Fact(BaseModel):
    """A part of a data file: frozen, typed as it is written, and closed to keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
