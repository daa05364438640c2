// A number opens the panel that tells its row: what it is, the analysis, the records, the code, the files.

const facts = JSON.parse(document.getElementById("facts").textContent);
const panel = document.getElementById("panel");
const content = panel.querySelector(".content");
let opened = null;

const addressOf = (id) => {
  const at = id.lastIndexOf(":");
  return { row: id.slice(0, at), statistics: id.slice(at + 1).split(",") };
};

const part = (title, ...children) => {
  const there = children.flat().filter(Boolean);
  return there.length ? make("section", {}, make("h3", {}, title), ...there) : null;
};

const line = (text, attributes = {}) => (text ? make("p", attributes, text) : null);

const items = (texts) => (texts?.length ? make("ul", {}, ...texts.map((text) => make("li", {}, text))) : null);

const written = (value) => String(value).replace("-", "\u2212");

function numbers(row, statistics) {
  const told = Object.entries(facts.rows[row]?.[1] ?? {});
  if (!told.length) return null;
  const lines = told.map(([name, value]) => {
    const before = facts.earlier[`${row}:${name}`];
    return make("tr", statistics.includes(name) ? { class: "this" } : {},
      make("th", { scope: "row" }, facts.statistics[name] ?? name), make("td", {}, written(value)),
      before === undefined ? null : make("td", { class: "where" }, `earlier ${written(before)}`));
  });
  return make("table", {}, make("caption", {}, "As computed"), make("tbody", {}, ...lines));
}

// How records of the dataset were chosen; a condition that leaves nothing out is not told.
const CHOSEN = { in: "records in the dataset", used: "used" };
const chosenOf = (counts) => counts.filter(([what, count]) => CHOSEN[what] || count)
  .map(([what, count]) => `${count} ${CHOSEN[what] ?? `left out: ${what}`}`);

function model(analysis) {
  return analysis.fits.map(({ about, formula, structure, subjects, records }) =>
    [about, formula && `model ${formula}`, structure && `covariance ${structure}`,
      subjects && `${subjects} subjects`, records && `${records} records`].filter(Boolean).join("; "));
}

function records(analysis) {
  const by_model = analysis.model.map(({ about, came, left_out, used }) =>
    `${about ? `${about}: ` : ""}${came} came to the model${left_out.map(([what, count]) => `, ${count} left out (${what})`).join("")}, ${used} used`);
  return [...chosenOf(analysis.chosen), ...by_model];
}

function population({ population: people }) {
  if (!people) return null;
  const sizes = people.sizes.map(([arm, size, of_all]) => `${size} of ${of_all} randomised (${arm})`);
  return [line(people.label), items(sizes)];
}

function files(analysis) {
  const told = analysis.files.map((at) => facts.files[at]);
  return told.flatMap(([path, digest]) => [make("dt", {}, path), make("dd", { class: "digest" }, digest)]);
}

function ofAnalysis(name, analysis) {
  const { question, strategies } = analysis.estimand ?? {};
  return [
    part("Analysis", make("p", {}, make("a", { href: `#analysis-${name}` }, analysis.label), ` (${analysis.role})`),
      line(analysis.inference || analysis.method), items(model(analysis))),
    part("Population", population(analysis)),
    part("Records used and left out", items(records(analysis))),
    part("Estimand", line(question), items(strategies)),
    part("Options", items(analysis.options)),
    part("Data", analysis.files.length ? make("dl", {}, ...files(analysis)) : null),
    part("Code", line(analysis.code, { class: "digest" })),
  ];
}

function where(number) {
  const exhibit = number.closest(".exhibit");
  return exhibit ? line(textOf(exhibit.querySelector("h4")), { class: "where" }) : null;
}

function notesUnder(number) {
  const table = number.closest(".exhibit table");
  return table ? items(footnotesOf(table)) : null;
}

function open(number) {
  const id = number.dataset.ard;
  const { row, statistics } = addressOf(id);
  const name = row.split("/")[0];
  const analysis = facts.analyses[name];
  const [sentence, , direction] = facts.rows[row] ?? [];
  panel.querySelector("h2").textContent = textOf(number);
  content.replaceChildren(...[
    line(sentence), line(facts.directions[direction], { class: "where" }), where(number),
    numbers(row, statistics),
    part("Address in the analysis results data", make("p", {}, make("code", {}, id)),
      button("Copy the address", () => toClipboard({ "text/plain": id }) && say("Copied."))),
    ...(analysis ? ofAnalysis(name, analysis) : [line(facts.besides[name])]),
    part("Footnotes", notesUnder(number)),
  ].filter(Boolean));
  all(".opened").forEach((other) => other.classList.remove("opened"));
  number.classList.add("opened");
  panel.hidden = false;
  content.scrollTop = 0;
  opened = number;
  panel.querySelector(".close").focus({ preventScroll: true });
}

function shut() {
  panel.hidden = true;
  opened?.classList.remove("opened");
  opened?.focus({ preventScroll: true });
}

panel.querySelector(".close").addEventListener("click", shut);
panel.addEventListener("keydown", (event) => event.key === "Escape" && shut());

// Of the numbers of a block one is reached by the Tab key, the others from it by the arrows.
const blockOf = (number) => number.closest("table, dl, p, li") ?? document.body;

function reachable(number) {
  for (const other of all("[data-ard][tabindex='0']", blockOf(number))) other.setAttribute("tabindex", "-1");
  number.setAttribute("tabindex", "0");
}

function neighbour(number, key) {
  const numbers = all("[data-ard]", blockOf(number)).filter((other) => other.offsetParent);
  const row = number.closest("tr");
  if (!row || key === "ArrowLeft" || key === "ArrowRight") {
    return numbers[numbers.indexOf(number) + (key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1)];
  }
  const at = number.closest("td, th").cellIndex;
  const rows = [...row.parentElement.rows];
  const beyond = key === "ArrowUp" ? rows.slice(0, rows.indexOf(row)).reverse() : rows.slice(rows.indexOf(row) + 1);
  return beyond.map((other) => other.cells[at]?.querySelector("[data-ard]")).find((other) => other?.offsetParent);
}

const blocks = new Set();
for (const number of all("[data-ard]")) {
  const first = !blocks.has(blockOf(number));
  blocks.add(blockOf(number));
  number.setAttribute("role", "button");
  number.setAttribute("tabindex", first ? "0" : "-1");
}

document.addEventListener("click", (event) => {
  const number = event.target.closest("[data-ard]");
  if (!number || String(getSelection())) return;
  reachable(number);
  open(number);
});
document.addEventListener("keydown", (event) => {
  const number = event.target.closest?.("[data-ard]");
  if (!number) return;
  if (event.key === "Enter" || event.key === " ") open(number);
  else if (event.key.startsWith("Arrow")) {
    const next = neighbour(number, event.key);
    if (next) {
      reachable(next);
      next.focus();
    }
  } else return;
  event.preventDefault();
});
