import Arrays

/// An immutable array of numbers that may be part of a recorded computation.
///
/// Operations on a tensor that is tracked, or that comes from one, are recorded: each result keeps
/// the operator that made it and its inputs. `gradients(of:with:)` walks that record backwards, and
/// export walks it forwards.
///
///     let x = Tensor([1, 2, 3]).tracked()
///     let y = (x * x).sum()
///     gradients(of: y, with: [x])[0].scalars(Float.self)  // [2, 4, 6]
public struct Tensor: Sendable {
  /// The elements.
  public let array: NDArray
  /// The entry of a record that made this; nil for a constant.
  let node: Node?

  /// Creates a constant from an array.
  public init(_ array: NDArray) {
    self.array = array
    node = nil
  }

  /// Creates the result of an entry of a record.
  init(_ node: Node) {
    array = node.output
    self.node = node
  }

  /// The entry of a record, moved out of the tensor.
  consuming func takeNode() -> Node? { node }

  /// Whether operations on this tensor are recorded.
  public var isRecorded: Bool { node != nil }

  /// Creates a constant of float32 numbers with one axis.
  public init(_ scalars: [Float]) { self.init(NDArray(scalars)) }

  /// Creates a constant from scalars in row-major order.
  public init<T: Scalar>(_ scalars: [T], shape: [Int]) {
    self.init(NDArray(scalars, shape: shape))
  }

  /// Creates a constant without axes.
  public init(_ value: Double, _ dataType: DataType = .float32) {
    self.init(dataType == .float32 ? NDArray(scalar: Float(value)) : Self.scalar(value, dataType))
  }

  private static func scalar(_ value: Double, _ dataType: DataType) -> NDArray {
    NDArray(scalar: value).cast(to: dataType)
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], _ dataType: DataType = .float32) -> Tensor {
    Tensor(.zeros(shape, dataType))
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], _ dataType: DataType = .float32) -> Tensor {
    Tensor(1, dataType).array.expanded(to: shape).asTensor
  }

  /// The extent of each axis.
  public var shape: [Int] { array.shape }
  /// The number of axes.
  public var rank: Int { array.rank }
  /// The number of elements.
  public var count: Int { array.count }
  /// The type of the elements.
  public var dataType: DataType { array.dataType }

  /// The elements in row-major order.
  public func scalars<T: Scalar>(_ type: T.Type = T.self) -> [T] { array.scalars(type) }

  /// The only element of a tensor with one element.
  public func scalar<T: Scalar>(_ type: T.Type = T.self) -> T { array.scalar(type) }

  /// The same values as the start of a record: gradients can be taken with respect to the result.
  public func tracked() -> Tensor { Tensor(Node(leaf: array)) }

  /// The same values as a constant: nothing before them is differentiated or exported.
  public func detached() -> Tensor { Tensor(array) }

  /// The axis that `axis` names, counted from the end when negative; ends the program when there is
  /// no such axis.
  func resolved(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    if !shape.indices.contains(resolved) { fatalError("no axis \(axis) in the shape \(shape)") }
    return resolved
  }
}

extension NDArray {
  /// These elements as a constant tensor.
  public var asTensor: Tensor { Tensor(self) }
}

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements in nested brackets, as those of an array.
  public var description: String { array.description }

  /// The data type and the shape, and the elements below.
  public var debugDescription: String { array.debugDescription }
}
