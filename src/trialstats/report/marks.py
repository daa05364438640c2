"""What a visit gave, as a mark in a square of 12."""

from __future__ import annotations

from trialstats.display.attendance import Seen

__all__ = ["MARKS"]

RING = '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor"/>'
MARKS = {
    Seen.OBSERVED: '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    Seen.PARTLY: f'{RING}<path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor"/>',
    Seen.BLANK: RING,
    Seen.NO_RECORD: '<path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" fill="none"/>',
    Seen.AFTER_END: '<path d="M2 6h8" stroke="currentColor" fill="none"/>',
}
