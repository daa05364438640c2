# Times to an event by R's survival: three made-up data sets with ties (survival.csv), and what this printed
# (survival.txt). Run in this folder: Rscript survival.R
# R 4.2.2, survival 3.5-3 (whose cox.zph is the exact score test of version 3).
suppressPackageStartupMessages(library(survival))
simulate <- function(seed, n, grid, drop, beta) {
  set.seed(seed)
  arm <- factor(rep(c("Sham", "Low", "High"), length.out = n), c("Sham", "Low", "High"))
  site <- factor(sample(c("A", "B", "C"), n, TRUE)); age <- round(rnorm(n, 55, 10))
  rate <- 0.02 * exp(beta * (arm == "Low") + 1.5 * beta * (arm == "High") + 0.02 * (age - 55) + 0.3 * (site == "B"))
  t <- rexp(n, rate); c <- pmin(runif(n, 0, drop), 120)
  data.frame(set = seed, arm, site, age, time = ceiling(pmin(t, c) / grid) * grid, event = as.integer(t <= c))
}
d <- rbind(simulate(1, 60, 7, 200, -0.4), simulate(2, 150, 1, 300, 0.5), simulate(3, 33, 14, 150, 0))
write.csv(d, "survival.csv", row.names = FALSE, quote = FALSE)
sink("survival.txt")
put <- function(id, value) cat(id, format(value, digits = 12), "\n")
for (s in 1:3) {
  x <- d[d$set == s, ]; of <- function(...) paste(s, ..., sep = "/")
  km <- survfit(Surv(time, event) ~ arm, x, conf.type = "log-log")
  q <- quantile(km, c(0.25, 0.5, 0.75))
  for (i in 1:3) for (j in 1:3) for (what in c("quantile", "lower", "upper"))
    put(of("quantile", levels(x$arm)[i], c(25, 50, 75)[j], what), q[[what]][i, j])
  at <- summary(km, times = c(28, 56, 84), extend = TRUE)
  for (i in seq_along(at$time)) { a <- sub("arm=", "", at$strata[i]); for (what in c("n.risk", "surv", "std.err", "lower", "upper"))
    put(of("at", a, at$time[i], what), at[[what]][i]) }
  tau <- min(tapply(x$time, x$arm, max)); put(of("tau"), tau)
  for (end in c(tau, 50)) { m <- summary(km, rmean = end)$table; for (i in 1:3) { put(of("rmst", levels(x$arm)[i], end), m[i, "rmean"]); put(of("rmst", levels(x$arm)[i], end, "se"), m[i, "se(rmean)"]) } }
  for (a in c("Low", "High")) { y <- droplevels(x[x$arm %in% c("Sham", a), ])
    put(of("logrank", a), survdiff(Surv(time, event) ~ arm, y)$chisq)
    put(of("logrank.strata", a), survdiff(Surv(time, event) ~ arm + strata(site), y)$chisq) }
  put(of("logrank.all"), survdiff(Surv(time, event) ~ arm, x)$chisq)
  put(of("logrank.all.strata"), survdiff(Surv(time, event) ~ arm + strata(site), x)$chisq)
  for (ties in c("efron", "breslow")) for (model in c("arm", "arm + age", "arm + age + strata(site)", "arm + site + age")) for (robust in c(FALSE, TRUE)) {
    f <- coxph(as.formula(paste("Surv(time, event) ~", model)), x, ties = ties, robust = robust, control = coxph.control(eps = 1e-13, iter.max = 100))
    k <- summary(f)$coefficients; se <- if (robust) k[, "robust se"] else k[, "se(coef)"]
    for (i in rownames(k)) { if (!robust) put(of("cox", ties, gsub(" ", "", model), i), k[i, "coef"]); put(of("cox", ties, gsub(" ", "", model), i, if (robust) "robust" else "se"), se[[i]]) }
    if (!robust) { put(of("cox", ties, gsub(" ", "", model), "loglik"), f$loglik[2])
      for (g in c("km", "rank", "identity")) { z <- cox.zph(f, transform = g, terms = TRUE)$table; for (i in rownames(z)) { put(of("zph", ties, gsub(" ", "", model), g, i), z[i, "chisq"]); put(of("zph", ties, gsub(" ", "", model), g, i, "df"), z[i, "df"]) } } }
  }
}
# flat at exactly one half, to the end and between events; the last subject has the event; one event only
quarters <- function(id, time, event) { q <- quantile(survfit(Surv(time, event) ~ 1, conf.type = "log-log"), c(0.25, 0.5, 0.75)); for (j in 1:3) for (what in c("quantile", "lower", "upper")) put(paste(id, c(25, 50, 75)[j], what, sep = "/"), q[[what]][j]) }
quarters("flat", c(1, 2, 3, 4), c(1, 1, 0, 0)); quarters("step", c(1, 2, 3, 4), c(1, 1, 1, 1)); quarters("last", c(2, 4, 6, 8, 10, 12), c(1, 0, 1, 1, 0, 1)); quarters("one", c(5, 6, 7, 8, 9), c(0, 0, 1, 0, 0))
