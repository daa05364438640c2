# Effect modifiers of modifiers.csv, made-up changes of 120 subjects in three arms, for tests/methods/modifiers.
# lm and glm with emmeans; a random intercept (which is compound symmetry) by lmer with Kenward-Roger's adjustment of
# pbkrtest; an unstructured covariance by gls, whose standard errors are not adjusted. Effects on shares are those of
# glm, standardised by hand (delta method). Run in this folder: Rscript modifiers.R > modifiers.txt
suppressMessages({library(emmeans); library(nlme); library(lme4); library(pbkrtest)})
emm_options(msg.interaction = FALSE)
options(width = 200)
cat("# R", as.character(getRversion()), sapply(c("emmeans", "nlme", "lme4", "pbkrtest"), function(p) paste(p, packageVersion(p))), "\n")
d <- read.csv("modifiers.csv")
d$TRT01P <- factor(d$TRT01P, levels = c("Sham", "Laser", "Light"))
d$AVISIT <- factor(d$AVISIT, levels = c("Week 4", "Week 8", "Week 12"))
for (name in c("SEX", "SITEID", "USUBJID")) d[[name]] <- factor(d[[name]])
row <- function(...) cat(..., sep = ",", fill = FALSE); say <- function(...) { row(...); cat("\n") }
f <- function(x) formatC(x, digits = 12, format = "g")

differences <- function(fit, part, by = NULL, at = NULL, ...) {
  found <- summary(contrast(emmeans(fit, "TRT01P", by = by, at = at, ...), "trt.vs.ctrl1"), infer = c(TRUE, TRUE), adjust = "none")
  for (k in seq_len(nrow(found))) {
    own <- found[k, ]
    where <- if (is.null(by)) "" else paste(sapply(by, function(b) as.character(own[[b]])), collapse = ";")
    say(part, "difference", sub(" - .*", "", own$contrast), where, f(own$estimate), f(own$SE), f(own$df), f(own$p.value))
  }
}

# Analysis of covariance at week 12: two modifiers, a number and a category.
w <- subset(d, AVISIT == "Week 12")
fit <- lm(CHG ~ TRT01P + SITEID + BASE + SEX + TRT01P:BASE + TRT01P:SEX, data = w)
differences(fit, "ancova")
differences(fit, "ancova", by = "BASE", at = list(BASE = c(40, 55, 70)))
differences(fit, "ancova", by = "SEX")
tests <- drop1(fit, test = "F")
for (name in c("TRT01P:BASE", "TRT01P:SEX")) say("ancova", "interaction", sub("TRT01P:", "", name), "", f(tests[name, "F value"]), tests[name, "Df"], fit$df.residual, f(tests[name, "Pr(>F)"]))
say("ancova", "percentiles", "", "", paste(f(quantile(w$BASE, c(.05, .25, .5, .75, .95))), collapse = ","))

# Compound symmetry with Kenward-Roger, arm by visit by modifier.
cs <- lmer(CHG ~ TRT01P * AVISIT * BASE + SEX + (1 | USUBJID), data = d, REML = TRUE, control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
emm_options(lmer.df = "kenward-roger")
differences(cs, "cs", by = c("AVISIT", "BASE"), at = list(BASE = c(40, 55, 70)))
differences(cs, "cs", by = "AVISIT")
X <- names(fixef(cs))
kr <- function(part, name, L) { got <- KRmodcomp(cs, L)$stats; say(part, "interaction", "BASE", name, f(got$Fstat), got$ndf, f(got$ddf), f(got$p.value)) }
L <- function(arm, visit) { l <- setNames(numeric(length(X)), X); l[paste0("TRT01P", arm, ":BASE")] <- 1; if (visit != "Week 4") l[paste0("TRT01P", arm, ":AVISIT", visit, ":BASE")] <- 1; l }
all <- NULL
for (visit in levels(d$AVISIT)) { own <- rbind(L("Laser", visit), L("Light", visit)); kr("cs", visit, own); all <- rbind(all, own) }
kr("cs", "", all)

# Unstructured, standard errors as they are.
us <- gls(CHG ~ TRT01P * AVISIT * SEX + BASE, data = d, correlation = corSymm(form = ~ as.integer(AVISIT) | USUBJID), weights = varIdent(form = ~ 1 | AVISIT), method = "REML", control = glsControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 500, msMaxIter = 500))
differences(us, "us", by = c("AVISIT", "SEX"), mode = "df.error")
differences(us, "us", by = "AVISIT", mode = "df.error")

# Shares at week 12 with a change of -10 or less: differences at values, and averaged over all subjects.
w$event <- as.numeric(w$CHG <= -10)
logit <- glm(event ~ TRT01P + AGE + BASE + SEX + TRT01P:BASE + TRT01P:SEX, family = binomial, data = w, control = glm.control(epsilon = 1e-14, maxit = 100))
shares <- function(arm, frame) { frame$TRT01P <- factor(arm, levels = levels(w$TRT01P)); M <- model.matrix(delete.response(terms(logit)), frame); p <- plogis(drop(M %*% coef(logit))); list(p = mean(p), g = colMeans(M * p * (1 - p))) }
standard <- function(where, frame) for (arm in c("Laser", "Light")) {
  a <- shares(arm, frame); b <- shares("Sham", frame); V <- vcov(logit); se <- function(g) sqrt(drop(g %*% V %*% g))
  say("shares", "difference", arm, where, f(a$p - b$p), f(se(a$g - b$g)))
  say("shares", "ratio", arm, where, f(a$p / b$p), f(se(a$g / a$p - b$g / b$p)))
  odds <- function(s) s$g / (s$p * (1 - s$p))
  say("shares", "odds ratio", arm, where, f(a$p / (1 - a$p) / (b$p / (1 - b$p))), f(se(odds(a) - odds(b))))
}
for (x in c(40, 55, 70)) standard(x, transform(w, BASE = x))
for (x in levels(w$SEX)) standard(x, transform(w, SEX = factor(x, levels = levels(w$SEX))))
standard("", w)
tests <- drop1(logit, test = "LRT")
for (name in c("TRT01P:BASE", "TRT01P:SEX")) say("shares", "interaction", sub("TRT01P:", "", name), "", f(tests[name, "LRT"]), tests[name, "Df"], "", f(tests[name, "Pr(>Chi)"]))
