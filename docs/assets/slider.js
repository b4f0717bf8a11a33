// Figures with a slider: each notch sets what differs in its frame. Without this script the still picture stays.
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".lit-slider").forEach(box => {
  const [input, output, button] = ["input", "output", "button"].map(name => box.querySelector(name));
  const svg = box.parentElement.querySelector("svg");
  let timer, frames;
  const read = () => {
    const nodes = [svg, ...svg.querySelectorAll("*")];
    frames = JSON.parse(box.querySelector("script").textContent);
    frames.changes.forEach(change => change[0] = nodes[change[0]]);
  };
  const show = () => {
    if (!frames) read();
    const at = +input.value;
    for (const [node, name, values] of frames.changes)
      if (name) node.setAttribute(name, values[at]);
      else node.innerHTML = values[at];
    output.value = frames.told[at];
    input.setAttribute("aria-valuetext", frames.told[at]);
  };
  const play = on => {
    clearInterval(timer);
    timer = on && setInterval(() => {
      input.stepUp();
      show();
      if (input.value === input.max) play(false);
    }, 350);
    button.textContent = on ? "❚❚" : "▶";
    button.title = on ? "Pause" : "Play";
    button.setAttribute("aria-label", button.title);
  };
  input.addEventListener("input", () => { play(false); show(); });
  button.addEventListener("click", () => {
    if (!timer && input.value === input.max) input.value = input.min;
    show();
    play(!timer);
  });
  box.classList.add("lit-live");
}));
