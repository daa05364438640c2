# Parameters of the imputation model drawn from their posterior, missing values drawn given these, Rubin's rules. Base R
# alone, beside `assumed_of` in imputation.R. y: subjects by visits (n x T), NA where missing; x: their predictors (n x q).

# Y_i ~ N(B'x_i, S), with Jeffreys' prior |S|^-(T+1)/2, flat in B. Of completed outcomes S has the inverse Wishart
# distribution with n - q degrees of freedom, and B, given S, the normal one about least squares. Missing values, at random
# whatever is assumed of them later, are drawn in turn with the parameters (data augmentation: Tanner & Wong, J Am Stat Assoc
# 1987;82:528), in one chain of which every `thin`-th step is kept. Who has no value says nothing and is left out.
posterior <- function(y, x, draws, burn_in = 200, thin = 20) {
  known <- rowSums(!is.na(y)) > 0
  y <- y[known, , drop = FALSE]
  x <- x[known, , drop = FALSE]
  visits <- ncol(y)
  spread <- solve(crossprod(x))
  patterns <- split(seq_len(nrow(y)), apply(is.na(y), 1, paste, collapse = " "))
  patterns <- patterns[vapply(patterns, function(rows) anyNA(y[rows[[1]], ]), NA)]
  completed <- apply(y, 2, function(at) ifelse(is.na(at), mean(at, na.rm = TRUE), at))
  kept <- vector("list", draws)
  for (step in seq_len(burn_in + draws * thin)) {
    b <- spread %*% crossprod(x, completed)
    sums <- crossprod(completed - x %*% b)
    s <- solve(rWishart(1, nrow(x) - ncol(x), solve(sums))[, , 1])
    s <- matrix((s + t(s)) / 2, visits)
    b <- b + t(chol(spread)) %*% matrix(rnorm(ncol(x) * visits), ncol(x)) %*% chol(s)
    means <- x %*% b
    for (rows in patterns) {
      missing <- is.na(y[rows[[1]], ])
      slopes <- solve(s[!missing, !missing], s[!missing, missing, drop = FALSE])
      left <- s[missing, missing] - s[missing, !missing] %*% slopes
      noise <- matrix(rnorm(length(rows) * sum(missing)), length(rows)) %*% chol(left)
      beside <- y[rows, !missing, drop = FALSE] - means[rows, !missing, drop = FALSE]
      completed[rows, missing] <- means[rows, missing] + beside %*% slopes + noise
    }
    if (step > burn_in && (step - burn_in) %% thin == 0) kept[[(step - burn_in) / thin]] <- list(b = b, s = s)
  }
  kept
}

# Missing values drawn, given what was seen of the subject. own, ref: means in the own and in the reference arm (n x T);
# word: what is assumed from visit k (T + 1 of nobody) on.
draw_values <- function(y, own, ref, s, word, k) {
  for (i in which(rowSums(is.na(y)) > 0)) {
    a <- assumed_of(word[[i]], k[[i]], own[i, ], ref[i, ], s, s)
    missing <- is.na(y[i, ])
    mean <- a$mean[missing]
    left <- a$covariance[missing, missing, drop = FALSE]
    if (any(!missing)) {
      across <- a$covariance[missing, !missing, drop = FALSE]
      slopes <- across %*% solve(a$covariance[!missing, !missing, drop = FALSE])
      mean <- mean + drop(slopes %*% (y[i, !missing] - a$mean[!missing]))
      left <- left - slopes %*% t(across)
    }
    y[i, missing] <- mean + drop(rnorm(sum(missing)) %*% chol(left))
  }
  y
}

# Estimates and their variances (rows) of completed sets (columns) made one by Rubin's rules, with the degrees of freedom of
# Barnard & Rubin (Biometrika 1999;86:948). complete_df: those of a completed set. mcse: what their number leaves uncertain.
rubin <- function(estimates, variances, complete_df) {
  sets <- ncol(estimates)
  between <- apply(estimates, 1, var)
  total <- rowMeans(variances) + (1 + 1 / sets) * between
  lambda <- (1 + 1 / sets) * between / total
  old <- (sets - 1) / lambda^2
  observed <- (complete_df + 1) / (complete_df + 3) * complete_df * (1 - lambda)
  whole <- between < 1e-20 * rowMeans(variances)   # nothing was missing
  df <- ifelse(whole, complete_df, 1 / (1 / old + 1 / observed))
  list(estimate = rowMeans(estimates), std_error = sqrt(total), df = df, mcse = sqrt(between / sets))
}
