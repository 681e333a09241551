import Arrays
import Foundation
import TestSupport
import Testing

@testable import Tensors

struct RecordingTests {
  @Test("a record of a million operations is built, differentiated and released")
  func longRecord() async {
    // In a process of its own, where no other test takes memory.
    await #expect(processExitsWith: .success) {
      let before = BufferPool.shared.statistics.bytesInUse
      // The pool counts arrays that are not small.
      for (length, extent) in [(1_000_000, 1), (10_000, 100)] {
        let x = Tensor.ones([extent]).tracked()
        var y = x
        for _ in 0..<length { y = -y }
        precondition(gradients(of: y, with: [x])[0].scalars(Float.self)[extent - 1] == 1)
      }
      precondition(BufferPool.shared.statistics.bytesInUse == before)
    }
  }

  @Test("a long record that another tensor shares is released with the last of them")
  func sharedRecord() {
    let x = Tensor([1]).tracked()
    var y = x
    for _ in 0..<100_000 { y = y + x }
    let branch = -y
    y = x
    #expect(branch.scalar(Float.self) == -100_001)
    #expect(gradients(of: branch, with: [x])[0].scalar(Float.self) == -100_001)
  }

  @Test func constantsAreNotRecorded() {
    let a = Tensor([1, 2])
    #expect(!(a * a + 1).isRecorded)
    #expect((a * a.tracked()).isRecorded)
    #expect(!(a * a.tracked()).detached().isRecorded)
  }

  @Test func anUnrelatedTensorHasAZeroGradient() {
    let x = Tensor([1, 2]).tracked()
    let y = Tensor([3, 4]).tracked()
    #expect(
      gradients(of: (x * 2).sum(), with: [x, y]).map { $0.scalars(Float.self) }
        == [[2, 2], [0, 0]])
  }

  @Test func aTensorUsedTwiceGetsBothGradients() {
    let x = Tensor([3]).tracked()
    let a = x.tanh()
    let y = a * a.exp() + a
    let t = tanh(Float(3))
    let expected = (1 - t * t) * (exp(t) + t * exp(t) + 1)
    #expect(abs(gradients(of: y, with: [x])[0].scalar(Float.self) - expected) < 1e-6)
  }

  @Test func aGradientMayBeTakenWithRespectToAResult() {
    let x = Tensor([3]).tracked()
    let y = x * x
    let z = y * y
    #expect(gradients(of: z, with: [y, x]).map { $0.scalar(Float.self) } == [18, 108])
  }

  @Test("shapes that do not fit end the program and are both named")
  func shapesThatDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor.zeros([2, 3]).matmul(Tensor.zeros([2, 3]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("[2, 3] and [2, 3]"))
  }

  @Test func elementTypesThatDoNotMix() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2], .float64) + Tensor.zeros([2])
    }
  }
}
