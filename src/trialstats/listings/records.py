"""The records of a listing: chosen from one ADaM dataset, sorted, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.select import passes, wording
from trialstats.trialfile.parts.listing import Listing
from trialstats.trialfile.text.wording import nearest

__all__ = ["Chosen", "choose"]

ARMS = ("TRT01P", "TRTSEQP", "TRTP", "TRTA", "TRT01A", "ARM")


@dataclass(frozen=True)
class Chosen:
    """Records in the order of a listing, with the variables of their subjects; counts: in, left out by reason, listed.

    The counts add up: in = listed + the others.
    """

    records: pd.DataFrame
    counts: dict[str, int]


def choose(name: str, listing: Listing, data: pd.DataFrame, adsl: pd.DataFrame, arms: Sequence[str]) -> Chosen:
    """Choose and sort the records of a listing.

    Parameters
    ----------
    name
        The name of the listing, for messages.
    listing
        What the trial file says, with its groups.
    data
        The ADaM dataset: a row a record, with USUBJID.
    adsl
        A row a subject; gives the variables that the dataset has not.
    arms
        The arms, or sequences, in the order of display.

    Raises
    ------
    SpecError where a variable is neither in the dataset nor in ADSL, or a condition asks texts of numbers.
    """
    whole = with_subjects(name, listing, data, adsl)
    counts, kept = {"in": len(whole)}, whole
    members = adsl.loc[adsl[listing.population] == "Y", "USUBJID"] if listing.population else adsl["USUBJID"]
    conditions = {f"the subject is not in {listing.population or 'ADSL'}": whole["USUBJID"].isin(members)}
    for number, chosen in enumerate(listing.records):
        try:
            conditions[wording(chosen)] = passes(whole, chosen)
        except SpecError as error:
            raise SpecError([f"listings.{name}.records[{number + 1}]: {text}" for text in error.problems]) from error
    for reason, holds in conditions.items():
        keep = holds.reindex(kept.index)
        counts[reason] = int((~keep).sum())
        kept = kept[keep]
    counts["listed"] = len(kept)
    return Chosen(in_order(kept, listing, arms), counts)


def with_subjects(name: str, listing: Listing, data: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Lend the records the variables of their subjects that the listing names and they have not."""
    known = [*data.columns, *adsl.columns]
    problems = [
        f"listings.{name}.{key}: {variable} is no variable of {listing.dataset} or ADSL{nearest(variable, known)}"
        for key, variables in listing.variables.items()
        for variable in variables
        if variable not in known
    ]
    if problems:
        raise SpecError(problems)
    wanted = dict.fromkeys(variable for variables in listing.variables.values() for variable in variables)
    lent = [variable for variable in wanted if variable not in data.columns]
    whole = data.reset_index(drop=True)
    return whole.merge(adsl[["USUBJID", *lent]], on="USUBJID", how="left", validate="many_to_one") if lent else whole


def in_order(records: pd.DataFrame, listing: Listing, arms: Sequence[str]) -> pd.DataFrame:
    """Sort records by their groups (arms as they are displayed), subjects, and what the listing says.

    Subjects whose ids are whole numbers come in the order of these: 1, 2, 10.
    """
    keys = [*listing.group, "USUBJID", *listing.sort]
    ranks = {
        variable: records[variable].map({arm: at for at, arm in enumerate(arms)})
        for variable in keys
        if variable in ARMS
    }
    if records["USUBJID"].str.fullmatch(r"[0-9]{1,15}").all():
        ranks["USUBJID"] = records["USUBJID"].astype("int64")
    columns = [ranks.get(variable, records[variable]) for variable in keys]
    table = pd.concat(columns, axis=1, keys=range(len(keys)))
    return records.loc[table.sort_values([*table.columns], kind="stable", na_position="last").index]
