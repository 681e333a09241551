import Arrays
import Layers
import Tensors
import Testing

/// Tables of a model's layers.
struct SummaryTests {
  @Test("a chain shows every layer's output and parameters")
  func chain() {
    var generator = RandomGenerator(seed: 0)
    let model = Sequential(
      Conv2d(1, 32, kernel: 3, stride: 2, padding: 1, generator: &generator), BatchNorm(32),
      ReLU(), Flatten(), Linear(32 * 49, 10, generator: &generator))
    let expected = """
      Layer       Type        Output         Parameters
      (model)     Sequential  [2, 10]            16,074
        layers.0  Conv2d      [2, 32, 7, 7]         320
        layers.1  BatchNorm   [2, 32, 7, 7]          64
        layers.2  ReLU        [2, 32, 7, 7]           –
        layers.3  Flatten     [2, 1568]               –
        layers.4  Linear      [2, 10]            15,690
      16,074 trained parameters, 65 other numbers
      """
    #expect(model.summary(inputShape: [2, 1, 14, 14]) == expected)
  }

  @Test("a module of one's own shows its parts, with shapes where parameters take part")
  func custom() {
    var generator = RandomGenerator(seed: 0)
    let model = Pair(
      first: Linear(4, 3, generator: &generator), tail: [Linear(3, 2, generator: &generator)])
    let expected = """
      Layer     Type    Output  Parameters
      (model)   Pair    [5, 2]          23
        first   Linear  [5, 3]          15
        tail.0  Linear  [5, 2]           8
      23 trained parameters
      """
    #expect(model.summary(inputShape: [5, 4]) == expected)
    #expect(model.summary().contains("first   Linear  –               15"))
  }

  struct Pair: Layer {
    let first: Linear
    let tail: [Linear]

    func callAsFunction(_ input: Tensor) -> Tensor { tail[0](first(input).relu()) }
  }
}
