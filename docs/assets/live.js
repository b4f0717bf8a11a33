// The Python of the pages: Pyodide with SymPy, in a worker of its own.
let started;

const start = async base => {
  const {loadPyodide} = await import(`${base}pyodide.mjs`);
  const python = await loadPyodide({indexURL: base});
  for (const name of ["mpmath", "sympy"])
    python.unpackArchive(await (await fetch(`${base}${name}.whl`)).arrayBuffer(), "wheel");
  return python;
};

const last = text => {
  const lines = text.trim().split("\n");
  const place = lines.filter(line => line.includes('File "<exec>"')).pop()?.match(/line \d+/)?.[0];
  return `${place ? `${place}: ` : ""}${lines.pop()}`;
};

onmessage = async ({data}) => {
  const python = await (started ??= start(data.base)), begin = performance.now();
  const globals = python.globals.get("dict")();
  try {
    await python.runPythonAsync(data.code, {globals});
    postMessage({id: data.id, right: true, told: `holds (${((performance.now() - begin) / 1000).toFixed(1)} s)`});
  } catch (error) {
    postMessage({id: data.id, right: false, told: last(error.message)});
  }
};
