# Kenward and Roger's test with the expected information (pbkrtest), and type III F tests (nlme).
#   python tests/mmrm/r/export_adas.py adas.csv; Rscript tests/mmrm/r/adas_pbkrtest.R adas.csv > tests/mmrm/r/adas_pbkrtest.txt
suppressMessages({library(lme4); library(pbkrtest); library(nlme)})
d <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = FALSE)
d$AVISIT <- factor(d$AVISIT, c("Week 8", "Week 16", "Week 24"))
d$TRTP <- factor(d$TRTP, c("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"))
d$SITEGR1 <- factor(d$SITEGR1)
options(digits = 12)
cat("R", as.character(getRversion()), "lme4", as.character(packageVersion("lme4")),
    "pbkrtest", as.character(packageVersion("pbkrtest")), "nlme", as.character(packageVersion("nlme")), "\n")

# cs: a random intercept, whose correlation is positive here.
fit <- lmer(CHG ~ BASE + SITEGR1 + TRTP * AVISIT + (1 | USUBJID), d,
            control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14)))
adjusted <- vcovAdj(fit)
b <- fixef(fit)
for (i in seq_along(b)) {
  l <- numeric(length(b)); l[i] <- 1
  cat("coefficient", names(b)[i], b[i], sqrt(as.matrix(adjusted)[i, i]), Lb_ddf(l, vcov(fit), adjusted), "\n", sep = "|")
}
joint <- function(label, pattern) {
  L <- diag(length(b))[grep(pattern, names(b)), , drop = FALSE]
  t <- KRmodcomp(fit, L)$test["Ftest", ]
  cat("joint", label, t$stat, t$ndf, t$ddf, t$p.value, "\n", sep = "|")
}
joint("sites", "^SITEGR1")
joint("interaction", ":")

# us by REML; F tests with sums to zero are type III. gls counts no denominator: F is what is compared.
contrasts(d$AVISIT) <- "contr.sum"; contrasts(d$TRTP) <- "contr.sum"; contrasts(d$SITEGR1) <- "contr.sum"
us <- gls(CHG ~ BASE + SITEGR1 + TRTP * AVISIT, d, correlation = corSymm(form = ~ as.integer(AVISIT) | USUBJID),
          weights = varIdent(form = ~ 1 | AVISIT), control = glsControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 200, msMaxIter = 200))
table <- anova(us, type = "marginal")
for (i in seq_len(nrow(table))) cat("type3", rownames(table)[i], table$`F-value`[i], table$numDF[i], "\n", sep = "|")
