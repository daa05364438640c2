// Older browsers, and pages of a plain http server, have no other clipboard than the event of copying.
function toClipboard(texts) {
  let done = false;
  const put = (event) => {
    for (const [type, text] of Object.entries(texts)) event.clipboardData.setData(type, text);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", put, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put);
  return done;
}
