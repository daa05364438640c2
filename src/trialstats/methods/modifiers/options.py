"""Effect modifiers: what their table and figure may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from trialstats.methods.shared.modifiers.options import Modified
from trialstats.trialfile.parts.analysis import Method, Names
from trialstats.trialfile.parts.display import Selected

__all__ = ["ModifiersFigure", "ModifiersTable"]


class OfModifiers(Selected):
    """A display of effect modifiers."""

    explained: ClassVar[bool] = True
    usual_title: ClassVar[str] = "{Change}: differences between arms by effect modifiers, {arms}"

    modifiers: Names = Field((), description="Modifiers shown; by default all of the analysis.")

    def title_of(self, analyses: Collection[Method]) -> str:
        one = {name for analysis in analyses if isinstance(analysis, Modified) for name in analysis.modifiers}
        return self.usual_title.replace("modifiers", "modifier") if len(one) == 1 else self.usual_title

    @classmethod
    def is_asked_for(cls, analysis: Method) -> bool:
        return isinstance(analysis, Modified) and bool(analysis.modifiers)

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        named = analysis.modifiers if isinstance(analysis, Modified) else ()
        if not named:
            yield "analysis", f"= {name} names no `modifiers`, whose effects this kind shows"
        for lost in (one for one in self.modifiers if named and one not in named):
            yield "modifiers", f"= {lost} is no modifier of {name}; they are {', '.join(named)}"


class ModifiersTable(OfModifiers):
    """Tests of interaction with effect modifiers, and differences between arms at values of them."""

    kind: Literal["modifiers"]


class ModifiersFigure(OfModifiers):
    """Differences between arms over effect modifiers: curves with bands over numbers, points at levels."""

    kind: Literal["modifiers"]
