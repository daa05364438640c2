# Likelihood of a linear model with correlated errors, its gradient, both informations, and its optimum. Base R alone.
#
# Subjects whose covariance is the same are summed together: of m such subjects at T visits, X is T x (m*p), y is T x m.

# The subjects in groups: places as of `by_subject`.
grouped <- function(x, y, places) {
  keys <- vapply(places, function(one) one$key, "")
  lapply(split(places, factor(keys, unique(keys))), function(own) {
    rows <- unlist(lapply(own, function(one) one$rows), use.names = FALSE)
    visits <- length(own[[1]]$rows)
    list(at = own[[1]]$at, m = length(own), visits = visits, rows = rows, x = matrix(x[rows, ], visits), y = matrix(y[rows], visits))
  })
}

# Columns of T x (m*p) as rows of (T*m) x p, and back.
tall <- function(wide, group) matrix(wide, group$visits * group$m)
times <- function(v, wide) matrix(v, nrow(wide)) %*% wide

# What is summed over subjects. adjust: also what Kenward and Roger need.
sums <- function(data, covariance, theta, adjust = FALSE) {
  q <- length(theta)
  p <- ncol(data$x)
  groups <- data$groups
  made <- lapply(groups, function(group) matrices(covariance, theta, group$at))
  kx <- Map(function(own, group) times(own$inverse, group$x), made, groups)
  add <- function(f) Reduce(`+`, Map(f, groups, made, kx))
  xkx <- add(function(group, own, kx) crossprod(tall(group$x, group), tall(kx, group)))
  xky <- add(function(group, own, kx) crossprod(tall(kx, group), c(group$y)))
  phi <- solve(xkx)
  beta <- drop(phi %*% xky)
  names(beta) <- colnames(data$x)
  residuals <- data$y - drop(data$x %*% beta)
  kr <- Map(function(own, group) own$inverse %*% matrix(residuals[group$rows], group$visits), made, groups)
  found <- list(phi = phi, beta = beta)

  weighted <- sum(unlist(Map(function(group, kr) sum(residuals[group$rows] * kr), groups, kr)))
  logdet <- sum(unlist(Map(function(group, own) group$m * own$logdet, groups, made)))
  found$loglik <- -0.5 * (logdet + weighted + (length(data$y) - data$reml * p) * log(2 * pi))
  # Of the constants that a restricted likelihood can have, that of nlme and SAS, without |X'X|.
  if (data$reml) found$loglik <- found$loglik - 0.5 * determinant(xkx)$modulus[[1]]

  # a[[i]] = X'V^-1 V_i V^-1 X, and b = the columns X'V^-1 V_i V^-1 r.
  found$a <- lapply(seq_len(q), function(i) {
    add(function(group, own, kx) crossprod(tall(kx, group), tall(times(own$first[, i], kx), group)))
  })
  b <- Reduce(`+`, Map(function(group, own, kx, kr) {
    sapply(seq_len(q), function(i) crossprod(tall(kx, group), c(times(own$first[, i], kr))))
  }, groups, made, kx, kr))

  # Traces over T x T matrices: K = V^-1; M, the sum of K X Phi X'K; S, the sum of K r r'K.
  root <- t(chol(phi))
  parts <- Map(function(group, own, kx, kr) {
    spread <- matrix(tall(kx, group) %*% root, group$visits)
    m <- tcrossprod(spread)
    s <- tcrossprod(kr)
    k <- own$inverse
    both <- function(other) crossprod(own$first, kronecker(k, other) %*% own$first)
    bent <- function(other) if (is.null(own$second)) 0 else matrix(crossprod(own$second, c(other)), q)
    list(
      gradient = crossprod(own$first, c(group$m * k - data$reml * m - s)),
      crossed = group$m * both(k), of_q = both(m), products = both(s),
      bends = bent(group$m * k - data$reml * m - s)
    )
  }, groups, made, kx, kr)
  total <- function(name) Reduce(`+`, lapply(parts, function(part) part[[name]]))
  inner <- lapply(found$a, function(one) phi %*% one)
  of_a <- outer(seq_len(q), seq_len(q), Vectorize(function(i, j) sum(inner[[i]] * t(inner[[j]]))))
  of_q <- total("of_q")
  found$gradient <- -0.5 * drop(total("gradient"))
  found$observed <- 0.5 * (total("bends") - total("crossed") + data$reml * (of_q + t(of_q) - of_a) + 2 * total("products") - 2 * t(b) %*% phi %*% b)
  found$expected <- 0.5 * (total("crossed") + data$reml * (of_a - of_q - t(of_q)))

  if (adjust) {
    found$q <- function(i, j) {
      add(function(group, own, kx) {
        crossprod(tall(times(own$first[, i], kx), group), tall(own$inverse %*% times(own$first[, j], kx), group))
      })
    }
    found$r <- function(i, j) {
      add(function(group, own, kx) {
        if (is.null(own$second)) 0 * phi else crossprod(tall(kx, group), tall(times(own$second[, (j - 1) * q + i], kx), group))
      })
    }
  }
  found
}

# Newton's method; where the observed information is not positive, a step by the expected one.
maximise <- function(data, covariance, theta) {
  found <- sums(data, covariance, theta)
  for (iteration in 1:200) {
    positive <- tryCatch(is.matrix(chol(found$observed)), error = function(e) FALSE)
    step <- drop(solve(if (positive) found$observed else found$expected, found$gradient))
    if (sum(step * found$gradient) < 1e-18) {
      return(theta)
    }
    for (part in 2^-(0:30)) {
      moved <- tryCatch(suppressWarnings(sums(data, covariance, theta + part * step)), error = function(e) NULL)
      if (!is.null(moved) && isTRUE(moved$loglik >= found$loglik - 1e-10 * abs(found$loglik))) break
    }
    if (is.null(moved)) stop("the likelihood cannot be raised any further")
    theta <- theta + part * step
    found <- moved
  }
  stop("the likelihood has not converged")
}

# formula, frame: as of lm; places: the rows of each subject, and what its covariance depends on (`by_subject`).
reml <- function(formula, frame, covariance, places, start, reml = TRUE) {
  plain <- lm(formula, frame)
  if (anyNA(coef(plain))) stop("a coefficient cannot be estimated: ", names(which(is.na(coef(plain))))[[1]])
  x <- model.matrix(plain)
  y <- model.response(model.frame(plain))
  data <- list(x = x, y = y, groups = grouped(x, y, places), reml = reml)
  theta <- maximise(data, covariance, start)
  c(sums(data, covariance, theta, adjust = TRUE), list(theta = theta, plain = plain, n = length(y)))
}

# Subjects and their visits, in the order of the rows.
by_subject <- function(subject, visit, cell = rep(1, length(subject))) {
  lapply(split(seq_along(subject), factor(subject, unique(subject))), function(rows) {
    at <- list(visits = visit[rows], cell = cell[[rows[[1]]]])
    list(rows = rows, at = at, key = paste(c(at$cell, at$visits), collapse = " "))
  })
}

# The first guess: variances and covariances of the residuals of least squares, visit by visit.
moments <- function(formula, frame, subject, visit) {
  wide <- tapply(residuals(lm(formula, frame)), list(subject, visit), mean)
  m <- cov(wide, use = "pairwise.complete.obs")
  m[is.na(m)] <- 0
  e <- eigen(m, symmetric = TRUE)
  e$vectors %*% (pmax(e$values, 0.05 * max(e$values)) * t(e$vectors))
}
