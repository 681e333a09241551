// The facts of a model, as a list.

/** A number of bytes in words. */
export function kilobytes(bytes) {
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

function size(part) {
  return `${kilobytes(part.onnx.bytes)}, as a plan ${kilobytes(part.plan.bytes)}`;
}

/** Fills a definition list; `milliseconds` are those of `decoding` and `encoding` one digit. */
export function listFacts(list, facts, milliseconds, engine) {
  const error = Math.max(facts.encoder.largestError, facts.decoder.largestError);
  const rows = [
    ["Network", facts.network],
    ["Trained on", `${facts.dataset}, ${facts.epochs} ${facts.epochs === 1 ? "epoch" : "epochs"}`],
    ["Test loss", facts.testLoss === undefined ? "not finite"
      : `${facts.testLoss.toFixed(2)} nats per image, ${facts.testImages} images`],
    ["ONNX", `opset ${facts.opset}; largest error when verified ${error.toExponential(1)}`],
    ["Encoder", size(facts.encoder), facts.encoder.onnx.path],
    ["Decoder", size(facts.decoder), facts.decoder.onnx.path],
    ["One inference", `${milliseconds.decoding.toFixed(3)} ms decoding, ` +
      `${milliseconds.encoding.toFixed(3)} ms encoding`],
    ["Engine", engine],
  ];
  list.replaceChildren(...rows.flatMap(([name, text, path]) => {
    const [term, detail] = ["dt", "dd"].map((tag) => document.createElement(tag));
    term.textContent = name;
    detail.textContent = text;
    if (path) {
      const link = document.createElement("a");
      Object.assign(link, { href: path, download: "", textContent: path });
      detail.append(" · ", link);
    }
    return [term, detail];
  }));
}
