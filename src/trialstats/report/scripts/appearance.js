// Light or dark: as the system says, until the reader says it.

const root = document.documentElement;

function isDark() {
  const said = root.dataset.appearance;
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const appearance = document.getElementById("appearance");

function showAppearance() {
  appearance.textContent = isDark() ? "Light" : "Dark";
  appearance.setAttribute("aria-label", `${appearance.textContent} appearance`);
}

appearance.addEventListener("click", () => {
  root.dataset.appearance = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("trialstats-appearance", root.dataset.appearance);
  } catch {
    // It lasts as long as the page is open.
  }
  showAppearance();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showAppearance);
showAppearance();
