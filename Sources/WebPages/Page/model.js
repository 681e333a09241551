// A model of the page: its facts, and its encoder and decoder in whichever engine.

export class Model {
  constructor(facts, encoder, decoder) {
    this.facts = facts;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  static async load(facts, engine) {
    const [encoder, decoder] = await Promise.all(
      [engine.part(facts.encoder), engine.part(facts.decoder)]);
    return new Model(facts, encoder, decoder);
  }

  /** The mean and the log variance of an image's latent. */
  async encode(image, label) {
    const outputs = await this.encoder.run({ image }, label);
    return { mean: outputs.mean, logVariance: outputs.log_variance };
  }

  /** The probabilities of a latent's pixels. */
  async decode(latent, label) {
    return (await this.decoder.run({ latent }, label)).reconstruction;
  }

  /** Milliseconds of one call: the median over short series, since clocks are coarse. */
  async time(call) {
    const series = [];
    for (let count = 1; series.length < 7;) {
      const start = performance.now();
      for (let index = 0; index < count; index++) await call();
      const spent = performance.now() - start;
      if (spent < 4 && count < 1000) count *= 2;
      else series.push(spent / count);
    }
    return series.sort((a, b) => a - b)[3];
  }
}

/** Runs a task for the newest request only, one at a time. */
export class Latest {
  constructor(task, failed) {
    this.task = task;
    this.failed = failed;
    this.next = null;
    this.running = null;
  }

  request(...values) {
    this.next = values;
    this.running ??= this.run();
    return this.running;
  }

  async run() {
    while (this.next) {
      const values = this.next;
      this.next = null;
      try {
        await this.task(...values);
      } catch (error) {
        this.failed(error);
      }
    }
    this.running = null;
  }
}
