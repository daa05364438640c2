// A table as rows under their headings, and columns under theirs.

const textOf = (element) => {
  const copy = element.cloneNode(true);
  for (const mark of all("sup, .path", copy)) mark.remove();
  for (const line of all("br", copy)) line.replaceWith(" ");
  return copy.textContent.replace(/\s+/g, " ").trim();
};

// Rows of the body: { row, above: [heading rows], kind: "heading" or "data" }. A group heads what follows, a heading
// the rows that are indented below it.
function rowsOf(table) {
  let group = null;
  let heading = null;
  return all("tbody > tr", table).map((row) => {
    if (row.classList.contains("gt_group_heading_row")) {
      [group, heading] = [row, null];
      return { row, above: [], kind: "heading" };
    }
    if (row.querySelector(".row-heading")) {
      heading = row;
      return { row, above: group ? [group] : [], kind: "heading" };
    }
    if (!row.querySelector("[class^=indent-]")) heading = null;
    return { row, above: [group, heading].filter(Boolean), kind: "data" };
  });
}

// The path of a row: the headings above it, as a reader would name it.
const pathOf = ({ above }) => above.map((row) => textOf(row.cells[0]));

// Columns: { head, label, over }, with the cell that heads each and the label above it.
function columnsOf(table) {
  const lines = all("thead > tr", table).filter((line) => !line.classList.contains("gt_heading"));
  const grid = lines.map(() => []);
  lines.forEach((line, at) => {
    let column = 0;
    for (const cell of line.cells) {
      while (grid[at][column]) column += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) {
        for (let along = 0; along < cell.colSpan; along += 1) {
          if (grid[at + down]) grid[at + down][column + along] = cell;
        }
      }
      column += cell.colSpan;
    }
  });
  return (grid.at(-1) ?? []).map((head, at) => {
    const over = [...new Set(grid.map((line) => line[at]))].filter((cell) => cell && cell !== head).map(textOf);
    return { head, label: textOf(head), over: over.filter(Boolean) };
  });
}

function titleOf(table) {
  const exhibit = table.closest(".exhibit");
  return exhibit ? textOf(exhibit.querySelector("h4")) : "";
}

const footnotesOf = (table) => all(".gt_sourcenotes td", table).map((note) => note.textContent.trim());

// The line of tools above a table.
function barOf(table) {
  const block = table.parentElement;
  const before = block.previousElementSibling;
  if (before?.classList.contains("bar")) return before;
  const bar = make("div", { class: "bar" });
  block.before(bar);
  return bar;
}
