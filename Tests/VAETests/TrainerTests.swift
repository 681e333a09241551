import Arrays
import Datasets
import TestSupport
import Testing

@testable import VAE

struct TrainerTests {
  private static func trainer() throws -> Trainer {
    var trainer: Trainer?
    try withSmallDataset { root in
      let configuration = TrainingConfiguration(
        model: ModelConfiguration(hidden: 16, latent: 4), batchSize: 16)
      trainer = try Trainer(configuration, data: try MNIST.load(.folder("\(root)/data")))
    }
    return try #require(trainer)
  }

  @Test("a steady step takes no memory from the system")
  func steadyStep() async {
    // In a process of its own: other tests take memory from the same pool.
    await #expect(processExitsWith: .success) {
      let trainer = try TrainerTests.trainer()
      func trainEpoch() throws {
        for _ in 0..<trainer.batchCount { try trainer.step() }
        _ = trainer.testLoss()
        trainer.finishEpoch()
      }
      for _ in 0..<2 { try trainEpoch() }
      let before = BufferPool.shared.statistics
      for _ in 0..<3 { try trainEpoch() }
      let after = BufferPool.shared.statistics
      precondition(after.requests > before.requests + 100)
      precondition(after.systemAllocations == before.systemAllocations)
      precondition(after.bytesInUse == before.bytesInUse)
    }
  }

  @Test func trainingLowersTheTestLoss() throws {
    let trainer = try Self.trainer()
    let first = try #require(trainer.testLoss())
    for _ in 0..<60 {
      for _ in 0..<trainer.batchCount { try trainer.step() }
      trainer.finishEpoch()
    }
    let last = try #require(trainer.testLoss())
    #expect(last.total < first.total - 3)
  }

  @Test("the test loss draws noise: a function of seed and epoch")
  func testNoise() throws {
    let trainer = try Self.trainer()
    let first = trainer.testLoss()
    #expect(trainer.testLoss() == first)
    trainer.finishEpoch()
    let second = trainer.testLoss()
    #expect(second?.reconstruction != first?.reconstruction)
    #expect(second?.divergence == first?.divergence)
  }

  @Test func anInterruptedTestGivesNothing() throws {
    #expect(try Self.trainer().testLoss(isInterrupted: { true }) == nil)
  }

  @Test func aStepBeyondTheEpochDoesNothing() throws {
    let trainer = try Self.trainer()
    for _ in 0..<trainer.batchCount + 1 { try trainer.step() }
    #expect(trainer.progress.batch == trainer.batchCount && trainer.progress.sums.images == 60)
  }
}
