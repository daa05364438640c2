# Tobit regressions by survival::survreg, on values that a formula makes (so do tests and trialstats validate).
# Rscript survreg.R > survreg.txt
library(survival)
i <- 0:79
x <- (i * 7) %% 11 / 10
arm <- i %% 2
y <- 1 + 0.5 * x - 0.6 * arm + 0.8 * qnorm(((i * 37) %% 101 + 0.5) / 101)
kinds <- list(
  none = list(y, y),
  left = list(ifelse(y < 0.7, NA, y), ifelse(y < 0.7, 0.7, y)),
  right = list(ifelse(y > 1.5, 1.5, y), ifelse(y > 1.5, NA, y)),
  both = list(ifelse(y < 0.5, NA, ifelse(y > 1.6, 1.6, y)), ifelse(y > 1.6, NA, ifelse(y < 0.5, 0.5, y))),
  interval = list(
    ifelse(y < 0.5, NA, ifelse(y > 1.6, 1.6, ifelse(y > 0.9 & y < 1.3, 0.9, y))),
    ifelse(y > 1.6, NA, ifelse(y < 0.5, 0.5, ifelse(y > 0.9 & y < 1.3, 1.3, y)))
  )
)
cat(R.version.string, "; survival", as.character(packageVersion("survival")), "\n")
for (kind in names(kinds)) {
  fit <- survreg(Surv(kinds[[kind]][[1]], kinds[[kind]][[2]], type = "interval2") ~ x + arm, dist = "gaussian",
                 control = survreg.control(rel.tolerance = 1e-14, maxiter = 100))
  # Coefficients, sigma, log-likelihood, standard errors of the coefficients and of log sigma.
  numbers <- c(coef(fit), fit$scale, fit$loglik[2], sqrt(diag(vcov(fit))))
  cat(kind, paste(sprintf("%.9f", numbers), collapse = ","), sep = ",")
  cat("\n")
}
