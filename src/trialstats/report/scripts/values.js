// What a cell is worth when rows are put in order: its first number, else its text; what is missing comes last.

const MISSING = new Set(["", "\u2013", "\u2014", "-", "NE", "NA"]);
const NUMBER = /^[([]?\s*([<>\u2264\u2265]?)\s*([-\u2212]?)(\d[\d,\u2009\u202f]*(?:\.\d+)?|\.\d+)/;
const DAY = /^\d{4}-\d\d(-\d\d)?\b/;
const JUST = { "<": -1e-9, ">": 1e-9 };
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

// "−20.5 (1.93)" is -20.5, "<.001" a little less than .001, "4 of 60" is 4; null where no number begins the text.
function numberOf(text) {
  const found = DAY.test(text) ? null : NUMBER.exec(text);
  if (!found) return null;
  const size = Number(found[3].replace(/[,\u2009\u202f]/g, ""));
  return (found[2] ? -size : size) + (JUST[found[1]] ?? 0);
}

// Whether a column is one of numbers: nearly all that is there begins with one.
function isNumeric(texts) {
  const there = texts.filter((text) => !MISSING.has(text));
  return there.length > 0 && there.filter((text) => numberOf(text) !== null).length >= 0.8 * there.length;
}

// Put items in order by their texts; of equal ones the order stays.
function inOrder(items, textOfItem, descending) {
  const numeric = isNumeric(items.map(textOfItem));
  const valued = items.map((item) => {
    const text = textOfItem(item);
    const value = numeric ? numberOf(text) : MISSING.has(text) ? null : text;
    return { item, value };
  });
  const compare = (one, other) => (numeric ? one - other : collator.compare(one, other));
  const there = valued.filter(({ value }) => value !== null);
  there.sort((one, other) => (descending ? -1 : 1) * compare(one.value, other.value));
  return [...there, ...valued.filter(({ value }) => value === null)].map(({ item }) => item);
}
