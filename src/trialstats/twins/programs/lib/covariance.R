# Covariance matrices over T visits: parameters to matrix, and a first guess of them from a matrix,
# in the parameters of SAS PROC MIXED, and their derivatives. Base R alone.

lags <- function(n) abs(outer(seq_len(n), seq_len(n), "-"))
triangle <- function(n) lower.tri(diag(n), diag = TRUE)
by_lag <- function(m) sapply(seq_len(nrow(m) - 1), function(lag) mean(m[lags(nrow(m)) == lag]))
scaled <- function(variances, correlation) correlation * sqrt(outer(variances, variances))
names_of <- function(kind, n) if (n > 0) paste0(kind, seq_len(n)) else character()

# linear: no second derivatives.
structures <- list(
  us = list(
    linear = TRUE,
    matrix = function(theta, n) {
      m <- matrix(0, n, n)
      m[triangle(n)] <- theta
      m + t(m) - diag(diag(m), n)
    },
    guess = function(m) setNames(m[triangle(nrow(m))], names_of("cov", sum(triangle(nrow(m)))))
  ),
  cs = list(
    linear = TRUE,
    matrix = function(theta, n) theta[[1]] + diag(theta[[2]], n),
    guess = function(m) c(cov = mean(by_lag(m)), var = mean(diag(m)) - mean(by_lag(m)))
  ),
  csh = list(
    matrix = function(theta, n) scaled(theta[seq_len(n)], ifelse(lags(n) == 0, 1, theta[[n + 1]])),
    guess = function(m) c(setNames(diag(m), names_of("var", nrow(m))), rho = mean(by_lag(cov2cor(m))))
  ),
  ar1 = list(
    matrix = function(theta, n) theta[[1]] * theta[[2]]^lags(n),
    guess = function(m) c(var = mean(diag(m)), rho = by_lag(cov2cor(m))[[1]])
  ),
  ar1h = list(
    matrix = function(theta, n) scaled(theta[seq_len(n)], theta[[n + 1]]^lags(n)),
    guess = function(m) c(setNames(diag(m), names_of("var", nrow(m))), rho = by_lag(cov2cor(m))[[1]])
  ),
  toep = list(
    linear = TRUE,
    matrix = function(theta, n) matrix(theta[lags(n) + 1], n),
    guess = function(m) c(var = mean(diag(m)), setNames(by_lag(m), names_of("cov", nrow(m) - 1)))
  ),
  toeph = list(
    matrix = function(theta, n) scaled(theta[seq_len(n)], matrix(c(1, theta[-seq_len(n)])[lags(n) + 1], n)),
    guess = function(m) {
      c(setNames(diag(m), names_of("var", nrow(m))), setNames(by_lag(cov2cor(m)), names_of("rho", nrow(m) - 1)))
    }
  )
)

# The covariance of repeated measures: `at` is a subject's visits, and its cell where each cell has a matrix of its own.
repeated <- function(structure, n, cells = 1) {
  each <- structures[[structure]]
  list(
    linear = isTRUE(each$linear),
    matrix = function(theta, at) {
      size <- length(theta) / cells
      own <- theta[(at$cell - 1) * size + seq_len(size)]
      each$matrix(own, n)[at$visits, at$visits, drop = FALSE]
    },
    guess = function(m) rep(each$guess(m), cells)
  )
}

# ---- derivatives of the matrices -------------------------------------------------------------------------------------

# Steps of fourth order: exact but for rounding where parameters are variances and covariances.
steps <- function(theta) {
  of_correlation <- startsWith(names(theta), "rho")
  ifelse(of_correlation, 1e-3, 1e-3 * pmax(abs(theta), 1e-2 * max(abs(theta[!of_correlation]))))
}

slope <- function(f, theta, i, h) {
  moved <- function(k) f(replace(theta, i, theta[[i]] + k * h[[i]]))
  (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * h[[i]])
}

# At theta: the inverse and the logarithm of the determinant; the first derivatives as columns (T*T x q), and the second
# as columns (T*T x q*q), NULL where they are zero.
matrices <- function(covariance, theta, at) {
  f <- function(theta) c(covariance$matrix(theta, at))
  h <- steps(theta)
  each <- seq_along(theta)
  v <- covariance$matrix(theta, at)
  twice <- function(i, j) slope(function(t) slope(f, t, j, h), theta, i, h)
  columns <- function(made) matrix(unlist(made), nrow = length(v))
  list(
    inverse = solve(v), logdet = determinant(v)$modulus[[1]],
    first = columns(lapply(each, function(i) slope(f, theta, i, h))),
    second = if (!covariance$linear) columns(lapply(each, function(j) lapply(each, function(i) twice(i, j))))
  )
}

# ---- random coefficients: Z G Z' + R, with a residual variance, one by arm, or autoregressive over the visits --------

random_coefficients <- function(random, residual, visits, arm, time) {
  sloped <- random != "intercept"
  of_g <- switch(random, "intercept" = 1, "intercept and slope" = 3, 2)
  g_matrix <- function(theta) {
    switch(random,
      "intercept" = matrix(theta[[1]]),
      "intercept and slope" = matrix(theta[c(1, 2, 2, 3)], 2),
      diag(theta[1:2])
    )
  }
  z_matrix <- function(at) if (sloped) cbind(1, at$time) else matrix(1, length(at$visits))
  list(
    linear = residual != "ar1",
    matrix = function(theta, at) {
      z <- z_matrix(at)
      own <- theta[-seq_len(of_g)]
      errors <- switch(residual,
        "independent" = diag(own[[1]], nrow(z)),
        "by arm" = diag(own[[at$arm]], nrow(z)),
        own[[1]] * own[[2]]^abs(outer(at$visits, at$visits, "-"))
      )
      z %*% g_matrix(theta) %*% t(z) + errors
    },
    places = function(subject) {
      lapply(split(seq_along(subject), factor(subject, unique(subject))), function(rows) {
        at <- list(visits = visits[rows], arm = arm[[rows[[1]]]], time = time[rows])
        list(rows = rows, at = at, key = paste(c(if (residual == "by arm") at$arm, "|", at$visits, "|", at$time), collapse = " "))
      })
    },
    # Half of what least squares leaves is between subjects; slopes spread over the range of time by a quarter of it.
    guess = function(plain, subject) {
      spread <- sigma(plain)^2
      per_time <- if (sloped) spread / (4 * diff(range(time))^2)
      g <- switch(random,
        "intercept" = c(var0 = spread / 2),
        "intercept and slope" = c(var0 = spread / 2, cov01 = 0, var1 = per_time),
        c(var0 = spread / 2, var1 = per_time)
      )
      errors <- switch(residual,
        "independent" = c(var = spread / 2),
        "by arm" = setNames(rep(spread / 2, max(arm)), names_of("var_arm", max(arm))),
        c(var = spread / 2, rho = 0.1)
      )
      c(g, errors)
    }
  )
}
