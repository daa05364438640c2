# Run in tests/methods/lacking: Rscript r/lacking.R > r/lacking.txt (R 4.2.2, base and stats alone)
s <- read.csv("people.csv", colClasses = c(id = "character"))
f <- read.csv("values.csv", colClasses = c(id = "character"))
base <- f[f$vis == "B", c("id", "Y")]; names(base)[2] <- "BASE"
x <- merge(s, base, all.x = TRUE)
at <- function(visit) { w <- f[f$vis == visit, ]; w[match(x$id, w$id), ] }
standardised <- function(e, d) {
  d$grp <- factor(d$grp, c("C", "H", "L"))
  g <- glm(e ~ grp + BASE, binomial, d)
  m <- sapply(c("C", "H", "L"), function(a) {
    z <- d; z$grp <- factor(a, c("C", "H", "L")); mean(predict(g, z, type = "response")) })
  cat(sprintf("n %d High %.8f Low %.8f\n", nrow(d), m["H"] - m["C"], m["L"] - m["C"]))
}
y8 <- at("W8")$Y; y4 <- at("W4")$Y
low <- function(y) !is.na(y) & y <= 38
cat("Week 8, without a value no event: "); standardised(as.numeric(low(y8)), x)
cat("either visit, without a value no event: "); standardised(as.numeric(low(y8) | low(y4)), x)
cat("women, answers Yes at Week 8, without a value No: ")
yes <- at("W8")$YES; w <- x$sex %in% "F"
print(tapply(!is.na(yes[w]) & yes[w] == "Yes", x$grp[w], sum)); print(table(x$grp[w]))
cat("Cochran-Mantel-Haenszel by site, Week 8: ")
k <- !is.na(yes) & yes != "" & x$site != ""
d <- data.frame(e = yes[k], g = x$grp[k], s = factor(x$site[k]))
several <- names(which(table(d$s) > 1)); d <- droplevels(d[d$s %in% several, ])
m <- mantelhaen.test(table(d$g, d$e, d$s), correct = FALSE)
cat(sprintf("n %d statistic %.8f df %d p %.8f\n", nrow(d), m$statistic, m$parameter, m$p.value))
print(table(d$g, d$s))
