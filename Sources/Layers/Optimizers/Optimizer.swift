import Arrays
import Tensors

/// Changes a model's parameters along the gradients of its loss.
///
///     var optimizer = AdamW(learningRate: 1e-3, weightDecay: 0.01)
///     optimizer.groups = [ParameterGroup({ $0.hasSuffix("bias") }, weightDecay: 0)]
///     optimizer.update(parameters, gradients: gradients(of: loss, with: parameters))
///
/// An optimiser is a value: a copy goes on by itself. What it remembers about each parameter can be
/// saved as named arrays (`state`) and restored (`load(_:step:for:)`).
public protocol Optimizer: Sendable {
  /// What is remembered about one parameter, such as running means of its gradients.
  associatedtype Memory: OptimizerMemory

  /// The size of a step, where a parameter's group gives none.
  var learningRate: Double { get set }
  /// How strongly parameters are drawn to zero, where a parameter's group does not say.
  var weightDecay: Double { get set }
  /// Parameters with settings of their own; the first group that contains a parameter counts.
  var groups: [ParameterGroup] { get set }
  /// Steps made so far.
  var step: Int { get set }
  /// What is remembered about each parameter, by its name.
  var memories: [String: Memory] { get set }

  /// The kinds of arrays that are remembered about a parameter once it has been changed.
  var memoryNames: [String] { get }

  /// Changes one parameter in place, by step number `step`.
  ///
  /// - Parameters:
  ///   - parameter: The elements, which are changed.
  ///   - gradient: The gradient, of the same shape.
  ///   - memory: What is remembered; nil before the first change.
  ///   - learningRate: The size of the step.
  ///   - weightDecay: How strongly the parameter is drawn to zero.
  func change(
    _ parameter: inout NDArray, along gradient: NDArray, remembering memory: inout Memory?,
    learningRate: Double, weightDecay: Double)
}

/// What an optimiser remembers about one parameter: arrays of the parameter's shape, by kind.
public protocol OptimizerMemory: Sendable {
  /// The arrays by their kinds, such as `first_moment`.
  var arrays: [String: NDArray] { get }

  /// Restores a memory from its arrays; nil where one is missing.
  init?(arrays: [String: NDArray])
}

extension Optimizer {
  /// Makes one step: changes each trainable parameter along its gradient.
  public mutating func update(_ parameters: [NamedParameter], gradients: [Tensor]) {
    precondition(
      parameters.count == gradients.count,
      "\(parameters.count) parameters and \(gradients.count) gradients")
    step += 1
    for (named, gradient) in zip(parameters, gradients) where named.parameter.isTrainable {
      let group = groups.first { $0.contains(named.name) }
      // Taken out of the dictionary, so that it is changed in place.
      var memory = memories.removeValue(forKey: named.name)
      named.parameter.update {
        change(
          &$0, along: gradient.array, remembering: &memory,
          learningRate: group?.learningRate ?? learningRate,
          weightDecay: group?.weightDecay ?? weightDecay)
      }
      memories[named.name] = memory
    }
  }
}
