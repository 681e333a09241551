import ArgumentParser
import Commands
import Terminals
import Tessera

/// `vae-train`: trains a variational autoencoder and writes a run folder.
@main
struct VAETrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vae-train",
    abstract: "Train a variational autoencoder on MNIST or a data set in its form.",
    discussion: """
      Writes losses, pictures and checkpoints to a run folder. Ctrl-C finishes the batch and saves; \
      --resume goes on from there with the same numbers. With --json every line is an object whose \
      'event' is started, epoch, profiled, finished, already_finished or interrupted.

      Example: vae-train --epochs 10 --output runs/first
      Example: vae-train --model conv --epochs 20
      """,
    version: TesseraVersion.current)

  @Option(help: "The network: mlp, conv, conditional or iwae. (default: mlp)")
  var model: ModelName?

  @Option(parsing: .unconditional, help: "Passes over the training images. (default: 10)")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Images in a batch. (default: 128)")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "The size of Adam's steps. (default: 1e-3)")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "Selects initial weights, order of images and noise. (default: 0)")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Units of the hidden layers. (default: 400)")
  var hidden: Int?

  @Option(parsing: .unconditional, help: "Dimensions of the latent space. (default: 20)")
  var latent: Int?

  @Option(parsing: .unconditional, help: "Weight of the divergence in the loss. (default: 1)")
  var beta: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Epochs over which that weight grows evenly from 0. (default: 0)", valueName: "epochs"))
  var betaWarmup: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draws of the latent for each image; from 2 on, the importance-weighted bound is trained. "
        + "(default: 1; 5 with --model iwae)", valueName: "count"))
  var importanceSamples: Int?

  @Option(
    help: "Black and white pixels: none, threshold or stochastic. (default: none)")
  var binarize: Binarization?

  @Option(help: "mnist or fashion-mnist, as --data takes them too. (default: mnist)")
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "Where images come from: mnist, fashion-mnist or a folder with four IDX files. (default: mnist)",
      valueName: "data"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The run folder. (default: a new one in runs/; with --resume the newest there)",
      valueName: "folder"))
  var output: String?

  @Flag(help: "Go on from the newest checkpoint of the run folder.")
  var resume = false

  @Option(parsing: .unconditional, help: "Checkpoints to keep.")
  var keep = 3

  @Flag(help: "Show where the time of the first steps goes, and write it as a trace for Perfetto.")
  var profile = false

  @Flag(
    name: .customLong("tensorboard"),
    help: "Write event files for TensorBoard into the run folder's folder 'tensorboard'.")
  var tensorBoard = false

  @Flag(help: "Print nothing but warnings and errors.")
  var quiet = false

  @OptionGroup var format: JSONOption

  func validate() throws {
    if quiet && format.json { throw ValidationError("--quiet and --json exclude each other") }
  }

  func run() throws {
    let display = ProgressDisplay(isQuiet: quiet || format.json)
    let lines = format.json ? EventLines() : nil
    Interruption.catchSignals()
    let outcome = try TrainingRun.perform(
      request, isInterrupted: { Interruption.signalNumber != nil || lines?.failure != nil },
      observe: { event in
        display.show(event)
        lines?.show(event)
      })
    lines?.show(outcome)
    if let failure = lines?.failure { throw failure }
    switch outcome {
    case .finished(let folder):
      display.line("\(Terminal.output.styled("finished:", .green)) \(folder.path)")
    case .alreadyFinished(let folder, let epochs):
      display.line(
        "\(folder.path): all \(epochs) epochs are done already; --epochs with more continues")
    case .interrupted(let folder):
      display.line("interrupted and saved; resume with: vae-train --resume --output \(folder.path)")
      throw ExitCode(Interruption.exitCode)
    }
  }

  private var request: TrainingRequest {
    var request = TrainingRequest()
    (request.epochs, request.batchSize, request.learningRate) = (epochs, batchSize, learningRate)
    (request.seed, request.hidden, request.latent) = (seed, hidden, latent)
    (request.beta, request.dataset, request.dataFolder) = (beta, dataset, data)
    (request.model, request.betaWarmup, request.binarization) = (model, betaWarmup, binarize)
    request.importanceSamples = importanceSamples
    (request.output, request.resume, request.keep) = (output, resume, keep)
    (request.profile, request.tensorBoard) = (profile, tensorBoard)
    return request
  }

  static func main() { runCommand() }
}

extension ModelName: ExpressibleByArgument {}
extension Binarization: ExpressibleByArgument {}
