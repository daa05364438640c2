# Analysis csh_satterthwaite of trial TRIAL-01: csh_satterthwaite
# 
# Mixed model for repeated measures by restricted maximum likelihood; covariance within subjects of compound
# symmetry with a variance at each visit; t tests with Satterthwaite degrees of freedom. LS means: numeric
# covariates at their mean over the records used, factors weighted equally. Records with a missing value or
# covariate are left out. Where the model is right, values missing at random given those observed do not bias
# the estimates; of records left out for a covariate that is not said. Joint tests are of type III.
# 
# Reads data/csh_satterthwaite.csv: 308 records, as the analysis used them, after the strategies for
# intercurrent events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/csh_satterthwaite.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in seven digits and more: the likelihood is maximised to rounding.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/covariance.R")
source("lib/reml.R")
source("lib/kenward_roger.R")
source("lib/packages.R")

records <- read_records("csh_satterthwaite", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT"))
arms <- c("Sham", "DTLT")
visits <- c("Week 4", "Week 8", "Week 12")
reference <- "Sham"

# The model of each parameter, and the structure that the ladder csh came to.
models <- list(
  "VASPAIN" = list(CHG ~ TRT01P*AVISIT + BASE, "csh")
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
    found <- contrasts_of(fit, L, "satterthwaite")
    id <- paste("csh_satterthwaite", kind, place, sep = "/")
    tested(id, found$estimate, found$std_error, found$df, 0.95)
  }
  rbind(
    estimates("lsmean", place, L),
    estimates("difference", paste(place, reference, sep = "/")[active], (L - L[against, ])[active, , drop = FALSE])
  )
}

write_rows(do.call(rbind, lapply(names(models), fit_parameter)), "csh_satterthwaite.R")

# The same with the package mmrm, where it is installed.
if (requireNamespace("mmrm", quietly = TRUE)) {
  with_mmrm <- function(paramcd) {
    own <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits, USUBJID = unique(records$USUBJID)))
    term <- c(us = "us", cs = "cs", csh = "csh", ar1 = "ar1", ar1h = "ar1h", toep = "toep", toeph = "toeph")[[models[[paramcd]][[2]]]]
    model <- update(models[[paramcd]][[1]], paste0("~ . + ", term, "(AVISIT | USUBJID)"))
    fit <- mmrm::mmrm(
      model, own, reml = TRUE,
      method = "Satterthwaite", vcov = "Asymptotic"
    )
    by <- if (nlevels(own$AVISIT) > 1) "AVISIT"
    means <- emmeans(fit, "TRT01P", by = by, weights = "equal")
    differences <- contrast(means, "trt.vs.ctrl", ref = match(reference, levels(own$TRT01P)), adjust = "none")
    rows <- function(kind, made) {
      made <- as.data.frame(summary(made, infer = c(TRUE, TRUE), level = 0.95))
      arm <- if (kind == "lsmean") made$TRT01P else rep_len(setdiff(levels(own$TRT01P), reference), nrow(made))
      visit <- if (is.null(by)) levels(own$AVISIT) else made$AVISIT
      id <- paste("csh_satterthwaite", kind, paramcd, "CHG", visit, arm, sep = "/")
      if (kind == "difference") id <- paste(id, reference, sep = "/")
      data.frame(
        id = id, estimate = made[[if (kind == "lsmean") "emmean" else "estimate"]], std_error = made$SE, df = made$df,
        statistic = made$t.ratio, p_value = made$p.value, conf_low = made$lower.CL, conf_high = made$upper.CL
      )
    }
    rbind(rows("lsmean", means), rows("difference", differences))
  }
  write_rows(do.call(rbind, lapply(names(models), with_mmrm)), "csh_satterthwaite.mmrm")
}
