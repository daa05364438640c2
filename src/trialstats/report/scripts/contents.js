// On a narrow screen the contents open at a touch; on paper they are open.

const contents = document.querySelector(".contents details");

if (matchMedia("(max-width: 74rem)").matches) contents.open = false;
addEventListener("beforeprint", () => (contents.open = true));
