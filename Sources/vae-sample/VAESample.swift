import ArgumentParser
import Commands
import Tessera

/// `vae-sample`: draws pictures with a trained variational autoencoder.
@main
struct VAESample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae-sample",
    abstract: "Draw images with a trained variational autoencoder.",
    discussion: """
      Takes the newest checkpoint of the newest run in runs/ unless told otherwise.

      Example: vae-sample -n 64 --seed 0 digits.png
      """,
    version: TesseraVersion.current)

  @Option(
    name: .customShort("n"), parsing: .unconditional,
    help: ArgumentHelp("Images in the picture.", valueName: "count"))
  var count = 64

  @Option(parsing: .unconditional, help: "Selects latents and test images.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("A run folder or one safetensors file.", valueName: "path"))
  var checkpoint: String?

  @Option(help: ArgumentHelp("Run this exported decoder instead.", valueName: "file"))
  var onnx: String?

  @Flag(help: "Draw the plane of a two-dimensional latent.")
  var manifold = false

  @Flag(help: "Draw the way from one latent to another, 8 images a line.")
  var interpolate = false

  @Flag(help: "Draw test images above their reconstructions.")
  var reconstruct = false

  @Option(
    help: ArgumentHelp(
      "The ends of --interpolate: digits of the test set or random latents.",
      valueName: "digits|latents"))
  var between: String?

  @Option(
    help: ArgumentHelp(
      "Where test images come from: mnist, fashion-mnist or a folder. (default: the model's data)",
      valueName: "data"))
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The digit that a conditional model draws. (default: all in turn)", valueName: "label"))
  var digit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The spread of the latents of samples: 1 is the prior's, less draws more typical images; "
        + "--between latents draws from the prior. (default: 1; 0.6 with --digit)",
      valueName: "number"))
  var temperature: Double?

  @Argument(help: "The PNG file to write.")
  var output: String

  func run() throws {
    let flags = SamplingFlags(
      count: count, seed: seed, checkpoint: checkpoint, onnx: onnx, manifold: manifold,
      interpolate: interpolate, reconstruct: reconstruct, between: between, data: data,
      digit: digit,
      temperature: temperature)
    try flags.draw(to: output) { warn($0) }
    print(output)
  }

  static func main() { runCommand() }
}
