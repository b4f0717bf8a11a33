// The ledger: filter by words and status, sort by a column. Without this script it is a plain table.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".lit-ledger");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const tools = document.createElement("div");
  tools.className = "lit-tools";
  const statuses = [...new Set(rows.map(row => row.dataset.status))].sort();
  tools.innerHTML = `<label>Find <input type="search"></label>
    <label>Status <select><option value="">all</option>${statuses.map(name => `<option>${name}</option>`).join("")}</select></label>
    <span role="status"></span>`;
  table.closest(".lit-wide").before(tools);
  const [words, status, count] = [tools.querySelector("input"), tools.querySelector("select"), tools.querySelector("span")];
  const show = () => {
    const shown = rows.filter(row => {
      const fits = (!status.value || row.dataset.status === status.value) && row.innerText.toLowerCase().includes(words.value.toLowerCase());
      row.hidden = !fits;
      return fits;
    });
    count.textContent = `${shown.length} of ${rows.length}`;
  };
  words.addEventListener("input", show);
  status.addEventListener("change", show);
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.className = "lit-sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((one, two) => (down ? -1 : 1) * one.cells[column].innerText.localeCompare(two.cells[column].innerText, "en", {numeric: true}));
      table.tBodies[0].append(...rows);
    });
  });
});
