# Kaplan-Meier, log-rank, exact Poisson and robust rate ratios, for tests/methods/medication/test_medication.py and
# tests/engines/test_survival.py. Run: Rscript first_event.R > first_event.txt
library(survival)
options(digits = 10)
cat("R", as.character(getRversion()), "survival", as.character(packageVersion("survival")), "\n")

cat("\n# survival::aml, by x: time status\n")
for (arm in levels(aml$x)) cat(arm, paste0(aml$time[aml$x == arm], ifelse(aml$status[aml$x == arm] == 1, "", "+")), "\n")
fit <- survfit(Surv(time, status) ~ x, data = aml, conf.type = "log-log")
s <- summary(fit)
print(data.frame(arm = s$strata, time = s$time, risk = s$n.risk, events = s$n.event, surv = s$surv, low = s$lower,
                 high = s$upper), digits = 10)
test <- survdiff(Surv(time, status) ~ x, data = aml)
cat("log-rank: observed", test$obs, "expected", test$exp, "variance", test$var[1, 1], "chisq", test$chisq, "p",
    pchisq(test$chisq, 1, lower.tail = FALSE), "\n")

cat("\n# survival::ovarian, by rx: times all different, heavily censored\n")
for (arm in 1:2) cat(arm, paste0(ovarian$futime[ovarian$rx == arm], ifelse(ovarian$fustat[ovarian$rx == arm] == 1, "", "+")), "\n")
test <- survdiff(Surv(futime, fustat) ~ rx, data = ovarian)
cat("log-rank: chisq", test$chisq, "p", pchisq(test$chisq, 1, lower.tail = FALSE), "\n")

cat("\n# exact Poisson\n")
for (x in c(0, 4, 41)) print(c(x, poisson.test(x, 3.5)$conf.int, poisson.test(x, 3.5, conf.level = 0.9)$conf.int))

cat("\n# counts of courses, days, arm: Poisson with offset, sandwich by subject, n / (n - 1) in each arm\n")
y <- c(0, 2, 1, 0, 3, 1, 4, 0, 1, 2, 5, 1)
d <- c(80, 85, 84, 40, 85, 60, 85, 20, 84, 85, 90, 83)
a <- rep(c(0, 1), c(7, 5))
fit <- glm(y ~ a, offset = log(d), family = poisson, control = glm.control(epsilon = 1e-14))
n <- tapply(y, a, length)[as.character(a)]
u <- model.matrix(fit) * as.numeric((y - fitted(fit)) * sqrt(n / (n - 1)))
bread <- solve(t(model.matrix(fit)) %*% (model.matrix(fit) * fitted(fit)))
v <- bread %*% crossprod(u) %*% bread
cat("rate of arm 0 per 100 years", 36525 * exp(coef(fit)[1]), "se of its log", sqrt(v[1, 1]), "\n")
cat("ratio", exp(coef(fit)[2]), "se of its log", sqrt(v[2, 2]), "95%", exp(coef(fit)[2] + c(-1, 1) * qnorm(.975) * sqrt(v[2, 2])), "\n")
