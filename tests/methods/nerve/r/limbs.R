# Rscript limbs.R > limbs.txt: both sides of a subject with a random intercept, by lmerTest and pbkrtest.
library(lmerTest)
d <- read.csv("limbs.csv", stringsAsFactors = TRUE)
options(digits = 12)
cat("lmerTest", format(packageVersion("lmerTest")), "pbkrtest", format(packageVersion("pbkrtest")), "\n")
one <- subset(d, visit == "V2")
cat("records", nrow(one), "subjects", length(unique(one$id)), "\n")
m <- lmer(y ~ arm + side + base + age + (1 | id), one, control = lmerControl(optCtrl = list(xtol_rel = 1e-12, ftol_abs = 1e-14)))
print(VarCorr(m), digits = 10)
for (ddf in c("Satterthwaite", "Kenward-Roger")) {
  cat(ddf, "\n")
  print(coef(summary(m, ddf = ddf))["armB", ], digits = 12)
}
cat("both visits\n")
m2 <- lmer(y ~ arm * visit + side + base + age + (1 | id), d, control = lmerControl(optCtrl = list(xtol_rel = 1e-12, ftol_abs = 1e-14)))
for (l in list(V1 = c(0, 1, 0, 0, 0, 0, 0), V2 = c(0, 1, 0, 0, 0, 0, 1)))
  for (ddf in c("Satterthwaite", "Kenward-Roger")) print(contest1D(m2, l, ddf = ddf), digits = 12)
