# Rescue medication of the built-in trial from its raw files alone: time to the first course and rate ratio.
# Run from the top folder: Rscript tests/trials/r/laser_rescue.R > tests/models/r/laser_rescue.txt
library(survival)
options(digits = 10)
read <- function(name) read.csv(file.path("data/laser", paste0(name, ".csv")), colClasses = "character")
subjects <- subset(read("subjects"), arm != "")
sessions <- subset(read("sessions"), attended == "Y")
subjects <- subset(subjects, patient_id %in% sessions$patient_id)
seen <- rbind(setNames(read("vas")[, c("patient_id", "visit_date")], c("id", "date")),
              setNames(read("sf36")[, c("patient_id", "visit_date")], c("id", "date")),
              setNames(read("labs")[, c("patient_id", "sample_date")], c("id", "date")),
              setNames(read("nerve")[, c("patient_id", "exam_date")], c("id", "date")))
last <- tapply(as.Date(seen$date), seen$id, max)
stopped <- read("discontinuation")
start <- as.Date(subjects$randomisation_date)
end <- as.Date(last[subjects$patient_id], origin = "1970-01-01")
gone <- match(subjects$patient_id, stopped$patient_id)
end[!is.na(gone)] <- as.Date(stopped$date[gone[!is.na(gone)]])
days <- as.numeric(end - start) + 1
rescue <- read("rescue")
day <- as.numeric(as.Date(rescue$start_date) - start[match(rescue$patient_id, subjects$patient_id)]) + 1
rescue <- rescue[!is.na(day) & day >= 1 & day <= days[match(rescue$patient_id, subjects$patient_id)], ]
day <- as.numeric(as.Date(rescue$start_date) - start[match(rescue$patient_id, subjects$patient_id)]) + 1
first <- tapply(day, factor(rescue$patient_id, subjects$patient_id), min)
time <- ifelse(is.na(first), days, first)
status <- as.numeric(!is.na(first))
laser <- as.numeric(subjects$arm == "L")
print(summary(survfit(Surv(time, status) ~ laser, conf.type = "log-log"), times = c(29, 57, 85)))
fit <- summary(survfit(Surv(time, status) ~ laser, conf.type = "log-log"), times = c(29, 57, 85))
print(data.frame(strata = fit$strata, time = fit$time, risk = fit$n.risk, had = 100 * (1 - fit$surv),
                 low = 100 * (1 - fit$upper), high = 100 * (1 - fit$lower)), digits = 10)
test <- survdiff(Surv(time, status) ~ laser)
cat("log-rank chisq", test$chisq, "p", pchisq(test$chisq, 1, lower.tail = FALSE), "\n")
y <- as.numeric(table(factor(rescue$patient_id, subjects$patient_id)))
model <- glm(y ~ laser, offset = log(days), family = poisson, control = glm.control(epsilon = 1e-14))
x <- model.matrix(model)
n <- as.numeric(table(laser)[as.character(laser)])
u <- x * ((y - fitted(model)) * sqrt(n / (n - 1)))
bread <- solve(t(x) %*% (x * fitted(model)))
v <- bread %*% crossprod(u) %*% bread
cat("courses", tapply(y, laser, sum), "person-years", tapply(days, laser, sum) / 365.25, "\n")
cat("rate ratio", exp(coef(model)[2]), exp(coef(model)[2] + c(-1, 1) * qnorm(.975) * sqrt(v[2, 2])), "\n")
