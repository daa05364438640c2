"""Responses of nerves: what a parameter measures of which nerve, and which texts mean that there was no response.

A response that is ABSENT was looked for and not found, which is information; one that is NOT DONE is missing.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from trialstats.trialfile.parts.part import OneOrMore, Part, Text, Variable, as_sequence

__all__ = ["UNITS", "Cold", "Response"]

# The units that each attribute may have; CDISC's are m/s, ms, mV and uV.
UNITS = {
    "velocity": ("m/s",),
    "latency": ("ms", "s"),
    "amplitude": ("uV", "\N{MICRO SIGN}V", "\N{GREEK SMALL LETTER MU}V", "mV", "nV"),
}


class Response(Part):
    """What a parameter may say of a nerve and of responses that are no number."""

    nerve: Text | None = Field(None, description="The nerve measured (NVLOC), e.g. `SURAL NERVE`.")
    side: Literal["LEFT", "RIGHT"] | None = Field(None, description="The side of the body (NVLAT).")
    attribute: Literal["velocity", "amplitude", "latency"] | None = Field(
        None, description="What is measured of the nerve (NVATTR); the unit must be one of it."
    )
    absent: OneOrMore = Field((), description="Results that say `looked for, and no response`; also text results.")
    not_done: OneOrMore = Field((), description="Results that say `not examined`, which is missing; also text results.")

    @model_validator(mode="before")
    @classmethod
    def are_text_results(cls, given: Any) -> Any:
        """Results that have no number are text results, whether or not the author says it twice."""
        if not isinstance(given, dict) or not (given.get("absent") or given.get("not_done")):
            return given
        lists = [as_sequence(given.get(key) or []) for key in ("text_results", "absent", "not_done")]
        if not all(isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts) for texts in lists):
            return given  # the field itself says what is wrong
        return {**given, "text_results": list(dict.fromkeys(text for texts in lists for text in texts))}

    @model_validator(mode="after")
    def check_attribute(self) -> Response:
        unit = getattr(self, "unit", None)
        if self.attribute and unit and unit not in UNITS[self.attribute]:
            article = "an" if self.attribute == "amplitude" else "a"
            raise ValueError(f"{unit} is no unit of {article} {self.attribute} ({', '.join(UNITS[self.attribute])})")
        if (self.side or self.attribute) and not self.nerve:
            raise ValueError("`side` and `attribute` are those of a nerve: say `nerve`, e.g. SURAL NERVE")
        if both := [text for text in self.absent if text in self.not_done]:
            raise ValueError(f"{both[0]} cannot be both `absent` and `not_done`")
        return self


class Cold(Part):
    """Limbs too cold to be judged: their records are flagged and listed, and used as they are."""

    variable: Variable = Field(description="The variable of `columns` that holds the skin temperature.")
    below: float = Field(description="A record with a lower temperature gets TEMPFL = Y.")
