# Scaled Schoenfeld residuals and their smooth curve (plot.cox.zph, whose lines are computed as it does) by R's survival
# on survival.csv; what this printed is schoenfeld.txt. Run in this folder: Rscript schoenfeld.R
# R 4.2.2, survival 3.5-3.
suppressPackageStartupMessages({library(survival); library(splines)})
d <- read.csv("survival.csv"); d$arm <- factor(d$arm, c("Sham", "Low", "High"))
sink("schoenfeld.txt")
put <- function(...) cat(..., "\n")
for (s in 1:3) for (ties in c("efron", "breslow")) for (g in c("km", "rank", "identity")) {
  x <- d[d$set == s, ]
  f <- coxph(Surv(time, event) ~ arm + age, x, ties = ties, control = coxph.control(eps = 1e-13, iter.max = 100))
  z <- cox.zph(f, transform = g, terms = FALSE)
  for (i in 1:2) { a <- sub("arm", "", colnames(z$y)[i]); id <- paste(s, ties, g, a, sep = "/")
    o <- order(z$time, z$y[, i]) # events of one time stand in any order
    if (g == "km") put(paste0(id, "/residuals"), format(z$y[o, i], digits = 12))
    if (i == 1) put(paste0(id, "/x"), format(z$x[o], digits = 12))
    at <- seq(min(z$x), max(z$x), length = 40); b <- ns(c(at, z$x), df = 4, intercept = TRUE)
    p <- b[1:40, ]; q <- qr(b[-(1:40), ]); bk <- backsolve(q$qr[1:4, 1:4], diag(4))
    put(paste0(id, "/curve"), format((p %*% qr.coef(q, z$y[, i]))[seq(1, 40, 3)], digits = 12))
    put(paste0(id, "/half"), format((2 * sqrt(z$var[i, i] * (((p %*% (bk %*% t(bk))) * p) %*% rep(1, 4))))[seq(1, 40, 3)], digits = 12)) }
}
