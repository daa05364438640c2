# Analysis intercept of trial TRIAL-01: intercept
# 
# Linear mixed model by restricted maximum likelihood: random intercept of each subject, independent errors of
# equal variance. Differences of AVAL are differences in change from baseline (interaction of arm and visit).
# t tests with Kenward-Roger standard errors and degrees of freedom (SAS DDFM=KR). Records with a missing
# value or covariate are left out; subjects with some records contribute those.
# 
# Reads data/intercept.csv: 428 records, as the analysis used them, after the strategies for intercurrent
# events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/intercept.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in seven digits and more: the likelihood is maximised to rounding.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/covariance.R")
source("lib/reml.R")
source("lib/kenward_roger.R")
source("lib/packages.R")

records <- read_records("intercept", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT"))
arms <- c("Sham", "DTLT")
visits <- c("Baseline", "Week 4", "Week 8", "Week 12")
reference <- "Sham"

fit_parameter <- function(paramcd) {
  own <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits))
  model <- AVAL ~ TRT01P * AVISIT
  covariance <- random_coefficients(
    "intercept", residual = "independent", visits = as.integer(own$AVISIT), arm = as.integer(own$TRT01P),
    time = NULL
  )
  start <- covariance$guess(lm(model, own), own$USUBJID)
  fit <- reml(model, own, covariance, covariance$places(own$USUBJID), start, reml = TRUE)
  message(paramcd, ": log-likelihood ", format(fit$loglik, digits = 12))
  beside_lmer(fit, model, own, "(1 | USUBJID)", TRUE)

  estimates <- function(kind, measure, place, L) {
    found <- contrasts_of(fit, L, "kr")
    id <- paste("intercept", kind, paramcd, measure, place, sep = "/")
    tested(id, found$estimate, found$std_error, ifelse(is.finite(found$df), found$df, NA), 0.95)
  }
  grid <- emmeans(fit$plain, "TRT01P", by = "AVISIT")
  cells <- paste(grid@grid$AVISIT, grid@grid$TRT01P, sep = "/")
  mean_of <- function(visit, arm) grid@linfct[match(paste(visit, arm, sep = "/"), cells), ]
  difference <- function(visit, arm) {
    mean_of(visit, arm) - mean_of(visit, reference) - mean_of("Baseline", arm) + mean_of("Baseline", reference)
  }
  later <- setdiff(levels(own$AVISIT), "Baseline")
  pairs <- expand.grid(arm = setdiff(levels(own$TRT01P), reference), visit = later, stringsAsFactors = FALSE)
  rbind(
    estimates("lsmean", "AVAL", cells, grid@linfct),
    estimates(
      "difference", "CHG", paste(pairs$visit, pairs$arm, reference, sep = "/"),
      t(mapply(difference, pairs$visit, pairs$arm))
    )
  )
}

write_rows(do.call(rbind, lapply(c("VASPAIN"), fit_parameter)), "intercept.R")
