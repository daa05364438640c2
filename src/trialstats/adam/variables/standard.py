"""The variables whose names ADaM gives, or this house: label, type, origin, codes and how they come about.

Names and labels: CDISC, ADaM Implementation Guide 1.3, ADaM Structure for Occurrence Data 1.1 and ADaM Basic Data
Structure for Time-to-Event Analyses 1.0; those of what SDTM tells, of SDTM Implementation Guide 3.4.
"""

from __future__ import annotations

from typing import Final

from trialstats.adam.variables.variable import COLUMN, Origin, Type, Variable
from trialstats.trialfile.parts.screening import NOT_RANDOMISED

__all__ = [
    "ARM",
    "ARM_N",
    "DATE_PART",
    "EVENT",
    "EVENT_FLAG",
    "NO_YES",
    "ORDER",
    "STANDARD",
    "STATUS",
    "VISIT",
    "VISIT_N",
    "YES",
]

# The names of lists of codes.
NO_YES, YES, ARM, ARM_N = "NY", "Y", "ARM", "ARMN"
VISIT, VISIT_N, STATUS, DATE_PART = "AVISIT", "AVISITN", "EOSSTT", "DATEFL"
EVENT, EVENT_FLAG = "ICE", "ICEFL"
ORDER = "The place in the order of the trial file"

Line = tuple[str, str, Type, Origin, str | None, str]

IDENTIFIERS: Final[tuple[Line, ...]] = (
    ("STUDYID", "Study Identifier", "text", "Assigned", None, "As the trial file says"),
    ("USUBJID", "Unique Subject Identifier", "text", "Collected", None, "Columns `subject` of the source"),
    ("SUBJID", "Subject Identifier for the Study", "text", "Collected", None, "As USUBJID"),
    ("SITEID", "Study Site Identifier", "text", "Collected", None, COLUMN),
    ("ASEQ", "Analysis Sequence Number", "integer", "Derived", None, "The place of the record among its subject's"),
    ("SRCDOM", "Source Data", "text", "Assigned", None, "The source of the trial file that tells the record"),
    ("SRCFILE", "Source File", "text", "Assigned", None, "The raw file of the record"),
    ("SRCLINE", "Line of the Source File", "integer", "Assigned", None, "The line of the record in SRCFILE"),
)

PEOPLE: Final[tuple[Line, ...]] = (
    ("AGE", "Age", "float", "Collected", None, COLUMN),
    ("AGEU", "Age Units", "text", "Collected", None, COLUMN),
    ("AGEGR1", "Pooled Age Group 1", "text", "Derived", None, "By the limits of its levels"),
    ("SEX", "Sex", "text", "Collected", None, COLUMN),
    ("RACE", "Race", "text", "Collected", None, COLUMN),
    ("ETHNIC", "Ethnicity", "text", "Collected", None, COLUMN),
    ("COUNTRY", "Country", "text", "Collected", None, COLUMN),
    ("RANDDT", "Date of Randomization", "date", "Collected", None, COLUMN),
    ("RFICDT", "Date of Informed Consent", "date", "Collected", None, COLUMN),
    ("DTHDT", "Date of Death", "date", "Collected", None, COLUMN),
    ("BRTHDT", "Date of Birth", "date", "Collected", None, COLUMN),
    ("EOSSTT", "End of Study Status", "text", "Derived", STATUS, "By the disposition that the trial file declares"),
    ("EOSDT", "End of Study Date", "date", "Collected", None, COLUMN),
    ("EOSDTF", "End of Study Date Imputation Flag", "text", "Derived", DATE_PART, "The part that was not known"),
    ("DCSREAS", "Reason for Discontinuation from Study", "text", "Collected", None, "Of who discontinued"),
    (NOT_RANDOMISED, "Reason Not Randomized", "text", "Collected", None, "Of who was screened and not randomised"),
)

TREATMENTS: Final[tuple[Line, ...]] = (
    ("TRTP", "Planned Treatment", "text", "Predecessor", ARM, "ADSL.TRT01P, or of the record's period"),
    ("TRTPN", "Planned Treatment (N)", "integer", "Derived", ARM_N, ORDER),
    ("TRTA", "Actual Treatment", "text", "Predecessor", ARM, "ADSL.TRT01A, or of the record's period"),
    ("TRTAN", "Actual Treatment (N)", "integer", "Derived", ARM_N, ORDER),
    ("TRTSEQP", "Planned Sequence of Treatments", "text", "Collected", None, COLUMN),
    ("TRTSEQA", "Actual Sequence of Treatments", "text", "Derived", None, "TRT01A, TRT02A and so on in one text"),
    ("TRTSDT", "Date of First Exposure to Treatment", "date", "Collected", None, COLUMN),
    ("TRTEDT", "Date of Last Exposure to Treatment", "date", "Collected", None, COLUMN),
    ("TRTDURD", "Total Treatment Duration (Days)", "integer", "Derived", None, "TRTEDT - TRTSDT + 1"),
    ("APERIOD", "Period", "integer", "Derived", None, "The period of the visit, or of the day"),
    ("APERIODC", "Period (C)", "text", "Derived", None, "APERIOD in words"),
)

POPULATIONS: Final[tuple[Line, ...]] = (
    ("RANDFL", "Randomized Population Flag", "text", "Derived", NO_YES, "Y where TRT01P is there"),
    ("ITTFL", "Intent-To-Treat Population Flag", "text", "Derived", NO_YES, ""),
    ("FASFL", "Full Analysis Set Population Flag", "text", "Derived", NO_YES, ""),
    ("SAFFL", "Safety Population Flag", "text", "Derived", NO_YES, ""),
    ("PPROTFL", "Per-Protocol Population Flag", "text", "Derived", NO_YES, ""),
    ("COMPLFL", "Completers Population Flag", "text", "Derived", NO_YES, ""),
    ("ENRLFL", "Enrolled Population Flag", "text", "Derived", NO_YES, ""),
)

RECORDS: Final[tuple[Line, ...]] = (
    ("PARAM", "Parameter", "text", "Assigned", None, "Label and unit of the trial file or the questionnaire"),
    ("PARAMCD", "Parameter Code", "text", "Assigned", "PARAMCD", "As the trial file says"),
    ("PARAMN", "Parameter (N)", "integer", "Assigned", None, ORDER),
    ("PARAMTYP", "Parameter Type", "text", "Assigned", None, "DERIVED where it is computed of others"),
    ("VISIT", "Visit Name", "text", "Collected", None, COLUMN),
    ("AVISIT", "Analysis Visit", "text", "Derived", VISIT, "By the codes or the windows of the trial file"),
    ("AVISITN", "Analysis Visit (N)", "float", "Assigned", VISIT_N, "As the trial file says"),
    ("ADT", "Analysis Date", "date", "Collected", None, COLUMN),
    ("ADTF", "Analysis Date Imputation Flag", "text", "Derived", DATE_PART, "The part that was not known"),
    ("ADY", "Analysis Relative Day", "integer", "Derived", None, "Days since day 1, which is 1; none is 0"),
    ("AVAL", "Analysis Value", "float", "Collected", None, "The value as received, scored or computed"),
    ("AVALC", "Analysis Value (C)", "text", "Collected", None, "The value as received"),
    ("BASE", "Baseline Value", "float", "Derived", None, "AVAL where ABLFL = Y"),
    ("BASETYPE", "Baseline Type", "text", "Assigned", None, "The period whose baseline it is"),
    ("CHG", "Change from Baseline", "float", "Derived", None, "AVAL - BASE"),
    ("PCHG", "Percent Change from Baseline", "float", "Derived", None, "100 x CHG / BASE; none where BASE is 0"),
    ("ABLFL", "Baseline Record Flag", "text", "Derived", YES, "Y at the baseline visit"),
    ("ANL01FL", "Analysis Flag 01", "text", "Derived", YES, "Y where the record is the visit's for analysis"),
    ("ANL02FL", "Analysis Flag 02", "text", "Derived", YES, "Y where it is with another substitute"),
    ("DTYPE", "Derivation Type", "text", "Derived", None, "How a value was put in"),
    ("ALLOQ", "Analysis Lower Limit of Quantitation", "float", "Assigned", None, "As trial file or laboratory say"),
    ("AULOQ", "Analysis Upper Limit of Quantitation", "float", "Assigned", None, "As trial file or laboratory say"),
    ("BLQFL", "Below Lower Limit of Quantitation Flag", "text", "Derived", YES, "Y where AVAL is below ALLOQ"),
    ("ALQFL", "Above Upper Limit of Quantitation Flag", "text", "Derived", YES, "Y where AVAL is above AULOQ"),
    ("NREP", "Number of Replicates Combined", "integer", "Derived", None, "Results of one sample"),
    ("REPCV", "CV of Replicates (%)", "float", "Derived", None, "Of the results of one sample"),
    ("NVLOC", "Location Used for the Measurement", "text", "Assigned", None, "As the trial file says"),
    ("NVLAT", "Laterality", "text", "Assigned", None, "As the trial file says"),
    ("NVATTR", "Attribute of Nerve Measured", "text", "Assigned", None, "As the trial file says"),
    ("RESPSTAT", "Response Status", "text", "Derived", None, "By the texts that the trial file declares"),
    ("RESPBL", "Response Status at Baseline", "text", "Derived", None, "RESPSTAT where ABLFL = Y"),
    ("TEMPFL", "Cold Limb Flag", "text", "Derived", YES, "Y where the limb was colder than the limit"),
)

EVENTS: Final[tuple[Line, ...]] = (
    ("ASTDT", "Analysis Start Date", "date", "Collected", None, COLUMN),
    ("ASTDY", "Analysis Start Relative Day", "integer", "Derived", None, "Days since day 1, which is 1; none is 0"),
    ("AENDT", "Analysis End Date", "date", "Collected", None, COLUMN),
    ("AENDY", "Analysis End Relative Day", "integer", "Derived", None, "Days since day 1, which is 1; none is 0"),
    ("AETERM", "Reported Term for the Adverse Event", "text", "Collected", None, COLUMN),
    ("AEDECOD", "Dictionary-Derived Term", "text", "Collected", None, COLUMN),
    ("AEBODSYS", "Body System or Organ Class", "text", "Collected", None, COLUMN),
    ("AESEV", "Severity/Intensity", "text", "Collected", None, COLUMN),
    ("AESER", "Serious Event", "text", "Collected", None, COLUMN),
    ("AEREL", "Causality", "text", "Collected", None, COLUMN),
    ("AEACN", "Action Taken with Study Treatment", "text", "Collected", None, COLUMN),
    ("AEOUT", "Outcome of Adverse Event", "text", "Collected", None, COLUMN),
    ("TRTEMFL", "Treatment Emergent Analysis Flag", "text", "Collected", None, COLUMN),
    ("CMTRT", "Reported Name of Drug, Med, or Therapy", "text", "Collected", None, COLUMN),
    ("CMDECOD", "Standardized Medication Name", "text", "Collected", None, COLUMN),
    ("CMINDC", "Indication", "text", "Collected", None, COLUMN),
    ("CMDOSE", "Dose per Administration", "float", "Collected", None, COLUMN),
    ("CMDOSU", "Dose Units", "text", "Collected", None, COLUMN),
    ("EXTRT", "Name of Treatment", "text", "Collected", None, COLUMN),
    ("EXDOSE", "Dose", "float", "Collected", None, COLUMN),
    ("EXDOSU", "Dose Units", "text", "Collected", None, COLUMN),
    ("LBSPEC", "Specimen Type", "text", "Collected", None, COLUMN),
    ("ICE", "Intercurrent Event", "text", "Assigned", EVENT, "The key of the event in the trial file"),
    ("ICETERM", "Intercurrent Event in Words", "text", "Assigned", None, "Its label in the trial file"),
    ("ICEREAS", "Reason for the Intercurrent Event", "text", "Collected", None, "As the source of the event tells"),
    ("POPVAR", "Flag of the Population", "text", "Assigned", None, "Of which the subject is not a member"),
    ("POP", "Population", "text", "Assigned", None, "Its label in the trial file"),
    ("REASON", "Reason for Not Being in the Population", "text", "Derived", None, "Each condition that fails"),
)

TIMES: Final[tuple[Line, ...]] = (
    ("STARTDT", "Time-to-Event Origin Date for Subject", "date", "Derived", None, "The start that is declared"),
    ("CNSR", "Censor", "integer", "Derived", None, "0: an event; else the place of the rule of censoring"),
    ("EVNTDESC", "Event or Censoring Description", "text", "Assigned", None, "Label of the event or of the rule"),
    ("CNSDTDSC", "Censor Date Description", "text", "Derived", None, "Where the date of censoring stands"),
    ("REASND", "Reason Value Not Derived", "text", "Derived", None, "Why AVAL is not there"),
)

STANDARD: Final[dict[str, Variable]] = {
    name: Variable(name, label, type_, origin, codelist, derivation)
    for name, label, type_, origin, codelist, derivation in (
        *IDENTIFIERS,
        *PEOPLE,
        *TREATMENTS,
        *POPULATIONS,
        *RECORDS,
        *EVENTS,
        *TIMES,
    )
}
