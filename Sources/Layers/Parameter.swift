import Arrays
import Tensors

/// A trained number array of a model: the only mutable reference in it.
///
/// Modules are plain structs, so that copies of a module share its parameters.
public final class Parameter {
  /// Whether optimisers change it. Others, such as running statistics, are saved all the same.
  public let isTrainable: Bool
  private var tracked: Tensor

  /// Creates a parameter with its initial elements.
  public init(_ array: NDArray, isTrainable: Bool = true) {
    self.isTrainable = isTrainable
    tracked = Tensor(array).tracked()
  }

  /// The current value, recorded unless read inside `withoutRecording(_:)`.
  ///
  /// Reads between two changes give the same record entry, so that gradients with respect to this
  /// tensor cover every use.
  public var value: Tensor { Recording.isEnabled ? tracked : tracked.detached() }

  /// The current elements. Setting them must keep shape and data type.
  public var array: NDArray {
    get { tracked.array }
    set {
      precondition(
        newValue.shape == array.shape && newValue.dataType == array.dataType,
        "a parameter of shape \(array.shape) cannot take an array of shape \(newValue.shape)")
      tracked = Tensor(newValue).tracked()
    }
  }

  /// The extent of each axis.
  public var shape: [Int] { tracked.shape }
  /// The number of elements.
  public var count: Int { tracked.count }

  /// Changes the elements in place, without a copy when no recorded computation holds them.
  public func update(_ body: (inout NDArray) -> Void) {
    var array = tracked.array
    tracked = Self.empty
    body(&array)
    tracked = Tensor(array).tracked()
  }

  private static let empty = Tensor.zeros([0])
}

enum Recording {
  @TaskLocal static var isEnabled = true
}

/// Runs `body` without recording what happens to parameters: for evaluation and sampling.
public func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Recording.$isEnabled.withValue(false, operation: body)
}
