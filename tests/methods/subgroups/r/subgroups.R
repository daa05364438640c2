# R 4.2 with emmeans, nlme and jsonlite: effects in the levels of SEX by one model each, printed as JSON.
#   Rscript subgroups.R > subgroups.json
suppressPackageStartupMessages({library(emmeans); library(nlme); library(jsonlite)})
d <- read.csv("course.csv", stringsAsFactors = TRUE)
d$TRT01P <- relevel(d$TRT01P, "Sham"); d$SITEID <- factor(d$SITEID)
d$AVISIT <- factor(d$AVISIT, c("Week 4", "Week 8", "Week 12")); d$visit <- as.integer(d$AVISIT)
last <- droplevels(d[d$AVISIT == "Week 12", ])
plain <- function(x) as.data.frame(summary(x, infer = c(TRUE, TRUE)))

# Analysis of covariance, observed margins of the site (weights: observed) and equal ones.
m <- lm(CHG ~ TRT01P * SEX + BASE + SITEID, last)
of <- function(weights) emmeans(m, ~ TRT01P | SEX, weights = weights, cov.reduce = mean)
lsq <- list(equal = plain(of("equal")), proportional = plain(of("proportional")),
            difference = plain(contrast(of("equal"), "trt.vs.ctrl")),
            interaction = subset(as.data.frame(joint_tests(m)), `model term` == "TRT01P:SEX"))

# Repeated measures with unstructured covariance by REML: estimates with their model-based errors.
g <- gls(CHG ~ TRT01P * AVISIT * SEX + BASE * AVISIT + SITEID, d, correlation = corSymm(form = ~ visit | USUBJID),
         weights = varIdent(form = ~ 1 | AVISIT), method = "REML",
         control = glsControl(opt = "optim", msTol = 1e-15, tolerance = 1e-12, msMaxIter = 5000))
cells <- emmeans(g, ~ TRT01P | SEX, at = list(AVISIT = "Week 12"), mode = "df.error")
rep <- list(mean = as.data.frame(cells), difference = as.data.frame(contrast(cells, "trt.vs.ctrl")))

# Logistic regression: odds ratios in the levels, Wald's test of interaction, standardised differences of shares.
y <- transform(last, y = as.integer(AVAL <= 56))
l <- glm(y ~ TRT01P * SEX + BASE, binomial, y, control = glm.control(epsilon = 1e-14))
odds <- plain(contrast(emmeans(l, ~ TRT01P | SEX), "trt.vs.ctrl"))
k <- grep(":", names(coef(l)))
wald <- as.numeric(coef(l)[k]^2 / diag(vcov(l))[k])
share <- lapply(levels(y$SEX), function(s) {
  own <- y[y$SEX == s, ]
  rows <- lapply(c("Sham", "Laser"), function(a) {
    x <- model.matrix(delete.response(terms(l)), transform(own, TRT01P = factor(a, c("Sham", "Laser"))))
    p <- plogis(as.numeric(x %*% coef(l))); list(p = mean(p), slope = colMeans(p * (1 - p) * x)) })
  along <- rows[[2]]$slope - rows[[1]]$slope
  list(SEX = s, estimate = rows[[2]]$p - rows[[1]]$p, SE = sqrt(drop(along %*% vcov(l) %*% along))) })
cat(toJSON(list(least_squares = lsq, repeated_measures = rep, odds = odds, wald = wald, share = share),
           digits = 12, auto_unbox = TRUE, pretty = TRUE), "\n")
