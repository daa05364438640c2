"""The tiny trial with pain as ADaM that is taken over as it is."""

from __future__ import annotations

from tests.tiny import TRIAL_FILE, Tiny

__all__ = ["take_over"]


def take_over(tiny: Tiny, records: str, analyses: str = "") -> None:
    """Let records of PAIN, as CSV with the subject in `id`, be the source of adpain; analyses: further ones."""
    tiny.write("data/vas.csv", records)
    text = tiny.read(TRIAL_FILE)
    before, after = text.partition("  vas:\n")[0], text[text.index("  sf36:\n") :]
    text = f"{before}  vas: {{file: data/vas.csv, subject: id, visit: AVISIT, date: {{column: ADT}}}}\n{after}"
    before, after = text.partition("    parameters:\n")[0], text[text.index("  adqs:\n") :]
    text = f"{before}    adam: true\n    parameters:\n      PAIN: {{label: Pain, range: [0, 100]}}\n{after}"
    tiny.write(TRIAL_FILE, text.replace("analyses:\n", f"analyses:\n{analyses}"))
