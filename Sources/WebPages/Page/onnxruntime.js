// The same ONNX files in onnxruntime-web, for those who ask for it with ?engine=onnxruntime-web.

import { bytesOf } from "./engine.js";

export class RuntimeEngine {
  constructor(runtime) {
    this.runtime = runtime;
    this.name = `onnxruntime-web ${runtime.env?.versions?.web ?? ""}`.trim();
  }

  static async load(contents) {
    const address = new URL(contents.runtime, document.baseURI).href;
    try {
      const runtime = await import(address);
      // Several threads need headers that few static hosts send.
      runtime.env.wasm.numThreads = 1;
      return new RuntimeEngine(runtime);
    } catch (error) {
      throw new Error(`onnxruntime-web cannot be loaded from ${address} (${error.message}). ` +
        "Without ?engine=onnxruntime-web the page uses Tessera’s own engine.");
    }
  }

  /** Makes an encoder or a decoder ready. */
  async part(facts) {
    const session = await this.runtime.InferenceSession.create(await bytesOf(facts.onnx.path), {
      executionProviders: ["wasm"],
    });
    return new RuntimePart(this.runtime, facts, session);
  }
}

class RuntimePart {
  constructor(runtime, facts, session) {
    this.runtime = runtime;
    this.facts = facts;
    this.session = session;
  }

  async run(values, label) {
    const { Tensor } = this.runtime;
    const feeds = Object.fromEntries(this.facts.inputs.map(({ name, type, shape }) => [
      name,
      type === "int64"
        ? new Tensor("int64", BigInt64Array.of(BigInt(label)), shape)
        : new Tensor("float32", Float32Array.from(values[name]), shape),
    ]));
    const results = await this.session.run(feeds);
    return Object.fromEntries(this.facts.outputs.map(({ name }) => [name, results[name].data]));
  }
}
