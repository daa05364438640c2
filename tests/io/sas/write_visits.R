# Wrote visits.sas7bdat: R 4.2.2 with haven 2.5.1 (haven::write_sas), for the tests of reading SAS files.
visits <- data.frame(
  SUBJID = c("007", "No", "031"),
  VISIT = c("V0", "V1", "V1"),
  ADT = as.Date(c("2024-01-31", NA, "2024-02-29")),
  AVAL = c(1, 2.5, NA)
)
suppressWarnings(haven::write_sas(visits, "visits.sas7bdat"))
