# Analysis toeph of trial TRIAL-01: toeph
# 
# Mixed model for repeated measures by restricted maximum likelihood; covariance within subjects of Toeplitz
# form with a variance at each visit; t tests with Kenward-Roger standard errors and degrees of freedom (SAS
# DDFM=KR). LS means: numeric covariates at their mean over the records used, factors weighted equally.
# Records with a missing value or covariate are left out. Where the model is right, values missing at random
# given those observed do not bias the estimates; of records left out for a covariate that is not said. Joint
# tests are of type III.
# 
# Reads data/toeph.csv: 308 records, as the analysis used them, after the strategies for intercurrent events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/toeph.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in seven digits and more: the likelihood is maximised to rounding.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/covariance.R")
source("lib/reml.R")
source("lib/kenward_roger.R")
source("lib/packages.R")

records <- read_records("toeph", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT"))
arms <- c("Sham", "DTLT")
visits <- c("Week 4", "Week 8", "Week 12")
reference <- "Sham"

# The model of each parameter, and the structure that the ladder toeph came to.
models <- list(
  "VASPAIN" = list(CHG ~ TRT01P*AVISIT + BASE + BASE:AVISIT, "toeph")
)

fit_parameter <- function(paramcd) {
  own <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits))
  model <- models[[paramcd]][[1]]
  cell <- rep(1L, nrow(own))
  covariance <- repeated(models[[paramcd]][[2]], nlevels(own$AVISIT), max(cell))
  places <- by_subject(own$USUBJID, as.integer(own$AVISIT), cell)
  start <- covariance$guess(moments(model, own, own$USUBJID, own$AVISIT))
  fit <- reml(model, own, covariance, places, start, reml = TRUE)
  message(paramcd, ": log-likelihood ", format(fit$loglik, digits = 12))
  beside_gls(fit, model, own, models[[paramcd]][[2]], TRUE)

  by <- if (nlevels(own$AVISIT) > 1) "AVISIT"
  grid <- emmeans(fit$plain, "TRT01P", by = by, weights = "equal")
  cells <- data.frame(TRT01P = grid@grid$TRT01P, AVISIT = if (is.null(by)) levels(own$AVISIT) else grid@grid$AVISIT)
  L <- grid@linfct
  against <- match(paste(reference, cells$AVISIT), paste(cells$TRT01P, cells$AVISIT))
  active <- cells$TRT01P != reference
  place <- paste(paramcd, "CHG", cells$AVISIT, cells$TRT01P, sep = "/")
  estimates <- function(kind, place, L) {
    found <- contrasts_of(fit, L, "kr")
    id <- paste("toeph", kind, place, sep = "/")
    tested(id, found$estimate, found$std_error, found$df, 0.95)
  }
  rbind(
    estimates("lsmean", place, L),
    estimates("difference", paste(place, reference, sep = "/")[active], (L - L[against, ])[active, , drop = FALSE])
  )
}

write_rows(do.call(rbind, lapply(names(models), fit_parameter)), "toeph.R")
