# Responders of the built-in trial from its raw files, scored and analysed in R alone; exact arithmetic by cross products.
#   Rscript tests/methods/responders/r/responders.R data/laser > tests/models/r/responders.txt
folder <- commandArgs(TRUE)[1]
options(digits = 12)
vas <- read.csv(file.path(folder, "vas.csv"), colClasses = "character")
subjects <- read.csv(file.path(folder, "subjects.csv"), colClasses = "character")
stopped <- read.csv(file.path(folder, "discontinuation.csv"), colClasses = "character")
rescue <- read.csv(file.path(folder, "rescue.csv"), colClasses = "character")
subjects <- subjects[subjects$arm != "", ]
at <- function(visit, column) vas[vas$visit == visit, ][match(subjects$patient_id, vas$patient_id[vas$visit == visit]), column]
base <- as.numeric(at("V0", "result")); value <- as.numeric(at("V3", "result"))
arm <- as.integer(subjects$arm == "L"); site <- factor(subjects$site)
cat("R", as.character(getRversion()), "\n")

# Day of the visit: its date, or the last day of its window, day 92.
seen <- as.Date(at("V3", "visit_date")); planned <- as.Date(subjects$randomisation_date) + 91
day <- ifelse(is.na(seen), planned, seen)
end <- as.Date(stopped$date[match(subjects$patient_id, stopped$patient_id)])
left <- !is.na(end) & as.numeric(end) <= day
start <- as.Date(rescue$start_date); last <- start + as.integer(rescue$days) - 1
used <- sapply(seq_along(day), function(i) {
  own <- rescue$patient_id == subjects$patient_id[i]
  any(own & as.numeric(start) <= day[i] & as.numeric(last) >= day[i] - 7)
})

report <- function(name, enough, event) {
  y <- as.integer(!is.na(enough) & enough & !event)
  cat("count", name, sum(y[arm == 1]), sum(y[arm == 0]), sum(event), "\n", sep = "|")
  fit <- glm(y ~ arm + base + site, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
  # R takes the covariance at the iteration before the last: fit once more from the end.
  fit <- glm(y ~ arm + base + site, family = binomial, start = coef(fit), control = glm.control(epsilon = 1e-15, maxit = 1))
  b <- coef(fit)["arm"]; se <- sqrt(vcov(fit)["arm", "arm"])
  cat("odds_ratio", name, exp(b), exp(b - qnorm(.975) * se), exp(b + qnorm(.975) * se), "\n", sep = "|")
  X <- model.matrix(fit); X1 <- X; X1[, "arm"] <- 1; X0 <- X; X0[, "arm"] <- 0
  p1 <- plogis(X1 %*% coef(fit)); p0 <- plogis(X0 %*% coef(fit))
  g <- colMeans(X1 * as.vector(p1 * (1 - p1))) - colMeans(X0 * as.vector(p0 * (1 - p0)))
  rd <- mean(p1) - mean(p0); sr <- sqrt(as.numeric(t(g) %*% vcov(fit) %*% g))
  cat("standardised", name, rd, sr, mean(p1), mean(p0), "\n", sep = "|")
}
never <- rep(FALSE, length(base))
report("percent 30", 100 * (base - value) >= 30 * base - 1e-6, never)
report("percent 50", 100 * (base - value) >= 50 * base - 1e-6, never)
report("points 20", base - value >= 20 - 1e-6, never)
report("composite 50", 100 * (base - value) >= 50 * base - 1e-6, left | used)
