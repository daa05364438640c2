"""What stands in the column of a population beside its `equals`: a yes in another writing, blanks, several texts.

Whoever has another text than those of `equals` is outside the population, so that a slip costs a subject.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from trialstats.adam.advice.names import name_advice
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.messages import enumerate_some
from trialstats.adam.parse import is_blank
from trialstats.io.shown import escaped, shown
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.parts.subjects import Population

__all__ = ["list_odd_flags"]

YES = frozenset({"1", "1.0", "y", "yes", "t", "true"})
NO = frozenset({"0", "0.0", "n", "no", "f", "false"})


def list_odd_flags(
    table: pd.DataFrame, flag: str, population: Population, source: Source, randomised: set[str], listing: Listing
) -> None:
    """List the texts that are a declared one in another writing; note blanks, and beside a yes several other texts.

    table: the rows of the source in which the column stands. randomised: of whom blanks are worth a word.
    """
    column, equals = str(population.column), list(population.equals or ())
    texts = table[column].str.strip()
    blank = is_blank(texts, source.missing_of(column))
    other = ~blank & ~texts.isin(equals)
    meant = {text.casefold() for text in equals}
    is_yes = meant <= YES
    yes = other & texts.str.casefold().isin(YES if is_yes else meant)
    allowed = f"not among {', '.join(equals)}, by which {flag} is decided, and means the same"
    advice = partial(name_advice, known=equals)
    listing.add(table[yes], "unknown_code", item=column, value=texts[yes], allowed=allowed, advice=advice)
    unsaid = table.loc[blank & table[SUBJECT].isin(randomised), SUBJECT]
    if not unsaid.empty:
        listing.notes.append(
            escaped(
                f"{source.file}: {column} is blank for {len(unsaid)} of {len(randomised)} randomised subjects, who are "
                f"therefore not in {flag} ({enumerate_some(unsaid)})"
            )
        )
    several = texts[other & ~yes].drop_duplicates()
    if is_yes and len(several) > 1 and not several.str.casefold().isin(NO).all():
        listing.notes.append(
            escaped(
                f"{source.file}: {column} has several texts beside {', '.join(equals)}, and none of them puts a "
                f"subject in {flag}: {enumerate_some(several.map(shown))}"
            )
        )
