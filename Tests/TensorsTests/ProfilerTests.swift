import Arrays
import Tensors
import Testing

@Suite(.serialized)
struct ProfilerTests {
  @Test("operators and their gradients become spans, with what gradients are made of inside")
  func spans() {
    let (gradient, spans) = Profiler.recording {
      let x = Tensor([1, 2, 3]).tracked()
      let y = Profiler.span("square", .data) { (x * x).sum() }
      return gradients(of: y, with: [x])[0]
    }
    #expect(gradient.scalars(Float.self) == [2, 4, 6])
    let outer = spans.filter { $0.depth == 0 }.map { "\($0.name) \($0.phase)" }
    #expect(
      outer == [
        "square data", "Sum backward", "Multiply backward", "Multiply backward", "Add forward",
      ])
    let inner = spans.filter { $0.depth == 1 }.map { "\($0.name) \($0.phase)" }
    #expect(Array(inner.prefix(2)) == ["Multiply forward", "Sum forward"])
    for span in spans where span.depth > 0 {
      #expect(
        spans.contains {
          $0.depth == span.depth - 1 && $0.start <= span.start
            && span.start + span.duration <= $0.start + $0.duration
        })
    }
  }

  @Test("nothing is recorded outside, and recordings do not nest")
  func scope() {
    let (inner, outer) = Profiler.recording {
      Profiler.recording { Tensor([1]) + Tensor([2]) }.spans
    }
    #expect(inner.isEmpty)
    #expect(outer.map(\.name) == ["Add"])
    #expect(Profiler.recording {}.spans.isEmpty)
  }
}
