// What is wider than its place says so, and can be scrolled with the keys.

const watched = new ResizeObserver((seen) => seen.forEach(({ target }) => sign(target)));

function sign(block) {
  const more = block.scrollWidth - block.clientWidth > 1;
  block.classList.toggle("scrolls", more);
  if (more) {
    block.setAttribute("tabindex", "0");
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", "Table, can be scrolled sideways");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) block.removeAttribute(name);
  }
}

all(".trial-table, .scroll, .paper").forEach((block) => watched.observe(block));
