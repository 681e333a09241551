// Tessera's own engine. An instance of the WebAssembly module runs one plan, so that what goes wrong in
// one leaves the others alone.

/** Reads a file beside the page. */
export async function bytesOf(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} cannot be loaded: the server says ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export class TesseraEngine {
  constructor(module) {
    this.module = module;
    this.name = "Tessera’s engine, compiled with Embedded Swift to WebAssembly";
  }

  static async load(contents) {
    if (typeof WebAssembly !== "object") {
      throw new Error("This browser has no WebAssembly, which runs the networks in this page. " +
        "Every current browser has it; in some it is switched off.");
    }
    const bytes = await bytesOf(contents.engine.path);
    if (!WebAssembly.validate(bytes)) {
      throw new Error("This browser’s WebAssembly lacks the vector instructions (SIMD) that the " +
        "engine needs, or the engine’s file is damaged.");
    }
    return new TesseraEngine(await WebAssembly.compile(bytes));
  }

  /** Makes an encoder or a decoder ready. */
  async part(facts) {
    const bytes = await bytesOf(facts.plan.path);
    const { exports } = await WebAssembly.instantiate(this.module, {});
    return new TesseraPart(facts, exports, bytes);
  }
}

class TesseraPart {
  constructor(facts, exports, bytes) {
    this.facts = facts;
    this.exports = exports;
    this.guard(() => {
      const place = exports.tessera_allocate(bytes.length);
      if (place === 0) throw new Error(`${facts.plan.path} is too large`);
      new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
      if (!exports.tessera_load(place, bytes.length)) {
        throw new Error(`${facts.plan.path}: ${this.message()}`);
      }
    });
    this.check(facts.planInputs, "input");
    this.check(facts.planOutputs, "output");
  }

  /** Numbers and labels by the names of the model's inputs; gives the outputs by name. */
  async run(values, label) {
    const { facts, exports } = this;
    facts.planInputs.forEach((input, index) => {
      const numbers = values[input.name] ?? facts.classValues[input.name]?.[label];
      const memory = this.numbers(index, "input");
      if (numbers?.length !== memory.length) {
        throw new Error(`the input ${input.name} of ${facts.plan.path} needs ${memory.length} numbers`);
      }
      memory.set(numbers);
    });
    this.guard(() => exports.tessera_run());
    return Object.fromEntries(facts.planOutputs.map((output, index) =>
      [output.name, this.numbers(index, "output").slice()]));
  }

  /** The memory of an argument. It moves when the module's memory grows. */
  numbers(index, kind) {
    const { exports } = this;
    return new Float32Array(exports.memory.buffer, exports[`tessera_${kind}`](index),
      exports[`tessera_${kind}_size`](index));
  }

  message() {
    const { exports } = this;
    return new TextDecoder().decode(new Uint8Array(
      exports.memory.buffer, exports.tessera_message(), exports.tessera_message_size()));
  }

  check(expected, kind) {
    const sizes = expected.map((argument) => argument.shape.reduce((a, b) => a * b, 1));
    const count = this.exports[`tessera_${kind}_count`]();
    if (count !== sizes.length ||
      sizes.some((size, index) => size !== this.exports[`tessera_${kind}_size`](index))) {
      throw new Error(`${this.facts.plan.path} does not fit models.json: its ${kind}s differ`);
    }
  }

  /** WebAssembly stops by itself only where memory does not suffice. */
  guard(body) {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new Error(`${this.facts.plan.path} does not fit into this browser’s memory`);
    }
  }
}
