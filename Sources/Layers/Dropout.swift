import Arrays
import Synchronization
import Tensors

/// Sets elements to 0 at random in training mode, and scales the others by 1 / (1 − probability), so
/// that means stay (Srivastava et al., "Dropout", 2014). It changes nothing in evaluation.
///
/// The layer holds its own generator, a seed and a position, so that a run can be repeated and
/// resumed; copies of the layer share it, as they share parameters.
public struct Dropout: Layer {
  /// The probability of an element to be dropped.
  public let probability: Double
  private let source: Source

  private final class Source: Sendable {
    let generator: Mutex<RandomGenerator>

    init(_ generator: RandomGenerator) { self.generator = Mutex(generator) }
  }

  /// Creates a layer that draws from the sequence of a seed.
  ///
  /// - Parameters:
  ///   - probability: At least 0 and less than 1.
  ///   - seed: Selects the sequence; layers of one model take different streams.
  ///   - stream: Selects one of the seed's sequences.
  public init(_ probability: Double = 0.5, seed: UInt64, stream: UInt64 = 0) {
    precondition((0..<1).contains(probability), "dropout with probability \(probability)")
    self.probability = probability
    source = Source(RandomGenerator(seed: seed, stream: stream))
  }

  /// The state of the layer's generator, to save and restore.
  public var generator: RandomGenerator {
    get { source.generator.withLock { $0 } }
    nonmutating set { source.generator.withLock { $0 = newValue } }
  }

  /// `input` with elements dropped in training mode; `input` in evaluation.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if Mode.current == .evaluation { return input }
    return source.generator.withLock { input.dropout(probability, generator: &$0) }
  }
}
