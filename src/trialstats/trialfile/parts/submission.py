"""What a trial file says of the data that are handed in: what the formats of the agencies cannot hold otherwise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from trialstats.trialfile.parts.part import Name, Part, Text, Variable

__all__ = ["LONGEST_LABEL", "LONGEST_NAME", "LONGEST_TEXT", "Submission"]

# Bytes that a SAS transport file of version 5 holds of each (SAS technical note TS-140; FDA, Study Data Technical
# Conformance Guide, section 3.3).
LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 8, 40, 200

Ascii = Annotated[str, StringConstraints(pattern=r"^[ -~]*$")]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
ShortLabel = Annotated[str, StringConstraints(pattern=r"^[ -~]+$", max_length=LONGEST_LABEL)]
Place = Annotated[str, StringConstraints(pattern=r"^([A-Za-z][A-Za-z0-9_]*\.)?[A-Z][A-Z0-9_]*$")]


class Submission(Part):
    """Names, labels and letters of the data that are handed in (`trialstats package`)."""

    names: dict[Name, Variable] = Field(
        default_factory=dict,
        description="Names of datasets and variables that have more than 8 characters, and the shorter ones that they "
        "are handed in by, e.g. `{adconcomitant: ADCONCOM}`; by default one is derived, and told.",
    )
    labels: dict[Text, ShortLabel] = Field(
        default_factory=dict,
        description="Labels of at most 40 characters for variables (`AGE`, or of one dataset `adae.AETERM`) and "
        "datasets (`adae`) whose own are longer.",
    )
    letters: dict[Letter, Ascii] = Field(
        default_factory=dict,
        description="What stands for letters that are not ASCII, e.g. `{Ω: Ohm}`; those of Western languages, Greek "
        "letters of units, and the usual signs are known (`trialstats package` tells what it wrote otherwise).",
    )
    split: tuple[Place, ...] = Field(
        (),
        description="Variables, as `adae.AETERM`, whose texts of more than 200 bytes go on in further variables "
        "(AETERM1, AETERM2, ...).",
    )
