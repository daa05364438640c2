// What every part of the script uses. Elements are made of text: nothing of the data is ever read as HTML.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function button(label, press, attributes = {}) {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", press);
  return made;
}

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A text as it is compared: without accents, in small letters, with one kind of minus and of space.
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\u2212/g, "-").replace(/\s+/g, " ").trim().toLowerCase();

const has = (text, words) => words.every((word) => text.includes(word));

const wordsOf = (query) => plain(query).split(" ").filter(Boolean);

// What a reader who cannot see the page is told.
function say(text) {
  document.getElementById("said").textContent = text;
}

function download(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
