// Before anything is shown: that there is a script, and the appearance that the reader chose last.
document.documentElement.classList.add("scripted");
try {
  const chosen = localStorage.getItem("trialstats-appearance");
  if (chosen) document.documentElement.dataset.appearance = chosen;
} catch {
  // Where nothing may be remembered, the system's appearance stands.
}
