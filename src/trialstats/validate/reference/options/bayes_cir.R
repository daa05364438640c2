# Analysis bayes_cir of trial TRIAL-01: bayes_cir
# 
# Imputation model: multivariate normal over the visits, with coefficients of the arm and the value at
# baseline at each visit; covariance unstructured, shared by the arms. Values missing from the intercurrent
# event on: copy increments in reference (CIR). Values missing before it, or between values that are known,
# are missing at random whatever the strategy. 2,000 sets are drawn with parameters from their posterior
# (unstructured covariance, Jeffreys' prior) and pooled by Rubin's rules with the degrees of freedom of
# Barnard and Rubin. Completed sets are analysed by analysis of covariance at each visit, on the arm, the
# value at baseline and SITEID; LS means: numeric covariates at their mean over the subjects analysed, factors
# weighted as observed in the records used. A Monte Carlo standard error of a tenth of its standard error or
# less of every difference takes 15 imputations.
# 
# Reads data/bayes_cir.csv: 360 records, as the analysis used them, after the strategies for intercurrent
# events.
# Of 428 records of the dataset the analysis chose 428.
# Writes out/bayes_cir.R.csv: a row an estimate, by the id that trialstats gives it.
# The same: the imputation model, its prior (Jeffreys) and posterior, what is assumed, the analysis, the
# pooling and its degrees of freedom. Not the same: the random numbers, and the way to the posterior: one
# chain here, regressions visit by visit in trialstats. So estimates differ by Monte Carlo error, of which the
# program prints the standard error (MCSE): expect differences within 1.41 times 2 of it.


suppressPackageStartupMessages(library(emmeans))
source("lib/rows.R")
source("lib/imputation.R")
source("lib/draws.R")

records <- read_records("bayes_cir", text = c("PARAMCD", "USUBJID", "TRT01P", "AVISIT", "SITEID", "ASSUMED"))
arms <- c("Sham", "DTLT")
visits <- c("Week 4", "Week 8", "Week 12")
reference <- "Sham"
sets <- 2000
set.seed(12)

# The imputation model, with coefficients of its own at each visit, and the analysis of completed values at a visit.
model <- ~ TRT01P + BASE
analysed <- values ~ TRT01P + BASE + SITEID

# LS means of the arms, and differences to the reference, of a visit: completed (n x sets) values of people.
at_visit <- function(visit, completed, people) {
  one <- lm(analysed, cbind(people, values = completed[, 1]))
  means <- emmeans(one, "TRT01P", weights = "proportional")
  of_arms <- means@linfct[match(arms, as.character(means@grid$TRT01P)), , drop = FALSE]
  active <- which(arms != reference)
  combined <- rbind(of_arms, sweep(of_arms[active, , drop = FALSE], 2, of_arms[arms == reference, ]))
  people$values <- completed
  all <- lm(analysed, people)   # a column a completed set
  variances <- outer(rowSums((combined %*% summary(one)$cov.unscaled) * combined), colSums(residuals(all)^2) / all$df.residual)
  found <- rubin(combined %*% coef(all), variances, all$df.residual)
  id <- c(paste("lsmean", visit, arms, sep = "/"), paste("difference", visit, arms[active], reference, sep = "/"))
  data.frame(id = id, estimate = found$estimate, std_error = found$std_error, df = found$df, mcse = found$mcse)
}

fit_parameter <- function(paramcd) {
  records$SITEID <- factor(records$SITEID)
  whole <- of_parameter(records, paramcd, list(TRT01P = arms, AVISIT = visits))   # sorted by subject and visit
  whole$TRT01P <- relevel(whole$TRT01P, reference)
  here <- levels(whole$AVISIT)
  y <- matrix(whole$CHG, ncol = length(here), byrow = TRUE)
  people <- whole[!duplicated(whole$USUBJID), ]
  begins <- match(people$ONSETN, whole$AVISITN[seq_along(here)], nomatch = length(here) + 1)
  as_reference <- function(frame) {
    frame$TRT01P[] <- reference
    frame
  }
  x <- model.matrix(model, people)
  x_reference <- model.matrix(model, as_reference(people))
  drawn <- posterior(y, x, sets)
  completed <- lapply(drawn, function(one) draw_values(y, x %*% one$b, x_reference %*% one$b, one$s, people$ASSUMED, begins))
  found <- do.call(rbind, lapply(seq_along(here), function(visit) {
    at_visit(here[[visit]], vapply(completed, function(one) one[, visit], numeric(nrow(people))), people)
  }))
  found <- found[order(!startsWith(found$id, "lsmean")), ]
  message("  ", sets, " sets, MCSE of estimates up to ", format(max(found$mcse), digits = 3))
  kind <- sub("/.*", "", found$id)
  id <- paste("bayes_cir", kind, paramcd, "CHG", sub("[^/]*/", "", found$id), sep = "/")
  tested(id, found$estimate, found$std_error, found$df, 0.95)
}

write_rows(do.call(rbind, lapply(c("VASPAIN"), fit_parameter)), "bayes_cir.R")
