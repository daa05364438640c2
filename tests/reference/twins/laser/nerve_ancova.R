# Analysis nerve_ancova of trial LASER-01: Nerve conduction velocity
# 
# Ordinary least squares at each visit by itself; t tests with residual degrees of freedom and model-based
# standard errors (equal variances). LS means: numeric covariates at their mean over the records used, factors
# among the covariates weighted equally. Records with a missing value or covariate are left out (complete
# cases).
# 
# Reads data/nerve_ancova.csv: 178 records, as the analysis used them, after the strategies for intercurrent
# events.
# Of 2404 records of the dataset the analysis chose 185 (left out: 16 FASFL is not Y; 1998 another parameter;
# 205 another visit).
# SURVEL Week 12: 86 of 89 used (left out: 3 CHG missing).
# PERVEL Week 12: 92 of 96 used (left out: 4 CHG missing).
# Writes out/nerve_ancova.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in ten digits and more: least squares has one solution.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")

records <- read_records("nerve_ancova", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT", "SITEID"))
arms <- c("Sham", "DTLT")
reference <- "Sham"
covariance <- vcov

fit_visit <- function(own) {
  place <- paste(own$PARAMCD[[1]], "CHG", own$AVISIT[[1]], sep = "/")
  own$TRT01P <- droplevels(factor(own$TRT01P, arms))
  several <- nlevels(own$TRT01P) > 1
  fit <- if (several) {
    lm(CHG ~ TRT01P + BASE + SITEID + AGE + HEIGHT, own)
  } else {
    lm(CHG ~ BASE + SITEID + AGE + HEIGHT, own)
  }
  means <- emmeans(fit, if (several) "TRT01P" else ~1, weights = "equal", vcov. = covariance(fit))
  rows <- function(kind, made, end) {
    made <- as.data.frame(summary(made, infer = c(TRUE, TRUE), level = 0.95))
    data.frame(
      id = paste("nerve_ancova", kind, place, end, sep = "/"), estimate = made[[if (kind == "lsmean") "emmean" else "estimate"]],
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
write_rows(do.call(rbind, lapply(each, fit_visit)), "nerve_ancova.R")
