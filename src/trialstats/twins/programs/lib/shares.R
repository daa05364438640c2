# Shares of two arms, written out from the formulas. Base R alone.

# Wilson's interval: JASA (1927) 22:209-212.
wilson <- function(count, total, level) {
  z <- qnorm((1 + level) / 2)
  share <- count / total
  centre <- share + z^2 / (2 * total)
  half <- z * sqrt(share * (1 - share) / total + z^2 / (4 * total^2))
  c(if (count == 0) 0 else (centre - half) / (1 + z^2 / total), if (count == total) 1 else (centre + half) / (1 + z^2 / total))
}

# The likeliest shares whose difference is delta: their likelihood has one maximum between the ends.
likeliest_with_difference <- function(x1, n1, x0, n0, delta) {
  low <- max(0, -delta)
  high <- min(1, 1 - delta)
  # Its derivative in the share of the reference, times all denominators: a cubic, which falls from + to -.
  slope <- function(p) {
    a <- p + delta
    x1 * (1 - a) * p * (1 - p) - (n1 - x1) * a * p * (1 - p) + x0 * (1 - p) * a * (1 - a) - (n0 - x0) * p * a * (1 - a)
  }
  if (high - low < 1e-15) {
    return(c(low + delta, low))
  }
  inside <- c(low + 1e-14, high - 1e-14)
  reference <- if (slope(inside[1]) <= 0) low else if (slope(inside[2]) >= 0) high else uniroot(slope, inside, tol = 1e-15, maxiter = 10000)$root
  c(reference + delta, reference)
}

# The likeliest shares whose ratio is phi: the smaller root of a quadratic.
likeliest_with_ratio <- function(x1, n1, x0, n0, phi) {
  a <- (n1 + n0) * phi
  b <- -(phi * (n1 + x0) + x1 + n0)
  d <- x1 + x0
  reference <- 2 * d / (-b + sqrt(b^2 - 4 * a * d))
  c(phi * reference, reference)
}

# Miettinen and Nurminen's statistics, with the factor N / (N - 1): Stat Med (1985) 4:213-226.
score_z <- function(distance, shares, n1, n0, phi = 1) {
  n <- n1 + n0
  variance <- (shares[1] * (1 - shares[1]) / n1 + phi^2 * shares[2] * (1 - shares[2]) / n0) * n / (n - 1)
  if (variance <= 0) sign(distance) * (if (distance == 0) 0 else Inf) else distance / sqrt(variance)
}
difference_z <- function(x1, n1, x0, n0, delta) {
  score_z(x1 / n1 - x0 / n0 - delta, likeliest_with_difference(x1, n1, x0, n0, delta), n1, n0)
}
ratio_z <- function(x1, n1, x0, n0, phi) {
  score_z(x1 / n1 - phi * x0 / n0, likeliest_with_ratio(x1, n1, x0, n0, phi), n1, n0, phi)
}

# The values at which a falling statistic is z and -z; an end where it never is.
where_reached <- function(statistic, ends, level) {
  z <- qnorm((1 + level) / 2)
  reach <- function(target) {
    f <- function(value) min(max(statistic(value) - target, -1e6), 1e6)
    if (f(ends[1]) <= 0) ends[1] else if (f(ends[2]) >= 0) ends[2] else uniroot(f, ends, tol = 1e-14, maxiter = 10000)$root
  }
  c(reach(z), reach(-z))
}
