# Likelihood of a linear model with correlated errors, its gradient, both informations, and its optimum. Base R alone.

# The sums over subjects that everything else is made of. `places`: the rows of each subject, and `at`.
sums <- function(data, covariance, theta, information = TRUE) {
  q <- length(theta)
  keys <- vapply(data$places, function(one) one$key, "")
  by_key <- lapply(data$places[!duplicated(keys)], function(one) matrices(covariance, theta, one$at, information))
  names(by_key) <- keys[!duplicated(keys)]
  p <- ncol(data$x)
  xkx <- crossprod(matrix(0, 1, p))
  xky <- matrix(0, p, 1)
  logdet <- 0
  for (one in data$places) {
    own <- by_key[[one$key]]
    x <- data$x[one$rows, , drop = FALSE]
    xkx <- xkx + t(x) %*% own$inverse %*% x
    xky <- xky + t(x) %*% own$inverse %*% data$y[one$rows]
    logdet <- logdet + own$logdet
  }
  phi <- solve(xkx)
  beta <- drop(phi %*% xky)
  residuals <- data$y - drop(data$x %*% beta)
  zero <- matrix(0, p, p)
  a <- rep(list(zero), q)
  b <- matrix(0, p, q) # X'V^-1 V_i V^-1 r
  traces <- squares <- numeric(q)
  crossed <- curved <- matrix(0, q, q) # traces of V^-1 V_i V^-1 V_j and of V^-1 V_ij
  products <- bends <- matrix(0, q, q) # r'V^-1 V_i V^-1 V_j V^-1 r and r'V^-1 V_ij V^-1 r
  big <- if (information) list(q = rep(list(rep(list(zero), q)), q), r = rep(list(rep(list(zero), q)), q))
  weighted <- 0
  for (one in data$places) {
    own <- by_key[[one$key]]
    x <- data$x[one$rows, , drop = FALSE]
    k <- own$inverse
    kx <- k %*% x
    kr <- k %*% residuals[one$rows]
    weighted <- weighted + sum(residuals[one$rows] * kr)
    vx <- lapply(own$first, function(v) v %*% kx)
    vr <- lapply(own$first, function(v) v %*% kr)
    for (i in seq_len(q)) {
      a[[i]] <- a[[i]] + t(kx) %*% vx[[i]]
      b[, i] <- b[, i] + t(kx) %*% vr[[i]]
      traces[i] <- traces[i] + sum(k * own$first[[i]])
      squares[i] <- squares[i] + sum(kr * vr[[i]])
      if (information) for (j in seq_len(q)) {
        crossed[i, j] <- crossed[i, j] + sum((k %*% own$first[[i]]) * t(k %*% own$first[[j]]))
        curved[i, j] <- curved[i, j] + sum(k * own$second[[i]][[j]])
        products[i, j] <- products[i, j] + sum(vr[[i]] * (k %*% vr[[j]]))
        bends[i, j] <- bends[i, j] + sum(kr * (own$second[[i]][[j]] %*% kr))
        big$q[[i]][[j]] <- big$q[[i]][[j]] + t(vx[[i]]) %*% k %*% vx[[j]]
        big$r[[i]][[j]] <- big$r[[i]][[j]] + t(kx) %*% own$second[[i]][[j]] %*% kx
      }
    }
  }
  made <- list(phi = phi, beta = beta, a = a, big = big)
  n <- length(data$y) - data$reml * p
  made$loglik <- -0.5 * (logdet + weighted + n * log(2 * pi))
  if (data$reml) {
    # Of the many constants that a restricted likelihood can have, that of nlme and SAS without |X'X|.
    made$loglik <- made$loglik - 0.5 * determinant(xkx)$modulus[[1]]
  }
  inner <- lapply(a, function(one) phi %*% one)
  lost <- vapply(inner, function(one) sum(diag(one)), 0)
  made$gradient <- -0.5 * (traces - data$reml * lost - squares)
  if (information) {
    both <- function(f) outer(seq_len(q), seq_len(q), Vectorize(f))
    of_q <- both(function(i, j) sum(phi * big$q[[i]][[j]]))
    of_a <- both(function(i, j) sum(inner[[i]] * t(inner[[j]])))
    of_r <- both(function(i, j) sum(phi * big$r[[i]][[j]]))
    restricted <- data$reml * (-of_a - of_r + of_q + t(of_q))
    made$observed <- 0.5 * (curved - crossed + restricted + 2 * products - bends - 2 * t(b) %*% phi %*% b)
    made$expected <- 0.5 * (crossed + data$reml * (of_a - 2 * of_q))
  }
  made
}

# ---- the fit ---------------------------------------------------------------------------------------------------------

# formula, frame: as of lm; at: for each row what its covariance depends on, by subject: see `repeated`.
reml <- function(formula, frame, covariance, places, start, reml = TRUE) {
  plain <- lm(formula, frame)
  if (anyNA(coef(plain))) stop("a coefficient cannot be estimated: ", names(which(is.na(coef(plain))))[[1]])
  data <- list(x = model.matrix(plain), y = model.response(model.frame(plain)), places = places, reml = reml)
  theta <- start
  found <- sums(data, covariance, theta)
  for (iteration in 1:200) {
    curvature <- found$observed
    sure <- tryCatch({ chol(curvature); TRUE }, error = function(e) FALSE)
    step <- solve(if (sure) curvature else found$expected, found$gradient)
    if (sum(step * found$gradient) < 1e-18) break
    for (part in 2^-(0:30)) {
      moved <- tryCatch(sums(data, covariance, theta + part * step, FALSE)$loglik, error = function(e) -Inf, warning = function(w) -Inf)
      if (is.finite(moved) && moved >= found$loglik - 1e-10 * abs(found$loglik)) break
    }
    theta <- theta + part * step
    found <- sums(data, covariance, theta)
  }
  if (iteration == 200) stop("the likelihood has not converged")
  c(found, list(theta = theta, plain = plain, n = length(data$y), data = data, covariance = covariance))
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
