import ArgumentParser
import Commands
import Foundation
import Terminals
import Tessera

/// `vae-evaluate`: measures a trained variational autoencoder on test images.
@main
struct VAEEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae-evaluate",
    abstract: "Measure a trained variational autoencoder on test images.",
    discussion: """
      Prints the lower bound and its parts, the log-likelihood estimated with importance weights, \
      and how many dimensions of the latent are in use. All are means over images, in nats.

      Example: vae-evaluate --checkpoint runs/first --samples 500 --scatter latents.png
      """,
    version: TesseraVersion.current)

  @Option(
    help: ArgumentHelp(
      "A run folder or one safetensors file. (default: the newest run in runs/)",
      valueName: "path"))
  var checkpoint: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draws of each image's latent for the likelihood.", valueName: "count"))
  var samples = 500

  @Option(parsing: .unconditional, help: "Selects the draws.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take the first test images only.", valueName: "count"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Where test images come from: mnist, fashion-mnist or a folder. (default: the model's data)",
      valueName: "data"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "A PNG file for the latents of the images, coloured by label; their first two principal "
        + "components where they have more than two dimensions.", valueName: "file"))
  var scatter: String?

  @OptionGroup var format: JSONOption

  func run() throws {
    let flags = EvaluationFlags(
      checkpoint: checkpoint, samples: samples, seed: seed, limit: limit, data: data,
      scatter: scatter)
    let bar = ProgressBar()
    let outcome = try flags.run(
      warn: { warn($0) }, progress: { bar.show("images", $0, of: $1) })
    bar.erase()
    if format.json { return try printJSON(JSONReport(outcome, seed: seed)) }
    print(lines(outcome))
  }

  private func lines(_ outcome: EvaluationFlags.Outcome) -> String {
    func number(_ value: Double) -> String { String(format: "%.2f", value) }
    let found = outcome.evaluation
    let bound = found.lowerBound
    return
      ([
        "\(outcome.path): \(outcome.summary) on \(found.images) test images of \(outcome.dataset)",
        "negative lower bound: \(number(bound.total)) nats "
          + "(\(number(bound.reconstruction)) reconstruction + \(number(bound.divergence)) KL)",
        "log-likelihood: \(number(found.logLikelihood)) nats (\(found.samples) importance samples)",
        "active units: \(found.activeUnits) of \(found.latent)",
      ] + (scatter.map { ["scatter plot: \($0)"] } ?? [])).joined(separator: "\n")
  }

  static func main() { runCommand() }
}

/// An evaluation as one JSON object.
private struct JSONReport: Encodable {
  let checkpoint: String
  let model: String
  let dataset: String
  let images: Int
  let seed: UInt64
  let negativeLowerBound: Double?
  let reconstruction: Double?
  let divergence: Double?
  let logLikelihood: Double?
  let samples: Int
  let activeUnits: Int
  let latent: Int

  init(_ outcome: EvaluationFlags.Outcome, seed: UInt64) {
    let found = outcome.evaluation
    (checkpoint, model, dataset) = (outcome.path, outcome.summary, outcome.dataset)
    (images, self.seed) = (found.images, seed)
    negativeLowerBound = finite(found.lowerBound.total)
    reconstruction = finite(found.lowerBound.reconstruction)
    divergence = finite(found.lowerBound.divergence)
    logLikelihood = finite(found.logLikelihood)
    (samples, activeUnits, latent) = (found.samples, found.activeUnits, found.latent)
  }
}
