/// A linear map along one axis: each output is a weighted sum of a few inputs. Pooling by means and
/// resampling are such maps, one for each spatial axis.
public struct AxisMap: Sendable, Hashable {
  /// An input's place and weight in a sum.
  public struct Term: Sendable, Hashable {
    /// The place along the axis.
    public let index: Int
    /// The weight.
    public let weight: Double

    /// Creates a term.
    public init(_ index: Int, _ weight: Double) {
      self.index = index
      self.weight = weight
    }
  }

  /// The extent of the axis before.
  public let inputExtent: Int
  /// What is summed for each output.
  public let outputs: [[Term]]

  /// Creates a map from an axis of extent `inputExtent` to one of `outputs.count`.
  public init(from inputExtent: Int, _ outputs: [[Term]]) {
    precondition(
      outputs.joined().allSatisfy { (0..<inputExtent).contains($0.index) },
      "a map from an axis of \(inputExtent) elements reads outside it")
    self.inputExtent = inputExtent
    self.outputs = outputs
  }

  /// The adjoint, which carries gradients back.
  public var transposed: AxisMap {
    var sums: [[Term]] = Array(repeating: [], count: inputExtent)
    for (place, terms) in outputs.enumerated() {
      for term in terms { sums[term.index].append(Term(place, term.weight)) }
    }
    return AxisMap(from: outputs.count, sums)
  }

  /// The matrix of the weights, (outputs, inputs).
  public func matrix(_ dataType: DataType) -> NDArray {
    let dense = NDArray(shape: [outputs.count, inputExtent], of: Double.self) { target in
      target.initialize(repeating: 0)
      for (row, terms) in outputs.enumerated() {
        for term in terms { target[row * inputExtent + term.index] += term.weight }
      }
    }
    return dense.cast(to: dataType)
  }
}

extension NDArray {
  /// `map` along `axis`.
  public func mapped(_ map: AxisMap, axis: Int) -> NDArray {
    precondition(
      shape.indices.contains(axis) && shape[axis] == map.inputExtent,
      "a map from \(map.inputExtent) elements along axis \(axis) of shape \(shape)")
    var target = shape
    target[axis] = map.outputs.count
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let source = contiguous()
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      let sums = map.outputs.map { $0.map { (index: $0.index, weight: T($0.weight)) } }
      return NDArray(shape: target, of: type) { target in
        guard var place = target.baseAddress, !target.isEmpty else { return }
        withExtendedLifetime(source.storage) {
          var row = UnsafePointer(source.pointer(of: type))
          for _ in 0..<outer {
            for terms in sums {
              Self.write(terms, row, inner, to: place)
              place += inner
            }
            row += map.inputExtent * inner
          }
        }
      }
    }
    return floating(run, run)
  }

  /// Writes one output of a map, for all elements behind the axis.
  @inline(__always)
  private static func write<T: FloatingScalar>(
    _ terms: [(index: Int, weight: T)], _ source: UnsafePointer<T>, _ inner: Int,
    to target: UnsafeMutablePointer<T>
  ) {
    if inner == 1 {
      var sum: T = 0
      for term in terms { sum += term.weight * source[term.index] }
      target[0] = sum
      return
    }
    guard let first = terms.first else { return target.update(repeating: 0, count: inner) }
    let start = source + first.index * inner
    for index in 0..<inner { target[index] = first.weight * start[index] }
    for term in terms.dropFirst() {
      let start = source + term.index * inner
      for index in 0..<inner { target[index] += term.weight * start[index] }
    }
  }
}
