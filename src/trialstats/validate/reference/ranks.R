# Rscript ranks.R > ranks.txt: rank-sum and van Elteren tests of the data below.
library(coin)
options(digits = 12)
cat("R", format(getRversion()), "coin", format(packageVersion("coin")), "\n")
x <- c(12, 15, 9, 15, 20, 7, 11, 15, 18, 13)
y <- c(10, 9, 8, 12, 15, 6, 9, 11)
w <- wilcox.test(x, y, exact = FALSE, correct = FALSE)
cat("W", w$statistic, "p", w$p.value, "\n")
d <- data.frame(
  v = c(x, y, 5, 14, 8, 8, 11, 3, 9, 6, 10, 10, 2),
  g = factor(c(rep("A", 10), rep("B", 8), "A", "A", "A", "B", "B", "B", "A", "A", "B", "B", "B"), levels = c("B", "A")),
  h = factor(c(rep(1, 18), rep(2, 6), rep(3, 5)))
)
# van Elteren: modified ridits, ranks over N + 1 within each stratum, permuted within strata.
ridit <- function(data) trafo(data, numeric_trafo = function(v) rank(v) / (length(v) + 1), block = d$h)
t <- independence_test(v ~ g | h, d, ytrafo = ridit, teststat = "quad", distribution = "asymptotic")
cat("chi-square", statistic(t), "p", pvalue(t), "\n")
# A stratum with one arm only: nothing is permuted in it.
alone <- rbind(d, data.frame(v = c(1, 30, 30, 2), g = "A", h = "4"))
ridit <- function(data) trafo(data, numeric_trafo = function(v) rank(v) / (length(v) + 1), block = alone$h)
t <- independence_test(v ~ g | h, alone, ytrafo = ridit, teststat = "quad", distribution = "asymptotic")
cat("with a stratum of one arm: chi-square", statistic(t), "p", pvalue(t), "\n")
