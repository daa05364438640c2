# Analysis pain_mmrm_j2r of trial LASER-01: Jump to reference (J2R)
# 
# Imputation model: multivariate normal over the visits, with coefficients of the arm, the value at baseline
# and Site at each visit; covariance unstructured, shared by the arms. Values missing from the intercurrent
# event on: Sham missing at random (MAR), DTLT jump to reference (J2R). Values missing before it, or between
# values that are known, are missing at random whatever the strategy. Missing values are filled in by their
# conditional mean under the restricted maximum likelihood estimates; standard errors by the jackknife over
# subjects, imputation and analysis repeated without each; z tests. Completed sets are analysed by analysis of
# covariance at each visit, on the arm, the value at baseline and Site; LS means: numeric covariates at their
# mean over the subjects analysed, factors weighted equally.
# 
# Reads data/pain_mmrm_j2r.csv: 360 records, as the analysis used them, after the strategies for intercurrent
# events.
# Of 731 records of the dataset the analysis chose 428 (left out: 303 another parameter).
# Writes out/pain_mmrm_j2r.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in seven digits and more: the likelihood is maximised to rounding, with and without each
# subject.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/covariance.R")
source("lib/reml.R")
source("lib/imputation.R")

records <- read_records("pain_mmrm_j2r", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT", "SITEID", "ASSUMED"))
arms <- c("Sham", "DTLT")
visits <- c("Week 4", "Week 8", "Week 12")
reference <- "Sham"
chosen <- c("VASPAIN" = "us")

# The imputation model: coefficients of its own at each visit.
model <- CHG ~ AVISIT * (TRT01P + BASE + SITEID)

analysed <- CHG ~ TRT01P + BASE + SITEID

# LS means of the arms and differences at each visit, from completed values.
estimates <- function(completed) {
  at_visit <- function(visit) {
    own <- completed[completed$AVISIT == visit, ]
    means <- emmeans(lm(analysed, own), "TRT01P", weights = "equal")
    estimated <- setNames(as.data.frame(means)$emmean, as.character(as.data.frame(means)$TRT01P))[arms]
    active <- setdiff(arms, reference)
    c(
      setNames(estimated, paste("lsmean", visit, arms, sep = "/")),
      setNames(estimated[active] - estimated[[reference]], paste("difference", visit, active, reference, sep = "/"))
    )
  }
  unlist(lapply(levels(completed$AVISIT), at_visit))
}

fit_parameter <- function(paramcd) {
  records$SITEID <- factor(records$SITEID)
  whole <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits))
  cells <- 1
  covariance <- repeated(chosen[[paramcd]], nlevels(whole$AVISIT), cells)
  completed_by <- function(whole, start) {
    seen <- whole[!is.na(whole$CHG), ]
    cell <- rep(1L, nrow(seen))
    if (is.null(start)) start <- covariance$guess(moments(model, seen, seen$USUBJID, seen$AVISIT))
    fit <- reml(model, seen, covariance, by_subject(seen$USUBJID, as.integer(seen$AVISIT), cell), start)
    list(theta = fit$theta, whole = fill_in(whole, "CHG", model, fit$beta, fit$theta, covariance, reference, cells))
  }
  all_together <- completed_by(whole, NULL)
  found <- estimates(all_together$whole)
  subjects <- unique(whole$USUBJID)
  without <- vapply(subjects, function(one) {
    estimates(completed_by(droplevels(whole[whole$USUBJID != one, ]), all_together$theta)$whole)[names(found)]
  }, found)
  n <- length(subjects)
  std_error <- sqrt((n - 1) / n * rowSums((without - rowMeans(without))^2))
  kind <- sub("/.*", "", names(found))
  id <- paste("pain_mmrm_j2r", kind, paramcd, "CHG", sub("[^/]*/", "", names(found)), sep = "/")
  tested(id, unname(found), std_error, NA_real_, 0.95)
}

write_rows(do.call(rbind, lapply(names(chosen), fit_parameter)), "pain_mmrm_j2r.R")

# The differences once more with the package rbmi, where it is installed.
if (requireNamespace("rbmi", quietly = TRUE)) {
  with_rbmi <- function(paramcd) {
    own <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits, USUBJID = unique(records$USUBJID)))
    variables <- rbmi::set_vars(
      outcome = "CHG", visit = "AVISIT", subjid = "USUBJID", group = "TRT01P", strategy = "ASSUMED",
      covariates = c("BASE*AVISIT", "SITEID*AVISIT")
    )
    begins <- own[!is.na(own$ONSETN) & own$ONSETN == own$AVISITN & own$ASSUMED != "MAR", c("USUBJID", "AVISIT", "ASSUMED")]
    method <- rbmi::method_condmean(covariance = "us", same_cov = TRUE, REML = TRUE, type = "jackknife")
    drawn <- rbmi::draws(own, if (nrow(begins)) begins, variables, method, quiet = TRUE)
    imputed <- rbmi::impute(drawn, references = setNames(c(reference, reference), arms))
    variables$covariates <- c("BASE", "SITEID")
    pooled <- as.data.frame(rbmi::pool(rbmi::analyse(imputed, rbmi::ancova, vars = variables), conf.level = 0.95))
    pooled <- pooled[startsWith(as.character(pooled$parameter), "trt_"), ]
    visit <- sub("trt_", "", pooled$parameter)
    id <- paste("pain_mmrm_j2r", "difference", paramcd, "CHG", visit, setdiff(arms, reference), reference, sep = "/")
    tested(id, pooled$est, pooled$se, NA_real_, 0.95)
  }
  write_rows(do.call(rbind, lapply(names(chosen), with_rbmi)), "pain_mmrm_j2r.rbmi")
}
