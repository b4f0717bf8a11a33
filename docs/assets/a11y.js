// Names that Material leaves out, and that a screen reader needs.
document.addEventListener("DOMContentLoaded", () => {
  const name = (element, text) => element && !element.getAttribute("aria-label") && element.setAttribute("aria-label", text);
  const mend = () => {
    name(document.querySelector(".md-search"), "Search");
    document.querySelectorAll(".md-code__nav").forEach((element, i) => name(element, `Code ${i + 1}`));
  };
  mend();
  new MutationObserver(mend).observe(document.body, {childList: true, subtree: true});
});
