# Analysis slopes_per_week of trial TRIAL-01: slopes_per_week
# 
# Linear mixed model by maximum likelihood: random intercept and slope over time of each subject, with any
# covariance, independent errors of equal variance. Slopes are per week. Time is the days from day 1 of each
# subject's own records. t tests with Kenward-Roger standard errors and degrees of freedom (SAS DDFM=KR).
# Records with a missing value or covariate are left out; subjects with some records contribute those.
# 
# Reads data/slopes_per_week.csv: 428 records, as the analysis used them, after the strategies for
# intercurrent events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/slopes_per_week.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in seven digits and more: the likelihood is maximised to rounding.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/covariance.R")
source("lib/reml.R")
source("lib/kenward_roger.R")
source("lib/packages.R")

records <- read_records("slopes_per_week", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT"))
arms <- c("Sham", "DTLT")
visits <- c("Baseline", "Week 4", "Week 8", "Week 12")
reference <- "Sham"

fit_parameter <- function(paramcd) {
  own <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits))
  model <- AVAL ~ TRT01P * TIME
  covariance <- random_coefficients(
    "intercept and slope", residual = "independent", visits = as.integer(own$AVISIT), arm = as.integer(own$TRT01P),
    time = own$TIME
  )
  start <- covariance$guess(lm(model, own), own$USUBJID)
  fit <- reml(model, own, covariance, covariance$places(own$USUBJID), start, reml = FALSE)
  message(paramcd, ": log-likelihood ", format(fit$loglik, digits = 12))
  beside_lmer(fit, model, own, "(TIME | USUBJID)", FALSE)

  estimates <- function(kind, measure, place, L) {
    found <- contrasts_of(fit, L, "kr")
    id <- paste("slopes_per_week", kind, paramcd, measure, place, sep = "/")
    tested(id, found$estimate, found$std_error, ifelse(is.finite(found$df), found$df, NA), 0.95)
  }
  at <- function(when) emmeans(fit$plain, "TRT01P", at = list(TIME = when))@linfct
  slopes <- 7 * (at(1) - at(0))
  active <- levels(own$TRT01P) != reference
  compared <- slopes - slopes[rep(match(reference, levels(own$TRT01P)), nrow(slopes)), ]
  rbind(
    estimates("slope", "AVAL", levels(own$TRT01P), slopes),
    estimates("slope", "AVAL", paste(levels(own$TRT01P)[active], reference, sep = "/"), compared[active, , drop = FALSE])
  )
}

write_rows(do.call(rbind, lapply(c("VASPAIN"), fit_parameter)), "slopes_per_week.R")
