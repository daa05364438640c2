"""What was found in data, and what was done about it, in words."""

from __future__ import annotations

__all__ = ["DONE", "KINDS"]

# Kinds of findings in data.
KINDS = {
    "duplicate": "Several records of one subject, visit and parameter",
    "duplicate_subject": "Several rows of one subject where there may be one",
    "unknown_subject": "Subject not in the subjects file",
    "not_randomised": "Subject without an arm",
    "unknown_arm": "Arm code not declared",
    "unknown_visit": "Visit code not declared",
    "unknown_parameter": "Parameter name not declared",
    "unknown_code": "Category not listed",
    "not_numeric": "Text where a number is expected",
    "out_of_range": "Number outside its range",
    "bad_date": "Date that does not exist, or not in the declared format",
    "unplanned_visit": "Visit at which the dataset is not measured",
    "contradiction": "Variables that cannot both be true",
    "implausible_date": "Date far from the subject's time in the trial",
    "implausible_number": "Number far from all others",
    "end_before_start": "End before its start",
    "repeated_event": "Row that the file has more than once",
    "outside_window": "Date outside the visit's window",
    "wrong_unit": "Another unit than the parameter's",
    "wrong_specimen": "Another specimen than the parameter's",
    "unknown_limit": "Limit of quantification not known",
    "other_limit": "Reported limit is not the declared one",
    "score_differs": "Stored score that is not the one computed",
    "replicate_cv": "Replicates that differ by more than the largest CV",
    "replicate_mixed": "Replicates of which some are beyond a limit",
    "replicate_combined": "Replicate, combined with the first of its sample",
    "number_beyond_limit": "Number beyond a limit of quantification, counted as such",
    "partial_date": "Date of which a part is unknown",
    "imputed_date": "Date known in part, for which a day stands by the trial file's rule",
    "empty_row": "Row in which nothing stands",
    "not_chosen": "Row that the trial file does not choose",
    "blank": "No value recorded",
    "missing_code": "Code that says why there is no value",
    "missing_where": "Value that another column says to be none",
    "not_scored": "Score or summary that cannot be computed from what was recorded",
    "doubtful_answer": "Answers of one form that cannot both be true",
    "cold_limb": "Limb colder than the limit when it was examined",
}

# What was done, in words; the trial file's words stand for what is not here.
DONE = {
    "exclude": "left out",
    "excluded": "left out",
    "keep": "used, and listed",
    "keep_first": "the first kept",
    "keep_last": "the last kept",
    "listed": "listed",
    "fatal": "refused",
    "no_score": "no score",
}
