// Tables are sorted by a click on a column's head (up, down, as it was) and filtered by words.

const FEW = 8;

function workWith(table) {
  const rows = rowsOf(table);
  const data = rows.filter(({ kind }) => kind === "data");
  if (data.length < 2) return;
  const body = rows[0].row.parentElement;
  let sorted = null;
  let words = [];

  function arrange() {
    const shown = new Set();
    for (const entry of data) {
      const matches = has(plain([...pathOf(entry), textOf(entry.row)].join(" ")), words);
      entry.row.hidden = !matches;
      if (matches) entry.above.forEach((row) => shown.add(row));
    }
    for (const { row, kind } of rows) {
      if (kind === "heading") row.hidden = sorted !== null || (words.length > 0 && !shown.has(row));
    }
    table.classList.toggle("sorted", sorted !== null);
    all(".path", body).forEach((path) => path.remove());
    if (sorted === null) {
      body.append(...rows.map(({ row }) => row));
      return;
    }
    const text = ({ row }) => textOf(row.cells[sorted.column] ?? row.cells[0]);
    const order = inOrder(data, text, sorted.descending);
    for (const entry of order) {
      const path = pathOf(entry);
      if (path.length) entry.row.cells[0].prepend(make("span", { class: "path" }, path.join(", ")));
    }
    body.append(...order.map(({ row }) => row), ...rows.filter(({ kind }) => kind === "heading").map(({ row }) => row));
  }

  const columns = columnsOf(table);
  columns.forEach(({ head, label, over }, column) => {
    if (!label || head.colSpan > 1) return;
    const name = [...over, label].join(", ");
    const sort = button("", () => {
      const again = sorted?.column === column;
      sorted = !again ? { column, descending: false } : sorted.descending ? null : { column, descending: true };
      for (const other of columns) other.head.removeAttribute("aria-sort");
      if (sorted) head.setAttribute("aria-sort", sorted.descending ? "descending" : "ascending");
      arrange();
      say(sorted ? `Sorted by ${name}, ${sorted.descending ? "descending" : "ascending"}.` : "In the original order.");
    }, { class: "sort", title: `Sort by ${name}` });
    // The count below a label is a number of its own, which opens its row.
    const nodes = [...head.childNodes];
    const end = nodes.findIndex((node) => node.nodeName === "BR");
    sort.append(...nodes.slice(0, end < 0 ? nodes.length : end));
    head.prepend(sort);
  });

  table.addEventListener("reveal", () => {
    words = [];
    const field = table.parentElement.previousElementSibling?.querySelector("input.filter");
    if (field) field.value = "";
    arrange();
  });

  if (data.length < FEW) return;
  const field = make("input", { type: "search", class: "filter", placeholder: "Filter rows", "aria-label": "Filter the rows" });
  const count = make("span", { class: "count" });
  field.addEventListener("input", () => {
    words = wordsOf(field.value);
    arrange();
    const left = data.filter(({ row }) => !row.hidden).length;
    count.textContent = words.length ? `${left} of ${data.length} rows` : "";
    say(count.textContent);
  });
  barOf(table).prepend(field, count);
}

all("main table").forEach(workWith);
