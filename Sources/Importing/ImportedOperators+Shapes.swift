import Arrays
import Inference
import ONNX
import Tensors

extension ImportedOperators {
  /// Other arrangements of the same elements.
  static let shapes: [String: ImportedOperator] = [
    "Concat": { node, inputs in
      [.concatenate(inputs.compactMap { $0 }, axis: node.int("axis") ?? 1)]
    },
    "Expand": { _, inputs in
      let (x, target) = (inputs.given(0), inputs.given(1).integers)
      guard let shape = NDArray.broadcast(x.shape, target) else {
        fatalError("shape \(x.shape) cannot be expanded to \(target)")
      }
      return [x.expanded(to: shape)]
    },
    "Flatten": unary { node, x in
      let axis = node.int("axis") ?? 1
      let first = axis < 0 ? axis + x.rank : axis
      return x.reshaped(to: [x.shape[..<first].reduce(1, *), x.shape[first...].reduce(1, *)])
    },
    "Pad": { node, inputs in [padded(node, inputs)] },
    "Reshape": { node, inputs in
      let x = inputs.given(0)
      let target = node.ints("shape", or: 1, inputs) ?? []
      let isCopied = node.int("allowzero") != 1
      let extents = target.enumerated().map { $1 == 0 && isCopied ? x.shape[$0] : $1 }
      return [x.reshaped(to: extents)]
    },
    "Shape": unary { node, x in
      let start = bounded(node.int("start") ?? 0, x.rank)
      let end = bounded(node.int("end") ?? x.rank, x.rank)
      let extents = start < end ? Array(x.shape[start..<end]) : []
      return Tensor(extents.map { Int64($0) }, shape: [extents.count])
    },
    "Size": unary { Tensor([Int64($0.count)], shape: []) },
    "Slice": { node, inputs in [sliced(node, inputs)] },
    "Split": { node, inputs in split(node, inputs) },
    "Squeeze": { node, inputs in
      [inputs.given(0).squeezed(axes: node.ints("axes", or: 1, inputs))]
    },
    "Tile": { _, inputs in [inputs.given(0).tiled(inputs.given(1).integers)] },
    "Transpose": unary { node, x in x.permuted(node.ints("perm") ?? (0..<x.rank).reversed()) },
    "Unsqueeze": { node, inputs in
      [inputs.given(0).unsqueezed(axes: node.ints("axes", or: 1, inputs) ?? [])]
    },
  ]

  private static func bounded(_ index: Int, _ count: Int) -> Int {
    min(max(index < 0 ? index + count : index, 0), count)
  }

  private static func sliced(_ node: ImportedNode, _ inputs: [Tensor?]) -> Tensor {
    let x = inputs.given(0)
    let starts = node.ints("starts", or: 1, inputs) ?? []
    let ends = node.ints("ends", or: 2, inputs) ?? []
    let axes = node.ints("axes", or: 3, inputs) ?? Array(starts.indices)
    let steps = inputs.at(4)?.integers ?? starts.map { _ in 1 }
    return starts.indices.reduce(x) { x, index in
      // A negative end before the first element is the only way to say "down to the first".
      let isOpen =
        steps[index] < 0
        && ends[index] < -x.shape[
          axes[index] < 0
            ? axes[index] + x.rank : axes[index]]
      return x.sliced(
        axis: axes[index], from: starts[index], to: isOpen ? nil : ends[index], by: steps[index])
    }
  }

  private static func split(_ node: ImportedNode, _ inputs: [Tensor?]) -> [Tensor] {
    let x = inputs.given(0)
    let axis = node.int("axis") ?? 0
    if let sizes = node.ints("split", or: 1, inputs) { return x.split(axis: axis, sizes: sizes) }
    let extent = x.shape[axis < 0 ? axis + x.rank : axis]
    let parts = node.int("num_outputs") ?? node.outputs.count
    let size = (extent + parts - 1) / max(1, parts)
    let sizes = (0..<parts).map { max(0, min(size, extent - $0 * size)) }
    return x.split(axis: axis, sizes: sizes)
  }

  private static func padded(_ node: ImportedNode, _ inputs: [Tensor?]) -> Tensor {
    let x = inputs.given(0)
    let pads = node.ints("pads", or: 1, inputs) ?? []
    let axes = inputs.at(3)?.integers ?? Array(0..<x.rank)
    var (before, after) = (x.shape.map { _ in 0 }, x.shape.map { _ in 0 })
    for (index, axis) in axes.enumerated() {
      let axis = axis < 0 ? axis + x.rank : axis
      before[axis] = pads[index]
      after[axis] = pads[index + axes.count]
    }
    let mode: PaddingMode =
      switch node.text("mode") ?? "constant" {
      case "reflect": .reflect
      case "edge": .edge
      default: .constant(node.float("value") ?? inputs.at(2)?.number ?? 0)
      }
    return x.padded(before: before, after: after, mode)
  }

  /// Constants and choices by indices.
  static let choices: [String: ImportedOperator] = [
    "Constant": { node, _ in [constant(node)] },
    "ConstantOfShape": { node, inputs in
      let value = node.tensor("value").flatMap { try? NDArray($0) } ?? NDArray(scalar: Float(0))
      return [value.reshaped([]).asTensor.expanded(to: inputs.given(0).integers)]
    },
    "Gather": { node, inputs in
      let (x, indices) = (inputs.given(0), inputs.given(1))
      let axis = node.int("axis") ?? 0
      let resolved = axis < 0 ? axis + x.rank : axis
      let places = wrapped(indices, extent: x.shape[resolved])
      let rows = x.indexSelected(axis: resolved, at: places.reshaped(to: [places.count]))
      return [
        rows.reshaped(to: x.shape[..<resolved] + indices.shape + x.shape[(resolved + 1)...])
      ]
    },
    "GatherElements": { node, inputs in
      let (x, axis) = (inputs.given(0), node.int("axis") ?? 0)
      let extent = x.shape[axis < 0 ? axis + x.rank : axis]
      return [x.gathered(axis: axis, at: wrapped(inputs.given(1), extent: extent))]
    },
    "OneHot": { node, inputs in [oneHot(node, inputs)] },
    "ScatterElements": { node, inputs in
      let (x, axis) = (inputs.given(0), node.int("axis") ?? 0)
      let extent = x.shape[axis < 0 ? axis + x.rank : axis]
      let places = wrapped(inputs.given(1), extent: extent)
      return [x.scatterAdded(axis: axis, at: places, inputs.given(2))]
    },
    "Trilu": { node, inputs in
      let diagonal = inputs.at(1)?.integers.first ?? 0
      return [
        node.int("upper") == 0
          ? inputs.given(0).lowerTriangle(diagonal: diagonal)
          : inputs.given(0).upperTriangle(diagonal: diagonal)
      ]
    },
  ]

  /// Indices counted from the front; negative ones count from the back.
  private static func wrapped(_ indices: Tensor, extent: Int) -> Tensor {
    Tensor(
      indices.array.cast(to: .int64).map(Int64.self) { $0 < 0 ? $0 + Int64(extent) : $0 })
  }

  private static func oneHot(_ node: ImportedNode, _ inputs: [Tensor?]) -> Tensor {
    let depth = max(0, inputs.given(1).integers.first ?? 0)
    let (indices, values) = (inputs.given(0), inputs.given(2))
    let places = wrapped(indices, extent: depth).unsqueezed(axis: indices.rank)
    let isHot = places .== Tensor((0..<depth).map { Int64($0) }, shape: [depth])
    let (off, on) = (values[0], values[1])
    let axis = node.int("axis") ?? -1
    let target = axis < 0 ? axis + indices.rank + 1 : axis
    var order = Array(0..<indices.rank)
    order.insert(indices.rank, at: target)
    return Tensor.where(isHot, on, off).permuted(order)
  }

  private static func constant(_ node: ImportedNode) -> Tensor {
    if let value = node.tensor("value"), let array = try? NDArray(value) { return Tensor(array) }
    if let number = node.float("value_float") { return Tensor(number) }
    if let numbers = node.floats("value_floats") {
      return Tensor(numbers.map { Float($0) }, shape: [numbers.count])
    }
    if let number = node.int("value_int") { return Tensor([Int64(number)], shape: []) }
    if let numbers = node.ints("value_ints") {
      return Tensor(numbers.map { Int64($0) }, shape: [numbers.count])
    }
    return .zeros([0])
  }
}
