"""Whom the sides of an axis favour: the words under it, which part at no difference wherever there is room."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.display.figure.forest_lines import Block
from trialstats.display.figure.theme import text_width
from trialstats.display.figure.words import unbroken, wrap

__all__ = ["Hint", "hints_of"]

# From no difference to the words on either side, and between them where one needs room of the other's side, mm.
ASIDE, APART = 1.0, 3.0


@dataclass(frozen=True)
class Hint:
    """Words that end (`right` aligned) or begin at a place of an axis, mm from its left end."""

    text: str
    place: float
    align: str

    @property
    def ends(self) -> tuple[float, float]:
        """Where the words begin and end, mm from the left end of the axis."""
        width = text_width(self.text)
        return (self.place - width, self.place) if self.align == "right" else (self.place, self.place + width)


def hints_of(block: Block, length: float, beside: tuple[float, float] = (0.0, 0.0)) -> tuple[Hint, ...]:
    """Say whom lines of a block favour, left and right of no difference on an axis of a length in mm.

    beside: the room left and right of the axis, in which nothing else stands at this height. The words lie on their
    sides where these hold them, with that room; else those of the narrow side end where the axis does, and the others
    give way.
    """
    left_arm, right_arm = block.favoured
    if not left_arm:
        return ()
    null = block.null_share * length
    left, right = _written(left_arm, right_arm, length, max(null, length - null) - ASIDE)
    narrow_left = text_width(left) > null - ASIDE + beside[0]
    narrow_right = text_width(right) > length - null - ASIDE + beside[1]
    if narrow_left:
        start = max(text_width(left) + APART, null + ASIDE) if not narrow_right else text_width(left) + APART
        return Hint(left, 0.0, "left"), Hint(right, start, "left")
    if narrow_right:
        end = min(length - text_width(right) - APART, null - ASIDE)
        return Hint(left, end, "right"), Hint(right, length, "right")
    return Hint(left, null - ASIDE, "right"), Hint(right, null + ASIDE, "left")


def _written(left_arm: str, right_arm: str, length: float, wider: float) -> tuple[str, str]:
    """Write both on one line each, or wrapped as far as the axis does not hold them beside each other."""
    *words, last = right_arm.split(" ")
    left, right = f"{unbroken('← favours')} {left_arm}", " ".join(["favours", *words, unbroken(f"{last} →")])
    room = length - APART
    if text_width(left) + text_width(right) <= room:
        return wrap(left, wider), wrap(right, wider)
    narrowest = {text: text_width(wrap(text, 0.0)) for text in (left, right)}
    first = min(max(room / 2, narrowest[left]), max(room - narrowest[right], narrowest[left]))
    return wrap(left, first), wrap(right, max(room - first, narrowest[right]))
