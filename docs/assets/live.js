// The Python of the pages: Pyodide with SymPy, in a worker of its own.
let started;

// Runs a proof, and returns how many of its assertions were carried out and held, and whether it defines steps.
const RUN = `
import ast

class Recorded(ast.NodeTransformer):
    def visit_Assert(self, node):
        if not any(isinstance(part, ast.Name) for part in ast.walk(node.test)):
            return node
        return [node, ast.copy_location(ast.parse("_held.append(1)").body[0], node)]

def run(code):
    names = {"__name__": "proof", "_held": []}
    tree = ast.fix_missing_locations(Recorded().visit(ast.parse(code, "<exec>")))
    exec(compile(tree, "<exec>", "exec"), names)
    return len(names["_held"]), any(name.startswith(("steps", "argument")) for name in names)
`;

const start = async base => {
  const {loadPyodide} = await import(`${base}pyodide.mjs`);
  const python = await loadPyodide({indexURL: base});
  for (const name of ["mpmath", "sympy"])
    python.unpackArchive(await (await fetch(`${base}${name}.whl`)).arrayBuffer(), "wheel");
  python.runPython(RUN, {filename: "<run>"});
  return python;
};

const verdict = (held, steps) => {
  if (held) return `${held} assertion${held > 1 ? "s" : ""} held`;
  return steps ? "ran; its steps are judged when the book is built" : "nothing was asserted";
};

const last = text => {
  const lines = text.trim().split("\n");
  const place = lines.filter(line => line.includes('File "<exec>"')).pop()?.match(/line \d+/)?.[0];
  return `${place ? `${place}: ` : ""}${lines.pop()}`;
};

onmessage = async ({data}) => {
  const python = await (started ??= start(data.base)), begin = performance.now();
  try {
    const found = python.globals.get("run")(data.code), [held, steps] = found.toJs();
    found.destroy();
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    postMessage({id: data.id, right: held > 0 || steps, told: `${verdict(held, steps)} (${seconds} s)`});
  } catch (error) {
    postMessage({id: data.id, right: false, told: last(error.message)});
  }
};
