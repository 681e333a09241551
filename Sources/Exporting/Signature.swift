import Arrays
import Layers
import Tensors

/// One input of a function that is exported: its name, a size to trace with, and which axes are
/// left open.
public struct InputSignature: Sendable {
  /// What inputs are filled with when a written file is tried out.
  public enum Distribution: Sendable, Hashable {
    /// Uniform on 0…1, such as pixels.
    case uniform
    /// Uniform on a range.
    case between(ClosedRange<Float>)
    /// The standard normal distribution, such as noise.
    case normal
    /// Whole numbers of a range, such as labels.
    case integers(Range<Int>)
    /// True or false.
    case booleans
  }

  /// The extent of one axis: a literal number is fixed, a literal text names an open axis.
  public enum Extent: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// Always this many.
    case fixed(Int)
    /// Any number; axes with the same name have the same extent. `traced` is a size that the function
    /// accepts, where it does not accept any.
    case dynamic(String, traced: Int? = nil)

    /// A fixed extent.
    public init(integerLiteral count: Int) { self = .fixed(count) }

    /// An open axis.
    public init(stringLiteral name: String) { self = .dynamic(name) }
  }

  /// The name in the file.
  public let name: String
  /// The extent of each axis.
  public let extents: [Extent]
  /// The type of the elements.
  public let dataType: DataType
  /// What the input is tried out with.
  public let distribution: Distribution

  /// Creates a signature.
  public init(
    _ name: String, _ extents: [Extent], dataType: DataType = .float32,
    distribution: Distribution = .uniform
  ) {
    self.name = name
    self.extents = extents
    self.dataType = dataType
    self.distribution = distribution
  }

  /// The shape when every open axis has the extent that `size` gives it.
  func shape(_ size: (String) -> Int) -> [Int] {
    extents.map { extent in
      switch extent {
      case .fixed(let count): count
      case .dynamic(let name, _): size(name)
      }
    }
  }

  /// Random elements for this input, of a shape.
  public func sample(_ shape: [Int], _ generator: inout RandomGenerator) -> Tensor {
    let array =
      switch distribution {
      case .uniform: generator.uniform(shape)
      case .between(let range):
        generator.uniform(shape, low: range.lowerBound, high: range.upperBound)
      case .normal: generator.normal(shape)
      case .integers(let range):
        generator.uniform(shape).map(Float.self) {
          Int64(range.lowerBound) + min(Int64(range.count - 1), Int64($0 * Float(range.count)))
        }
      case .booleans: generator.uniform(shape).map(Float.self) { $0 < 0.5 }
      }
    return Tensor(array.cast(to: dataType))
  }
}

/// A function of named tensors that can be exported: what goes in, what comes out, and the
/// parameters whose names the file keeps.
public struct ExportableFunction {
  /// The graph's name in the file.
  public let name: String
  /// The inputs, in order.
  public let inputs: [InputSignature]
  /// The names of the outputs, in order.
  public let outputs: [String]
  /// The parameters that become initializers under their own names.
  public let parameters: [NamedParameter]
  /// Computes the outputs from the inputs.
  public let body: ([Tensor]) -> [Tensor]

  /// Creates an exportable function.
  ///
  /// - Parameters:
  ///   - name: The graph's name.
  ///   - inputs: Names, sizes and types of the inputs.
  ///   - outputs: Names of the outputs.
  ///   - parameters: Usually `module.parameters`.
  ///   - body: Receives one tensor for each input and returns one for each output. It draws no
  ///     random numbers: noise is an input.
  public init(
    name: String, inputs: [InputSignature], outputs: [String], parameters: [NamedParameter],
    body: @escaping ([Tensor]) -> [Tensor]
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.body = body
  }

  /// The outputs for inputs. Layers run in evaluation mode, whatever the mode is outside.
  func call(_ inputs: [Tensor]) -> [Tensor] { withMode(.evaluation) { body(inputs) } }

  /// Creates an exportable function from a layer, with one input and one output.
  public init(
    _ layer: some Layer, name: String = "model", input: InputSignature, output: String = "output"
  ) {
    self.init(
      name: name, inputs: [input], outputs: [output], parameters: layer.parameters,
      body: { [layer($0[0])] })
  }
}
