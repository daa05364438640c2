"""What is done about records that are not right: each kind of problem, and its fate."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import Field, Tag

from trialstats.trialfile.parts.part import BY_FORM, Part, one_or_more

__all__ = ["KEEPABLE", "KINDS", "NAMES", "Exclusion", "Fate", "Problems"]

AtLeastOne = Annotated[tuple[str, ...], Field(min_length=1), one_or_more(str)]


class Exclusion(Part):
    """The records left out of a kind: those that hold one of these texts. All others stop the run."""

    exclude: AtLeastOne = Field(
        description='The texts of the records left out; `*` stands for any signs, `""` for a blank.'
    )

    def covers(self, text: str) -> bool:
        """Tell whether a text is one of those left out."""
        return any(fits(pattern, text) for pattern in self.exclude)

    def names(self, text: str) -> bool:
        """Tell whether a text is one of those that are meant: `*` alone leaves out whatever there is, slips too."""
        return any(fits(pattern, text) for pattern in self.exclude if pattern.strip().strip("*") or not pattern.strip())


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text is what a pattern says, in which `*` stands for any signs."""
    return bool(re.fullmatch(re.escape(pattern.strip()).replace(r"\*", ".*"), text.strip(), re.DOTALL))


Exclude = Literal["fatal", "exclude"]


Fate = Annotated[Annotated[Exclude, Tag("plain")] | Annotated[Exclusion, Tag("keyed")], BY_FORM]


class Problems(Part):
    """What is done about each kind of record that is not right: `fatal` stops, `exclude` leaves it out and lists it.

    Of texts that name something (an unknown visit, another unit) an exclusion says which ones it leaves out:
    `unknown_visit: {exclude: [Unscheduled, "Phone*"]}`.
    """

    duplicate: Literal["fatal", "keep_first", "keep_last"] = Field(
        "fatal",
        description="Several records of one subject, visit and parameter, or several sessions of one number; those not "
        "kept are listed.",
    )
    duplicate_subject: Literal["fatal", "keep_first", "keep_last"] = Field(
        "fatal",
        description="Several rows of one subject in a file with one row a subject (of subjects, covariates, "
        "disposition, populations); those not kept are listed. With `repeated` those that disagree.",
    )
    unknown_subject: Fate = Field("fatal", description="A record of a subject that the subjects file lacks.")
    not_randomised: Fate = Field("fatal", description="A record of a subject without an arm.")
    unknown_arm: Fate = Field("fatal", description="A subject whose arm code no arm declares.")
    unknown_visit: Fate = Field("fatal", description="A record whose visit code no visit declares.")
    unknown_parameter: Fate = Field("fatal", description="A record whose name no parameter declares.")
    unknown_code: Fate = Field(
        "fatal",
        description="A category that the trial file does not list, or another yes than `equals` of a population.",
    )
    not_numeric: Fate = Field("fatal", description="Text where a number is expected and no result code is declared.")
    out_of_range: Fate = Field("fatal", description="A number outside its parameter's range.")
    bad_date: Fate = Field("fatal", description="A date that does not exist or is not in the declared format.")
    unplanned_visit: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="A value at a visit that the dataset's `visits` does not name; `keep` uses it and lists it.",
    )
    implausible_date: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="A date of an event, or of the end of the trial, far from the subject's day 1 (see `study_days`); "
        "`exclude` makes it missing, `keep` uses it and lists it.",
    )
    implausible_number: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="A number of an event without `range` that is more than 100 times the median of its column, or "
        "days that last beyond any plausible date; `exclude` makes it missing, `keep` uses it and lists it.",
    )
    end_before_start: Fate = Field(
        "fatal", description="An end before its start; `exclude` makes both missing, and of a subject's dates the end."
    )
    repeated_event: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="A row of an event that its file has twice, every column the same; `exclude` leaves out all but "
        "the first, `keep` uses them and lists them.",
    )
    outside_window: Literal["fatal", "exclude", "keep"] = Field(
        "fatal", description="A dated record outside its visit's window; `keep` uses it and lists it."
    )
    wrong_unit: Fate = Field(
        "fatal", description="A record in another unit than its parameter's, and in none that it converts."
    )
    wrong_specimen: Fate = Field("fatal", description="A record of another specimen than its parameter's.")
    unknown_limit: Fate = Field(
        "fatal", description="A record whose limit of quantification is not known, e.g. of an undeclared batch."
    )
    other_limit: Literal["fatal", "exclude", "keep"] = Field(
        "fatal", description="A `<number` or `>number` that is not the declared limit; `keep` uses it and lists it."
    )
    replicate_cv: Literal["fatal", "exclude", "keep"] = Field(
        "fatal", description="Replicates that differ by more than `max_cv`; `keep` uses their mean and lists them."
    )
    replicate_mixed: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="Replicates of which some are beyond a limit; `keep` uses the mean of the others and lists those.",
    )
    contradiction: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="Variables that cannot both be true, e.g. AESDTH = Y with AESER = N, or a date of "
        "randomisation without an arm; `exclude` makes both missing (an arm stays), `keep` uses them as they are and "
        "lists them.",
    )

    score_differs: Literal["fatal", "exclude", "keep"] = Field(
        "fatal",
        description="A stored score that is not the one computed here (`equals` of its parameter); `keep` uses it and "
        "lists it.",
    )
    partial_date: Literal["fatal", "exclude", "keep"] = Field(
        "fatal", description="A date of which a part is unknown; `keep` uses the record, without its day, and lists it."
    )
    max_excluded: float = Field(
        0.2,
        ge=0,
        le=1,
        description="The share of a file's rows that may be left out because of one column, unless named; one row may.",
    )

    def fate(self, kind: str) -> str:
        """Say what the trial file wants done about a kind of problem."""
        decided = getattr(self, kind)
        return "exclude" if isinstance(decided, Exclusion) else str(decided)

    def named(self, kind: str) -> tuple[str, ...]:
        """Name the texts of a kind that are left out."""
        exclusion = self.exclusion(kind)
        return exclusion.exclude if exclusion else ()

    def exclusion(self, kind: str) -> Exclusion | None:
        """Give the texts of a kind that are left out, if they are named."""
        decided = getattr(self, kind, None)
        return decided if isinstance(decided, Exclusion) else None

    def updated(self, other: Problems | None) -> Problems:
        """Lay a dataset's own choices over the trial's."""
        if other is None:
            return self
        return self.model_copy(update={key: getattr(other, key) for key in other.model_fields_set})


KINDS = tuple(name for name in Problems.model_fields if name != "max_excluded")


KEEPABLE = tuple(name for name, choice in Problems.model_fields.items() if "keep" in get_args(choice.annotation))


# Texts that name something: a slip of the pen would cost what it misnames, so an exclusion says which ones it means.
NAMES = (
    "unknown_subject",
    "unknown_arm",
    "unknown_visit",
    "unknown_parameter",
    "unknown_code",
    "wrong_unit",
    "wrong_specimen",
    "unknown_limit",
)
