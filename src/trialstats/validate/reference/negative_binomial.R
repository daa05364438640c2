# Negative binomial regression (NB2) of negative_binomial.csv, made-up counts, for tests and trialstats validate.
# glm.nb gives standard errors of the expected information of the coefficients alone; those of the observed information
# of coefficients and dispersion together are of the Hessian of the likelihood, written here with dnbinom and
# differentiated numerically. Run in this folder: Rscript negative_binomial.R > negative_binomial.txt
library(MASS)
options(digits = 10)
cat("R", as.character(getRversion()), "MASS", as.character(packageVersion("MASS")), "\n")
d <- read.csv("negative_binomial.csv")
d$TRT01P <- factor(d$TRT01P, levels = c("Sham", "Low", "High"))
d$SEX <- factor(d$SEX, levels = c("F", "M"))
d$years <- d$days / 365.25

observed <- function(fit) {
  X <- model.matrix(fit)
  nll <- function(b) -sum(dnbinom(d$events, size = 1 / b[length(b)], mu = d$years * exp(X %*% b[-length(b)]), log = TRUE))
  at <- c(coef(fit), dispersion = 1 / fit$theta)
  polished <- optim(at, nll, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000, ndeps = rep(1e-5, length(at))))
  inverse <- solve(optimHess(polished$par, nll, control = list(ndeps = rep(1e-4, length(at)))))
  data.frame(estimate = at, expected = c(sqrt(diag(vcov(fit))), NA), observed = sqrt(diag(inverse)))
}
control <- glm.control(epsilon = 1e-14, maxit = 100)
for (model in c("events ~ TRT01P + offset(log(years))", "events ~ TRT01P + SEX + AGE + offset(log(years))")) {
  fit <- glm.nb(as.formula(model), data = d, control = control)
  cat("\n#", model, "\n")
  print(observed(fit), digits = 10)
  cat("log likelihood", format(as.numeric(logLik(fit)), digits = 12), "\n")
}
