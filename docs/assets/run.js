// Proofs that run, and may be changed, on the page. Nothing is loaded before a reader presses the button.
document.addEventListener("DOMContentLoaded", () => {
  let worker, base, count = 0;
  const waiting = new Map();
  const begin = folder => {
    base ??= new URL(folder, location).href;
    worker = new Worker(new URL("../live.js", base), {type: "module"});
    worker.onmessage = ({data}) => { waiting.get(data.id)?.(data); waiting.delete(data.id); };
    worker.onerror = () => { waiting.forEach(done => done({told: "this browser could not start Python"})); stop(); };
  };
  const stop = () => {
    worker?.terminate();
    worker = undefined;
    waiting.clear();
  };
  document.querySelectorAll("[data-runs]").forEach(block => {
    const code = block.querySelector("code");
    code.contentEditable = "plaintext-only";
    code.spellcheck = false;
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-label", "Proof, can be changed"]])
      code.setAttribute(name, value);
    const bar = document.createElement("p");
    bar.className = "lit-run";
    bar.innerHTML = '<button type="button">Run</button> <output></output>';
    block.append(bar);
    const [button, output] = bar.children;
    button.addEventListener("click", async () => {
      if (button.textContent === "Stop") {
        stop();
        output.textContent = "stopped";
        button.textContent = "Run";
        return;
      }
      output.textContent = worker ? "running …" : "loading Python, some seconds …";
      button.textContent = "Stop";
      worker ?? begin(block.dataset.runs);
      const id = ++count;
      const result = await new Promise(done => { waiting.set(id, done); worker.postMessage({id, base, code: code.innerText}); });
      button.textContent = "Run";
      output.className = result.right ? "lit-right" : "lit-wrong";
      output.textContent = result.told;
    });
  });
});
