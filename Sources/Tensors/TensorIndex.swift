/// What `tensor[…]` takes for one axis: an index, a range, or one of `.all`, `.stride`, `.newAxis`
/// and `.ellipsis`.
public protocol TensorIndex: Sendable {
  /// What is chosen.
  var selection: AxisSelection { get }
}

/// What is chosen of one axis.
public enum AxisSelection: TensorIndex, Hashable {
  /// One index, counted from the end when negative; the axis is left out.
  case element(Int)
  /// Every `step`-th index of a half-open range, as `sliced(axis:from:to:by:)` reads its bounds.
  case range(from: Int?, to: Int?, by: Int)
  /// A further axis of extent 1.
  case insertion
  /// All axes that no other index is for.
  case remainder

  /// Itself.
  public var selection: AxisSelection { self }

  /// A range that includes its last index, which counts from the end when negative.
  fileprivate static func through(_ last: Int, from first: Int? = nil) -> AxisSelection {
    .range(from: first, to: last == -1 ? nil : last + 1, by: 1)
  }
}

extension TensorIndex where Self == AxisSelection {
  /// The whole axis.
  public static var all: AxisSelection { .range(from: nil, to: nil, by: 1) }

  /// A further axis of extent 1.
  public static var newAxis: AxisSelection { .insertion }

  /// All axes that no other index is for.
  public static var ellipsis: AxisSelection { .remainder }

  /// Every `step`-th index from `start` until before `end`, backwards when negative: bounds are read
  /// as `sliced(axis:from:to:by:)` does.
  public static func stride(from start: Int? = nil, to end: Int? = nil, by step: Int)
    -> AxisSelection
  { .range(from: start, to: end, by: step) }
}

extension Int: TensorIndex {
  /// One index; the axis is left out.
  public var selection: AxisSelection { .element(self) }
}

extension Range: TensorIndex where Bound == Int {
  /// The range's indices.
  public var selection: AxisSelection { .range(from: lowerBound, to: upperBound, by: 1) }
}

extension ClosedRange: TensorIndex where Bound == Int {
  /// The range's indices.
  public var selection: AxisSelection { .through(upperBound, from: lowerBound) }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  /// All from the bound on, which counts from the end when negative.
  public var selection: AxisSelection { .range(from: lowerBound, to: nil, by: 1) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  /// All before the bound, which counts from the end when negative.
  public var selection: AxisSelection { .range(from: nil, to: upperBound, by: 1) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  /// All to the bound, which counts from the end when negative.
  public var selection: AxisSelection { .through(upperBound) }
}

extension Tensor {
  /// A part of the tensor, chosen axis by axis.
  ///
  ///     x[0]                                  // the first row
  ///     x[1..., .all, .stride(by: 2)]         // ranges and steps
  ///     x[.ellipsis, -1]                      // the last element of the last axis
  ///     x[.all, .newAxis]                     // a further axis
  ///
  /// Axes without an index are kept whole. Negative numbers count from the end. Bounds of ranges are
  /// moved to the ends of the axis; an index outside it ends the program.
  public subscript(_ indices: any TensorIndex...) -> Tensor {
    let chosen = selections(indices.map(\.selection))
    var result = self
    var axis = 0
    for selection in chosen where selection != .insertion {
      if case .element(let index) = selection, !(-shape[axis]..<shape[axis]).contains(index) {
        fatalError("the index \(index) lies outside axis \(axis) of the shape \(shape)")
      }
      result = result.part(selection, axis)
      axis += 1
    }
    let elements = chosen.filter { $0 != .insertion }.indices(where: \.isElement)
    result = result.squeezed(axes: elements)
    return result.unsqueezed(axes: chosen.filter { !$0.isElement }.indices { $0 == .insertion })
  }

  /// One selection for each axis, and the insertions between them.
  private func selections(_ selections: [AxisSelection]) -> [AxisSelection] {
    let used = selections.filter { $0 != .insertion && $0 != .remainder }.count
    let places = selections.indices { $0 == .remainder }
    guard used <= rank, places.count <= 1 else {
      fatalError("\(selections.count) indices do not fit the shape \(shape)")
    }
    let whole = repeatElement(AxisSelection.all, count: rank - used)
    guard let place = places.first else { return selections + whole }
    return Array(selections[..<place]) + whole + selections[(place + 1)...]
  }

  private func part(_ selection: AxisSelection, _ axis: Int) -> Tensor {
    switch selection {
    case .element(let index):
      return sliced(axis: axis, from: index, to: index == -1 ? nil : index + 1)
    case .range(nil, nil, 1), .insertion, .remainder: return self
    case .range(let start, let end, let step):
      return sliced(axis: axis, from: start, to: end, by: step)
    }
  }
}

extension AxisSelection {
  fileprivate var isElement: Bool { if case .element = self { true } else { false } }
}

extension [AxisSelection] {
  fileprivate func indices(where isWanted: (AxisSelection) -> Bool) -> [Int] {
    indices.filter { isWanted(self[$0]) }
  }
}
