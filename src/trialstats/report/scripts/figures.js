// A figure is seen larger, and goes away as a picture of 300 dots an inch.

const viewer = document.getElementById("viewer");
const stage = viewer.querySelector(".stage");
const DOTS = 300 / 96;
let place = null;
let scale = 1;

function scaled(by) {
  scale = Math.min(8, Math.max(0.25, by));
  const drawing = stage.querySelector("svg");
  drawing.style.width = `${Math.round(drawing.fit * scale)}px`;
}

function enlarge(drawing) {
  place = make("span");
  drawing.replaceWith(place);
  drawing.kept = drawing.getAttribute("style");
  stage.replaceChildren(drawing);
  viewer.querySelector("h2").textContent = textOf(place.closest(".exhibit").querySelector("h4"));
  viewer.showModal();
  const { width, height } = drawing.viewBox.baseVal;
  drawing.setAttribute("style", "display:block;margin:auto");
  drawing.fit = Math.min(stage.clientWidth - 32, ((stage.clientHeight - 32) * width) / height);
  scaled(1);
}

viewer.addEventListener("close", () => {
  const drawing = stage.querySelector("svg");
  drawing.setAttribute("style", drawing.kept);
  place.replaceWith(drawing);
});
viewer.addEventListener("keydown", (event) => {
  if (event.key === "+" || event.key === "=") scaled(scale * 1.25);
  else if (event.key === "-") scaled(scale / 1.25);
  else if (event.key === "0") scaled(1);
});
viewer.querySelector(".larger").addEventListener("click", () => scaled(scale * 1.25));
viewer.querySelector(".smaller").addEventListener("click", () => scaled(scale / 1.25));
viewer.querySelector(".fit").addEventListener("click", () => scaled(1));
viewer.querySelector(".close").addEventListener("click", () => viewer.close());

// The drawing as a file of its own, in its own size.
function fileOf(drawing) {
  const copy = drawing.cloneNode(true);
  const { width, height } = drawing.viewBox.baseVal;
  copy.setAttribute("width", `${width}pt`);
  copy.setAttribute("height", `${height}pt`);
  copy.removeAttribute("style");
  return new XMLSerializer().serializeToString(copy);
}

function asPicture(drawing, name) {
  const { width, height } = drawing.viewBox.baseVal;
  const picture = new Image();
  picture.addEventListener("load", () => {
    const canvas = make("canvas", { width: Math.round((width * DOTS * 96) / 72), height: Math.round((height * DOTS * 96) / 72) });
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(`${name}.png`, "image/png", blob));
  });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(fileOf(drawing))}`;
}

function tools(drawing, name, about) {
  drawing.addEventListener("click", () => place?.isConnected || enlarge(drawing));
  return [
    button(`Enlarge${about}`, () => enlarge(drawing)),
    button(`Save as SVG${about}`, () => download(`${name}.svg`, "image/svg+xml", fileOf(drawing))),
    button(`Save as PNG${about}`, () => asPicture(drawing, name)),
  ];
}

// A figure that a page does not hold has a drawing for each of its parts, with tools of its own above it.
for (const figure of all(".exhibit.figure")) {
  const drawings = all(".paper > svg", figure);
  const name = figure.id.replace(/^figure-/, "");
  if (drawings.length === 1) barOf(drawings[0]).prepend(...tools(drawings[0], name, ""));
  if (drawings.length < 2) continue;
  drawings.forEach((drawing, at) => {
    const part = make("div", { class: "bar" }, ...tools(drawing, `${name}-part-${at + 1}`, ` (part ${at + 1})`));
    drawing.closest(".paper").before(part);
  });
}
