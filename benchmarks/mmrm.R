# The same two trials in R's mmrm with Kenward-Roger; stops where mmrm or emmeans is missing.
suppressMessages({library(mmrm); library(emmeans)})
synthetic <- function(n, t) {
  set.seed(1)
  d <- expand.grid(AVISIT = factor(paste("Week", 1:t), paste("Week", 1:t)), USUBJID = factor(1:n))
  d$ARM <- factor(ifelse(as.integer(d$USUBJID) %% 2, "Placebo", "Active"), c("Placebo", "Active"))
  d$BASE <- rnorm(n, 50, 10)[d$USUBJID]
  d$CHG <- rnorm(n, 0, 6)[d$USUBJID] + rnorm(nrow(d), 0, 6)
  leaves <- ifelse(runif(n) < 0.2, sample(seq_len(t - 1), n, TRUE), t)
  d[as.integer(d$AVISIT) <= leaves[d$USUBJID] & runif(nrow(d)) > 0.05, ]
}
for (size in list(c(200, 4), c(1000, 10))) {
  d <- synthetic(size[1], size[2])
  took <- system.time({
    fit <- mmrm(CHG ~ BASE + ARM * AVISIT + us(AVISIT | USUBJID), d, method = "Kenward-Roger")
    print(pairs(emmeans(fit, ~ ARM | AVISIT)))
  })["elapsed"]
  cat(sprintf("R mmrm %s, %d x %d: %.2f s\n", packageVersion("mmrm"), size[1], size[2], took))
}
