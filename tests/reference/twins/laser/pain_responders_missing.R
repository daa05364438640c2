# Analysis pain_responders_missing of trial LASER-01: Missing values left out
# 
# Subjects without a value at baseline or at the visit are left out of the denominator (observed cases).
# Subjects with a baseline of zero are non-responders, since nobody can improve by a percentage of nothing;
# they are counted. Risk differences and ratios have score intervals and p values of Miettinen and Nurminen
# (Stat Med 1985;4:213-226), not adjusted. Odds ratio: logistic regression on the arm, the value at baseline
# and Site (Wald). Adjusted difference: that of the model's mean predicted shares had all subjects been in one
# arm or the other (g-computation), interval by the delta method for these subjects' covariates (Ge, Drug Inf
# J 2011;45:481-493). Number needed to treat: the reciprocal of the risk difference, limits the reciprocals of
# its limits (Altman, BMJ 1998;317:1309-1312); NNTB for one more responder, NNTH for one fewer; absent where
# the interval of the difference holds zero.
# 
# Reads data/pain_responders_missing.csv: 1014 records, as the analysis used them, after the strategies for
# intercurrent events.
# Of 731 records of the dataset the analysis chose 458 (left out: 303 another parameter; 30 assigned: Stopped
# treatment, composite (non-responder)).
# VASPAIN Week 4 At least 30% improvement: 116 of 120 used (left out: 4 No value at the visit).
# VASPAIN Week 4 At least 50% improvement: 116 of 120 used (left out: 4 No value at the visit).
# VASPAIN Week 4 At least 20 mm improvement (MCID): 116 of 120 used (left out: 4 No value at the visit).
# VASPAIN Week 8 At least 30% improvement: 110 of 120 used (left out: 10 No value at the visit).
# VASPAIN Week 8 At least 50% improvement: 110 of 120 used (left out: 10 No value at the visit).
# VASPAIN Week 8 At least 20 mm improvement (MCID): 110 of 120 used (left out: 10 No value at the visit).
# VASPAIN Week 12 At least 30% improvement: 112 of 120 used (left out: 8 No value at the visit).
# VASPAIN Week 12 At least 50% improvement: 112 of 120 used (left out: 8 No value at the visit).
# VASPAIN Week 12 At least 20 mm improvement (MCID): 112 of 120 used (left out: 8 No value at the visit).
# Writes out/pain_responders_missing.R.csv: a row an estimate, by the id that trialstats gives it.
# All numbers agree in eight digits and more.


source("lib/rows.R")
source("lib/shares.R")

records <- read_records("pain_responders_missing", text = c("PARAMCD", "MEASURE", "AVISIT", "CRIT1", "USUBJID", "TRT01P", "CRIT1FL", "SITEID"))
arms <- c("Sham", "DTLT")
reference <- "Sham"
level <- 0.95
# Pairs of arms of which a logistic model could be fitted: not where the response is separated.
modelled <- c("VASPAIN/PCHG/Week 4/DTLT/Sham/At least 30% improvement", "VASPAIN/PCHG/Week 4/DTLT/Sham/At least 50% improvement", "VASPAIN/CHG/Week 4/DTLT/Sham/At least 20 mm improvement (MCID)", "VASPAIN/PCHG/Week 8/DTLT/Sham/At least 30% improvement", "VASPAIN/PCHG/Week 8/DTLT/Sham/At least 50% improvement", "VASPAIN/CHG/Week 8/DTLT/Sham/At least 20 mm improvement (MCID)", "VASPAIN/PCHG/Week 12/DTLT/Sham/At least 30% improvement", "VASPAIN/PCHG/Week 12/DTLT/Sham/At least 50% improvement", "VASPAIN/CHG/Week 12/DTLT/Sham/At least 20 mm improvement (MCID)")

row <- function(kind, place, estimate, low, high, std_error = NA, statistic = NA) {
  data.frame(
    id = paste("pain_responders_missing", kind, place, sep = "/"), estimate = estimate, std_error = std_error, df = NA_real_,
    statistic = statistic, p_value = 2 * pnorm(-abs(statistic)), conf_low = low, conf_high = high
  )
}

counted <- function(x1, n1, x0, n0, place) {
  difference <- x1 / n1 - x0 / n0
  limits <- where_reached(function(delta) difference_z(x1, n1, x0, n0, delta), c(-1, 1), level)
  statistic <- difference_z(x1, n1, x0, n0, 0)
  found <- row("risk_difference", place, difference, limits[1], limits[2], statistic = statistic)
  if (x0 > 0) {
    ends <- where_reached(function(log_ratio) ratio_z(x1, n1, x0, n0, exp(log_ratio)), c(-30, 30), level)
    low <- if (x1 == 0) 0 else exp(ends[1])
    found <- rbind(found, row("risk_ratio", place, (x1 / n1) / (x0 / n0), low, exp(ends[2]), statistic = statistic))
  }
  if (prod(limits) > 0) {
    turned <- sort(1 / abs(limits))
    needed <- if (difference > 0) "NNTB" else "NNTH"
    found <- rbind(found, row("nnt", paste(place, needed, sep = "/"), 1 / abs(difference), turned[1], turned[2]))
  }
  found
}

# The odds ratio of a logistic model, and the shares it predicts, averaged over the subjects as if all had been in one arm (delta method).
from_model <- function(own, place, arm) {
  own$RESPONSE <- as.numeric(own$CRIT1FL == "Y")
  own$TRT01P <- factor(own$TRT01P, c(reference, arm))
  own <- own[complete.cases(own), ]
  fit <- glm(
    RESPONSE ~ TRT01P + BASE + SITEID, binomial, own,
    control = glm.control(epsilon = 1e-14, maxit = 100)
  )
  z <- qnorm((1 + level) / 2)
  log_odds <- coef(fit)[[2]]
  # glm weighs by the iteration before the last: the information is worked out at the estimates themselves.
  x <- model.matrix(fit)
  information <- crossprod(x * sqrt(fitted(fit) * (1 - fitted(fit))))
  covariance <- solve(information)
  error <- sqrt(covariance[2, 2])
  found <- row("odds_ratio", place, exp(log_odds), exp(log_odds - z * error), exp(log_odds + z * error), statistic = log_odds / error)
  average <- function(arm) {
    rows <- x
    rows[, 2] <- as.numeric(arm != reference)
    shares <- plogis(drop(rows %*% coef(fit)))
    list(share = mean(shares), slope = colMeans(shares * (1 - shares) * rows))
  }
  wald <- function(kind, place, estimate, slope, tested) {
    error <- sqrt(drop(slope %*% covariance %*% slope))
    row(kind, place, estimate, estimate - z * error, estimate + z * error, error, if (tested) estimate / error else NA)
  }
  active <- average(arm)
  other <- average(reference)
  one <- function(who) paste(sub(paste0("/", arm, "/", reference, "/"), paste0("/", who, "/"), place, fixed = TRUE), "standardised", sep = "/")
  found <- rbind(
    found,
    wald("risk_difference", paste(place, "standardised", sep = "/"), active$share - other$share, active$slope - other$slope, TRUE),
    wald("proportion", one(arm), active$share, active$slope, FALSE),
    wald("proportion", paste0(one(reference), "/beside ", arm), other$share, other$slope, FALSE)
  )
  found
}

at_place <- function(own) {
  before <- paste(own$PARAMCD[[1]], own$MEASURE[[1]], own$AVISIT[[1]], sep = "/")
  after <- own$CRIT1[[1]]
  count <- function(arm) sum(own$TRT01P == arm & own$CRIT1FL == "Y")
  total <- function(arm) sum(own$TRT01P == arm)
  present <- arms[vapply(arms, total, 0) > 0]
  found <- do.call(rbind, lapply(present, function(arm) {
    limits <- wilson(count(arm), total(arm), level)
    row("proportion", paste(before, arm, after, sep = "/"), count(arm) / total(arm), limits[1], limits[2])
  }))
  for (arm in setdiff(present, reference)) {
    place <- paste(before, arm, reference, after, sep = "/")
    found <- rbind(found, counted(count(arm), total(arm), count(reference), total(reference), place))
    if (place %in% modelled) found <- rbind(found, from_model(own[own$TRT01P %in% c(arm, reference), ], place, arm))
  }
  found
}

each <- split(records, list(records$CRIT1, records$AVISIT, records$PARAMCD), drop = TRUE)
write_rows(do.call(rbind, lapply(each, at_place)), "pain_responders_missing.R")
