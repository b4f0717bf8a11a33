// Names that Material leaves out, and that a screen reader needs.
document.addEventListener("DOMContentLoaded", () => {
  const name = (element, text) => element && !element.getAttribute("aria-label") && element.setAttribute("aria-label", text);
  const mend = () => {
    name(document.querySelector(".md-search"), "Search");
    const seen = new Map();
    document.querySelectorAll("nav[aria-label]").forEach(element => {
      const label = element.dataset.label ??= element.getAttribute("aria-label");
      const count = (seen.get(label.toLowerCase()) ?? 0) + 1;
      seen.set(label.toLowerCase(), count);
      const unique = count > 1 ? `${label} ${count}` : label;
      if (element.getAttribute("aria-label") !== unique) element.setAttribute("aria-label", unique);
    });
    document.querySelectorAll(".md-code__nav").forEach((element, i) => name(element, `Code ${i + 1}`));
  };
  mend();
  new MutationObserver(mend).observe(document.body, {childList: true, subtree: true});
});
