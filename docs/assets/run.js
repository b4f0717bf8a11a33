// Proofs that run, and may be changed, on the page, and a reader's own formula. Nothing is loaded before somebody asks.
document.addEventListener("DOMContentLoaded", () => {
  const make = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };

  // One Python for the page: ask(folder, question) → answer, stop() ends whatever it is doing.
  let worker, count = 0;
  const waiting = new Map();
  const stop = () => { worker?.terminate(); worker = undefined; waiting.clear(); };
  const ask = (folder, question) => {
    const base = new URL(folder, location).href;
    if (!worker) {
      worker = new Worker(new URL("../live.js", base), {type: "module"});
      worker.onmessage = ({data}) => { waiting.get(data.id)?.(data); waiting.delete(data.id); };
      worker.onerror = () => { waiting.forEach(done => done({state: "wrong", told: "this browser could not start Python"})); stop(); };
    }
    const number = ++count;
    return new Promise(done => { waiting.set(number, done); worker.postMessage({...question, ask: number, base}); });
  };
  const show = (output, {state, told, seconds}) => {
    output.className = `lit-${state}`;
    output.textContent = seconds ? `${told} (${seconds} s)` : told;
  };
  // A button that says Stop while its work goes on.
  const startStop = (button, output, work) => button.addEventListener("click", async () => {
    const label = button.dataset.label ??= button.textContent;
    if (button.textContent === "Stop") {
      stop();
      output.className = "";
      output.textContent = "stopped";
      button.textContent = label;
      return;
    }
    output.className = "";
    output.textContent = worker ? "running …" : "loading Python and the engine, some seconds …";
    button.textContent = "Stop";
    await work();
    button.textContent = label;
  });

  for (const block of document.querySelectorAll("[data-runs]")) {
    const code = block.querySelector("code"), own = code.innerHTML;
    code.contentEditable = "plaintext-only";
    code.spellcheck = false;
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-label", "Proof, can be changed"]])
      code.setAttribute(name, value);
    const run = make("button", {type: "button"}, "Run"), reset = make("button", {type: "button"}, "Reset");
    const output = make("output"), printed = make("pre", {class: "lit-printed", hidden: ""});
    block.append(make("p", {class: "lit-run"}, run, " ", reset, " ", output), printed);
    startStop(run, output, async () => {
      printed.hidden = true;
      const found = await ask(block.dataset.runs, {what: "proof", id: block.id, text: code.innerText});
      show(output, found);
      printed.textContent = found.printed ?? "";
      printed.hidden = !found.printed;
    });
    reset.addEventListener("click", () => {
      code.innerHTML = own;
      output.textContent = output.className = "";
      printed.hidden = true;
    });
  }

  for (const room of document.querySelectorAll("[data-judge]")) {
    const folder = room.dataset.judge;
    const latex = make("textarea", {id: "lit-latex", rows: 3, spellcheck: "false"});
    const notation = make("textarea", {id: "lit-notation", rows: 4, spellcheck: "false"});
    const propose = make("button", {type: "button"}, "Propose"), judge = make("button", {type: "button"}, "Judge");
    const typeset = make("div", {class: "lit-typeset", "aria-live": "polite"}), output = make("output"), stages = make("dl");
    room.append(
      make("label", {for: "lit-latex"}, "Your formula, in LaTeX"), latex, typeset,
      make("label", {for: "lit-notation"}, "What each letter is: the engine proposes, you decide"), notation,
      make("p", {class: "lit-run"}, propose, " ", judge, " ", output), stages);
    const draw = () => {
      try { window.katex?.render(latex.value, typeset, {displayMode: true}); } catch (error) { typeset.textContent = error.message; }
    };
    const script = make("script", {src: new URL("../katex/katex.min.js", new URL(folder, location))});
    script.onload = draw;
    document.head.append(script);
    latex.addEventListener("input", draw);
    const examples = JSON.parse(room.dataset.examples);
    const take = example => { latex.value = example; notation.value = ""; output.textContent = output.className = ""; stages.replaceChildren(); draw(); };
    const list = make("p", {class: "lit-examples"}, "Try: ");
    examples.forEach(([name, example]) => {
      const button = make("button", {type: "button"}, name);
      button.addEventListener("click", () => take(example));
      list.append(button, " ");
    });
    room.prepend(list);
    take(examples[0][1]);
    const ready = async () => { if (!notation.value.trim()) notation.value = (await ask(folder, {what: "notation", latex: latex.value})).told; };
    startStop(propose, output, async () => {
      notation.value = "";
      await ready();
      output.textContent = notation.value ? "read it, and change what is not meant" : "no letter needs one";
    });
    startStop(judge, output, async () => {
      await ready();
      const found = await ask(folder, {what: "formula", latex: latex.value, notation: notation.value});
      show(output, found);
      stages.replaceChildren(...(found.stages ?? []).flatMap(([name, lines]) =>
        [make("dt", {}, name), ...lines.map(line => make("dd", {}, line))]));
    });
  }
});
