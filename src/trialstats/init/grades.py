"""Results that are a few words, from none to most: which number each is taken to be."""

from __future__ import annotations

from trialstats.init.columns import Column

__all__ = ["grades", "is_graded"]

FEW = 6
WORDS = {  # from none to most
    **dict.fromkeys(("no", "n", "false", "none", "never", "absent", "failure"), 0),
    **dict.fromkeys(("yes", "y", "true", "mild", "slight", "some", "a little", "present", "success"), 1),
    **dict.fromkeys(("moderate",), 2),
    **dict.fromkeys(("severe", "marked", "complete", "a lot"), 3),
}


def is_graded(column: Column) -> bool:
    """Tell a column of a few numbers, or of a few words that several subjects have, all of which may be shown."""
    if not 1 < column.different <= FEW:
        return False
    return column.kind == "number" or (column.kind == "category" and set(column.texts.index) <= set(column.shared))


def grades(column: Column) -> dict[str, int]:
    """Number the words of a column by their places from none to most; those that say nothing stand as texts do."""
    texts = sorted(str(text) for text in column.texts.index)
    first = {text: WORDS.get(next(iter(text.casefold().split(" ")), ""), 0) for text in texts}
    texts.sort(key=lambda text: WORDS.get(text.casefold(), first[text]))
    return {text: number for number, text in enumerate(texts)}
