// Search: headings, tables, figures, rows and the ids of numbers; `/` goes to the field.

const field = document.getElementById("query");
const list = document.getElementById("found");
const MOST = 8;
let entries = null;
let chosen = -1;

function entryOf(kind, title, target, text = title, where = "") {
  return { kind, title, target, where, text: plain(`${title} ${where} ${text}`) };
}

function exhibitEntry(figure) {
  const kind = figure.classList.contains("figure") ? "Figure" : "Table";
  const drawing = figure.querySelector("svg");
  const texts = drawing ? [drawing.getAttribute("aria-label"), ...all("text", drawing).map((text) => text.textContent)] : [];
  const notes = all(".gt_sourcenotes, .gt_subtitle", figure).map((note) => note.textContent);
  return entryOf(kind, textOf(figure.querySelector("h4")), figure, [...texts, ...notes].join(" "));
}

function idEntries() {
  const first = new Map();
  for (const number of all("main [data-ard]")) {
    for (const id of [number.dataset.ard.replace(/:[^:]*$/, "")]) if (!first.has(id)) first.set(id, number);
  }
  return [...first].map(([id, number]) => entryOf("Number", id, number));
}

function gather() {
  const headings = all("main h2, main h3, main h4").filter((heading) => !heading.closest(".exhibit"));
  const rows = all("main table").flatMap((table) => {
    const where = table.closest(".exhibit") ? titleOf(table) : textOf(table.closest("section").querySelector("h2, h3"));
    return rowsOf(table).filter(({ kind }) => kind === "data").map((entry) => {
      const name = [...pathOf(entry), textOf(entry.row.cells[0])].join(", ");
      return entryOf("Row", name || textOf(entry.row), entry.row, textOf(entry.row), where);
    });
  });
  return [
    ...headings.map((heading) => entryOf("Section", textOf(heading), heading)),
    ...all(".exhibit").map(exhibitEntry),
    ...rows,
    ...idEntries(),
  ];
}

// The first of each kind, those with the words in their titles before the others.
function matching(words) {
  const found = entries.filter(({ text }) => has(text, words));
  const titled = (entry) => has(plain(entry.title), words);
  return Object.values(Object.groupBy ? Object.groupBy(found, ({ kind }) => kind) : grouped(found)).map((of_kind) => ({
    kind: of_kind[0].kind,
    total: of_kind.length,
    first: [...of_kind.filter(titled), ...of_kind.filter((entry) => !titled(entry))].slice(0, MOST),
  }));
}

function grouped(found) {
  const kinds = {};
  for (const entry of found) (kinds[entry.kind] ??= []).push(entry);
  return kinds;
}

const KINDS = { Section: "Sections", Table: "Tables", Figure: "Figures", Row: "Rows of tables", Number: "Numbers, by id" };

function show() {
  entries ??= gather();
  const words = wordsOf(field.value);
  const found = words.length ? matching(words) : [];
  chosen = -1;
  list.replaceChildren();
  for (const { kind, total, first } of found) {
    const more = total > first.length ? `, ${first.length} of ${total}` : "";
    list.append(make("li", { class: "kind", role: "presentation" }, `${KINDS[kind]}${more}`));
    for (const entry of first) list.append(optionOf(entry));
  }
  if (words.length && !found.length) list.append(make("li", { class: "none", role: "presentation" }, "Nothing found"));
  list.hidden = words.length === 0;
  field.setAttribute("aria-expanded", String(!list.hidden));
  field.removeAttribute("aria-activedescendant");
  say(words.length ? `${found.reduce((sum, { total }) => sum + total, 0)} found` : "");
}

function optionOf(entry) {
  const option = make("li", { role: "option", id: `found-${list.children.length}`, "aria-selected": "false" },
    entry.title, entry.where ? make("span", { class: "where" }, entry.where) : null);
  option.addEventListener("mousedown", (event) => event.preventDefault());
  option.addEventListener("click", () => goTo(entry));
  option.goTo = () => goTo(entry);
  return option;
}

function choose(step) {
  const options = all("[role=option]", list);
  if (!options.length) return;
  options[chosen]?.setAttribute("aria-selected", "false");
  chosen = (chosen + step + options.length) % options.length;
  options[chosen].setAttribute("aria-selected", "true");
  options[chosen].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options[chosen].id);
}

function goTo({ target }) {
  close();
  target.closest("table")?.dispatchEvent(new Event("reveal"));
  all(".hit").forEach((hit) => hit.classList.remove("hit"));
  target.classList.add("hit");
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.scrollIntoView({ block: target.matches("figure") ? "start" : "center" });
  target.focus({ preventScroll: true });
}

function close() {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
}

field.addEventListener("input", show);
field.addEventListener("focus", () => field.value && show());
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") choose(1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? 0 : -1);
  else if (event.key === "Enter") (all("[role=option]", list)[Math.max(chosen, 0)])?.goTo();
  else if (event.key === "Escape" && !list.hidden) close();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
