# Analysis ancova_observed of trial TRIAL-01: ancova_observed
# 
# Ordinary least squares at each visit by itself; t tests with residual degrees of freedom and model-based
# standard errors (equal variances). LS means: numeric covariates at their mean over the records used, factors
# among the covariates weighted as observed in the records used. Records with a missing value or covariate are
# left out (complete cases).
# 
# Reads data/ancova_observed.csv: 308 records, as the analysis used them, after the strategies for
# intercurrent events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/ancova_observed.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in ten digits and more: least squares has one solution.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")

records <- read_records("ancova_observed", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT", "SITEID", "SEX"))
arms <- c("Sham", "DTLT")
reference <- "Sham"
covariance <- vcov

fit_visit <- function(own) {
  place <- paste(own$PARAMCD[[1]], "CHG", own$AVISIT[[1]], sep = "/")
  own$TRT01P <- droplevels(factor(own$TRT01P, arms))
  several <- nlevels(own$TRT01P) > 1
  fit <- if (several) {
    lm(CHG ~ TRT01P + BASE + SITEID + SEX, own)
  } else {
    lm(CHG ~ BASE + SITEID + SEX, own)
  }
  means <- emmeans(fit, if (several) "TRT01P" else ~1, weights = "proportional", vcov. = covariance(fit))
  rows <- function(kind, made, end) {
    made <- as.data.frame(summary(made, infer = c(TRUE, TRUE), level = 0.9))
    data.frame(
      id = paste("ancova_observed", kind, place, end, sep = "/"), estimate = made[[if (kind == "lsmean") "emmean" else "estimate"]],
      std_error = made$SE, df = made$df, statistic = made$t.ratio, p_value = made$p.value,
      conf_low = made$lower.CL, conf_high = made$upper.CL
    )
  }
  found <- rows("lsmean", means, levels(own$TRT01P))
  if (several && reference %in% levels(own$TRT01P)) {
    differences <- contrast(means, "trt.vs.ctrl", ref = match(reference, levels(own$TRT01P)), adjust = "none")
    active <- setdiff(levels(own$TRT01P), reference)
    found <- rbind(found, rows("difference", differences, paste(active, reference, sep = "/")))
  }
  found
}

each <- split(records, list(records$AVISIT, records$PARAMCD), drop = TRUE)
write_rows(do.call(rbind, lapply(each, fit_visit)), "ancova_observed.R")
