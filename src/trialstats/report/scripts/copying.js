// A table goes to the clipboard as Word takes it (HTML, with tabs for what takes text), or as CSV.

const RULE = "1px solid #000";

const shownRows = (table) => rowsOf(table).filter(({ row }) => !row.hidden);

function wordCell(cell, style) {
  const copy = make(cell.tagName.toLowerCase(), { style });
  if (cell.colSpan > 1) copy.setAttribute("colspan", cell.colSpan);
  if (cell.rowSpan > 1) copy.setAttribute("rowspan", cell.rowSpan);
  const mark = all("sup", cell).map((sup) => sup.textContent).join("");
  copy.append(textOf(cell), mark ? make("sup", {}, mark) : "");
  return copy;
}

// A table of a few lines, with its title and footnotes, dressed in what Word keeps.
function wordOf(table) {
  const font = "font-family:'Times New Roman',serif;font-size:10pt";
  const copy = make("table", { style: `border-collapse:collapse;${font};border-bottom:${RULE}` });
  const heads = all("thead > tr", table).filter((line) => !line.classList.contains("gt_heading"));
  heads.forEach((line, at) => {
    const row = make("tr");
    for (const cell of line.cells) {
      const last = at + cell.rowSpan >= heads.length;
      const line_above = at === 0 ? `border-top:${RULE};` : "";
      const below = last || cell.colSpan > 1 ? `border-bottom:${RULE};` : "";
      const align = cell === line.cells[0] && at === 0 ? "left" : "center";
      row.append(wordCell(cell, `padding:2pt 6pt;text-align:${align};font-weight:bold;${line_above}${below}`));
    }
    copy.append(row);
  });
  for (const entry of shownRows(table)) {
    const row = make("tr");
    [...entry.row.cells].forEach((cell, at) => {
      const indent = at === 0 && !cell.querySelector(".path") ? 12 * entry.above.length : 0;
      const weight = entry.kind === "heading" ? "font-weight:bold;" : "font-weight:normal;";
      const made = wordCell(cell, `padding:1pt 6pt 1pt ${6 + indent}pt;text-align:${at ? "right" : "left"};${weight}`);
      const path = cell.querySelector(".path");
      if (path) made.prepend(`${path.textContent}: `);
      row.append(made);
    });
    copy.append(row);
  }
  const title = make("p", { style: `${font};font-weight:bold` }, titleOf(table));
  const notes = footnotesOf(table).map((note) => make("p", { style: `${font};font-size:9pt;margin:0` }, note));
  return make("div", {}, title, copy, ...notes);
}

// Lines of cells: the heads in one line, each row under its own name.
function linesOf(table) {
  const heads = columnsOf(table).map(({ label, over }) => [...over, label].join(": "));
  const rows = shownRows(table).filter(({ kind }) => kind === "data");
  const lines = rows.map((entry) => {
    const cells = [...entry.row.cells].map(textOf);
    return [[...pathOf(entry), cells[0]].join(" / "), ...cells.slice(1)];
  });
  return [heads, ...lines];
}

const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvOf = (table) => linesOf(table).map((line) => line.map(quoted).join(",")).join("\n");

function offerCopies(table) {
  const copy = (what, texts) => (event) => {
    const pressed = event.currentTarget;
    const done = toClipboard(texts());
    const label = pressed.textContent;
    pressed.textContent = done ? "Copied" : "Not copied";
    say(done ? `The table is in the clipboard as ${what}.` : "The browser did not let the table be copied.");
    setTimeout(() => (pressed.textContent = label), 1500);
  };
  const word = () => ({ "text/html": wordOf(table).outerHTML, "text/plain": linesOf(table).map((line) => line.join("\t")).join("\n") });
  const bar = barOf(table);
  const files = bar.querySelector(".files");
  const made = [
    button("Copy for Word", copy("a table for Word", word)),
    button("Copy as CSV", copy("CSV", () => ({ "text/plain": csvOf(table) }))),
  ];
  files ? files.before(...made) : bar.append(...made);
}

all(".exhibit table").forEach(offerCopies);
