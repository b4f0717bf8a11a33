// The Python of the pages: Pyodide with SymPy and the engine that judged the book, in a worker of its own.
let started;

const ANSWER = `
import functools, json

@functools.cache
def book():
    from lit.engine.text.book import open_book
    return open_book("book")

def answer(text):
    from lit.engine.page import live
    asked = json.loads(text)
    if asked["what"] == "proof":
        found = live.proof_told(book(), asked["id"], asked["text"])
    elif asked["what"] == "notation":
        found = {"told": live.notation_told(asked["latex"])}
    else:
        found = live.formula_told(asked["latex"], asked["notation"])
    return json.dumps(found)
`;

const start = async base => {
  const {loadPyodide} = await import(`${base}pyodide.mjs`);
  const python = await loadPyodide({indexURL: base});
  const bytes = async name => (await fetch(`${base}${name}`)).arrayBuffer();
  for (const name of ["mpmath.whl", "sympy.whl", "engine.zip"])
    python.unpackArchive(await bytes(name), "zip");
  python.unpackArchive(await bytes("book.zip"), "zip", {extractDir: "book"});
  python.runPython(ANSWER, {filename: "<answer>"});
  return python;
};

onmessage = async ({data}) => {
  const begin = performance.now();
  try {
    const python = await (started ??= start(data.base)), loaded = performance.now();
    const found = JSON.parse(python.globals.get("answer")(JSON.stringify(data)));
    const seconds = ((performance.now() - loaded) / 1000).toFixed(1);
    postMessage({id: data.ask, seconds, ...found});
  } catch (error) {
    const last = error.message.trim().split("\n").pop();
    postMessage({id: data.ask, state: "wrong", told: last, seconds: ((performance.now() - begin) / 1000).toFixed(1)});
  }
};
