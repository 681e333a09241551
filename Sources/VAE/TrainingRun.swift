import Arrays
import Datasets
import Images
import Layers

/// What happens during training, for those who show or record it.
public enum TrainingEvent: Sendable {
  /// Something that a person should know, in one line.
  case warning(String)
  /// Training begins, or goes on from a checkpoint.
  case started(TrainingStart)
  /// A batch is done.
  case batch(BatchStatus)
  /// An epoch is done and saved.
  case epoch(EpochMetrics)
  /// Steps were measured, and their trace is in a file.
  case profiled(StepProfile, trace: String)
}

/// How training begins.
public struct TrainingStart: Sendable {
  /// The run folder.
  public let folder: RunFolder
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The number of training images.
  public let images: Int
  /// The checkpoint that training goes on from.
  public let checkpoint: String?
  /// Where training begins.
  public let progress: TrainingProgress
}

/// Where training is.
public struct BatchStatus: Sendable {
  /// The epoch, from 1, and how many there will be.
  public let epoch: Int, epochs: Int
  /// Batches of the epoch that are done, and all of them.
  public let batch: Int, batches: Int
  /// Images of the epoch that were used.
  public let images: Int
  /// The mean loss of the epoch so far.
  public let loss: Loss
}

/// How training ended.
public enum TrainingOutcome: Sendable, Hashable {
  /// All epochs are done.
  case finished(RunFolder)
  /// All epochs were done before: nothing was changed.
  case alreadyFinished(RunFolder, epochs: Int)
  /// Training was interrupted and saved.
  case interrupted(RunFolder)
}

/// Training in a run folder, from its beginning or from a checkpoint.
public struct TrainingRun {
  private let folder: RunFolder
  private let trainer: Trainer
  private let keep: Int
  private let observe: (TrainingEvent) -> Void
  private var table: MetricsTable
  private let isProfiled: Bool
  /// Where TensorBoard's events go, once training begins; nil where none are wanted.
  private var events: EventLog?
  private let hasEvents: Bool

  /// Images in the pictures that are written after each epoch.
  private static let pictureCount = 64

  /// Does what a request asks for.
  ///
  /// - Parameters:
  ///   - request: The settings.
  ///   - isInterrupted: Asked after each batch; true saves and ends training.
  ///   - observe: Told what happens.
  /// - Throws: `VAEError`, `DatasetError`, `ArrayFileError` or `ImageError` where settings, data or
  ///   folder are not as they must be.
  public static func perform(
    _ request: TrainingRequest, isInterrupted: () -> Bool = { false },
    observe: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws -> TrainingOutcome {
    try request.validate()
    let existing = try existingFolder(request)
    if let folder = existing, request.resume,
      let saved = try folder.newestCheckpoint(warn: { observe(.warning($0)) })
    {
      var checkpoint = saved.checkpoint
      checkpoint.configuration = try request.configuration(
        resuming: checkpoint, at: saved.path)
      if checkpoint.progress.epoch >= checkpoint.configuration.epochs {
        return .alreadyFinished(folder, epochs: checkpoint.progress.epoch)
      }
      let data = try MNIST.load(checkpoint.configuration.source)
      let trainer = try Trainer(from: checkpoint, named: saved.path, data: data)
      var run = TrainingRun(folder, trainer, request, observe)
      return try run.run(from: saved.path, isInterrupted)
    }
    let configuration = request.configuration()
    let trainer = try Trainer(
      configuration, data: MNIST.load(configuration.source))
    let folder = try existing ?? newFolder(request, trainer.configuration)
    try FileSystem.makeFolder(folder.path)
    var run = TrainingRun(folder, trainer, request, observe)
    return try run.run(from: nil, isInterrupted)
  }

  private init(
    _ folder: RunFolder, _ trainer: Trainer, _ request: TrainingRequest,
    _ observe: @escaping (TrainingEvent) -> Void
  ) {
    self.folder = folder
    self.trainer = trainer
    keep = request.keep
    isProfiled = request.profile
    hasEvents = request.tensorBoard
    self.observe = observe
    table = MetricsTable(path: folder.metrics, through: trainer.progress.epoch)
  }

  private static func existingFolder(_ request: TrainingRequest) throws -> RunFolder? {
    guard let output = request.output else {
      return request.resume ? RunFolder.newest(withCheckpoint: false) : nil
    }
    let folder = RunFolder(output)
    if folder.holdsRun && !request.resume { throw VAEError.runExists(folder.path) }
    return folder
  }

  private static func newFolder(
    _ request: TrainingRequest, _ configuration: TrainingConfiguration
  ) throws -> RunFolder {
    let model = configuration.modelName.rawValue
    return try RunFolder.make(
      prefix: "\(configuration.datasetName)-\(model)-seed\(configuration.seed)")
  }
}

// MARK: - Epochs

extension TrainingRun {
  private mutating func run(
    from checkpoint: String?, _ isInterrupted: () -> Bool
  ) throws -> TrainingOutcome {
    if hasEvents { events = try EventLog(in: folder, of: trainer) }
    try table.write()
    observe(
      .started(
        TrainingStart(
          folder: folder, configuration: trainer.configuration, images: trainer.data.train.count,
          checkpoint: checkpoint, progress: trainer.progress)))
    if isProfiled { try profile(isInterrupted) }
    while trainer.progress.epoch < trainer.configuration.epochs {
      guard let metrics = try trainEpoch(isInterrupted) else {
        try folder.save(trainer.checkpoint, keep: keep)
        return .interrupted(folder)
      }
      try finishEpoch(metrics)
    }
    return .finished(folder)
  }

  /// Trains to the end of the epoch and tests; nil after an interruption.
  private func trainEpoch(_ isInterrupted: () -> Bool) throws -> EpochMetrics? {
    let start = ContinuousClock.now
    while trainer.progress.batch < trainer.batchCount {
      if isInterrupted() { return nil }
      try trainer.step()
      observe(.batch(status))
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard let test = trainer.testLoss(isInterrupted: isInterrupted) else { return nil }
    return EpochMetrics(
      epoch: trainer.progress.epoch + 1, train: trainer.runningLoss, test: test, seconds: seconds)
  }

  /// Trains with the next batches of the epoch and measures them, but for the first, which warm up.
  private func profile(_ isInterrupted: () -> Bool) throws {
    var profile = StepProfile()
    let left = trainer.batchCount - trainer.progress.batch
    let warmUp = min(StepProfile.warmUp, left / 2)
    for index in 0..<min(left, warmUp + StepProfile.limit) {
      if isInterrupted() { return }
      if index < warmUp { try trainer.step() } else { try profile.measure(trainer.step) }
      observe(.batch(status))
    }
    try profile.writeTrace(to: folder.trace)
    observe(.profiled(profile, trace: folder.trace))
  }

  /// Writes the epoch's files, the checkpoint last: whatever comes before it is written again where
  /// training has to go on from the checkpoint before.
  private mutating func finishEpoch(_ metrics: EpochMetrics) throws {
    try events?.add(metrics, trainer)
    trainer.finishEpoch()
    table.append(metrics)
    try table.write()
    try writePictures(epoch: metrics.epoch)
    try events?.flush()
    if metrics.epoch == trainer.configuration.epochs {
      try table.plot.image().write(to: folder.lossPlot)
    }
    try folder.save(trainer.checkpoint, keep: keep)
    observe(.epoch(metrics))
  }

  private func writePictures(epoch: Int) throws {
    let test = trainer.data.test.prefix(Self.pictureCount)
    let batch = Batches(of: test, batchSize: test.count, seed: nil)[0]
    let sampler = Sampler(trainer.model, trainer.configuration)
    let reconstructions = try sampler.reconstructions(of: batch)
    try reconstructions.write(to: folder.reconstructions(epoch: epoch))
    let request = SamplingRequest(count: Self.pictureCount, seed: trainer.configuration.seed)
    let samples = try sampler.picture(request)
    try samples.write(to: folder.samples(epoch: epoch))
    try events?.add(samples: samples, reconstructions: reconstructions, epoch: epoch)
  }

  private var status: BatchStatus {
    BatchStatus(
      epoch: trainer.progress.epoch + 1, epochs: trainer.configuration.epochs,
      batch: trainer.progress.batch, batches: trainer.batchCount,
      images: trainer.progress.sums.images, loss: trainer.runningLoss)
  }
}
