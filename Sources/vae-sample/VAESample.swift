import ArgumentParser
import Commands
import Terminals
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
      Example: vae-sample -n 8 --show
      """,
    version: TesseraVersion.current)

  @Option(
    name: [.customShort("n"), .long], parsing: .unconditional,
    help: ArgumentHelp("Images in the picture.", valueName: "count"))
  var count = 64

  @Option(parsing: .unconditional, help: "Selects latents and test images.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "A run folder or one safetensors file. (default: the newest run in runs/)",
      valueName: "path"))
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

  @Flag(help: "Draw the picture in the terminal.")
  var show = false

  @OptionGroup var format: JSONOption

  @Argument(
    help: ArgumentHelp(
      "The PNG file to write; not needed with --show.", valueName: "output"))
  var output: String?

  func validate() throws {
    if show && format.json { throw ValidationError("--show and --json exclude each other") }
    if output == nil && !show { throw ValidationError("Missing expected argument '<output>'") }
  }

  func run() throws {
    let flags = SamplingFlags(
      count: count, seed: seed, checkpoint: checkpoint, onnx: onnx, manifold: manifold,
      interpolate: interpolate, reconstruct: reconstruct, between: between, data: data,
      digit: digit, temperature: temperature)
    let outcome = try flags.draw(to: output) { warn($0) }
    if format.json { return try printJSON(Summary(self, outcome)) }
    if show { draw(outcome.picture) }
    if let output { print(output) }
  }

  /// Prints the picture as wide as the terminal, but no wider than a character for each pixel of the
  /// data, which the picture shows twice as large.
  private func draw(_ picture: Image) {
    let terminal = Terminal.output
    let columns = min(terminal.columns ?? 80, max(1, picture.width / 2))
    let colours: BlockColours =
      terminal.hasAllColours ? .all : terminal.isColoured ? .greys : .none
    for line in picture.blocks(columns: columns, colours: colours) { print(line) }
  }

  static func main() { runCommand() }
}

/// What was drawn, for programs.
private struct Summary: Encodable {
  let file: String?
  let checkpoint: String?
  let onnx: String?
  let subject: String
  let images: Int
  let seed: UInt64
  let width: Int
  let height: Int

  init(_ command: VAESample, _ outcome: SamplingFlags.Outcome) {
    (file, onnx) = (command.output, command.onnx)
    checkpoint = command.onnx == nil ? outcome.path : nil
    subject =
      command.manifold
      ? "manifold"
      : command.interpolate
        ? "interpolation" : command.reconstruct ? "reconstructions" : "samples"
    (images, seed) = (command.count, command.seed)
    (width, height) = (outcome.picture.width, outcome.picture.height)
  }
}
