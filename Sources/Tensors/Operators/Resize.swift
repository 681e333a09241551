import Arrays
import ONNX

// Images resampled to other extents
// https://onnx.ai/onnx/operators/onnx__Resize.html, versions 10, 11, 13, 18 and 19; Upsample 7 and 9,
// Gather and MatMul where these cannot say it.

/// How elements between those of an input are found.
public enum Interpolation: Sendable, Hashable {
  /// The nearest element, at the rounded-down place.
  case nearest
  /// Linear along each axis, centres of elements at half places (PyTorch's `align_corners=False`).
  case linear
}

extension Tensor {
  /// Resamples (N, C, spatial…) to other spatial extents.
  public func upsample(size: PerAxis, _ mode: Interpolation = .nearest) -> Tensor {
    let resize = Resize(mode: mode, size: size(rank - 2), scales: nil)
    return Tensor.apply(resize, [self])
  }

  /// Resamples (N, C, spatial…) to `scale` times its spatial extents, rounded down.
  public func upsample(scale: Double, _ mode: Interpolation = .nearest) -> Tensor {
    if !(scale > 0 && scale.isFinite) { fatalError("resampling by a factor of \(scale)") }
    let size = shape.dropFirst(2).map { Int(Double($0) * scale) }
    let resize = Resize(mode: mode, size: size, scales: size.map { _ in scale })
    return Tensor.apply(resize, [self])
  }
}

struct Resize: Operator {
  let mode: Interpolation
  let size: [Int]
  /// The factors that the places are computed by; those of the extents when nil.
  let scales: [Double]?

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let extents = inputs[0].dropFirst(2)
    guard !size.isEmpty, extents.count == size.count, !extents.contains(0),
      size.allSatisfy({ $0 > 0 })
    else { throw ShapeError("shape \(inputs[0]) resampled to \(size)") }
    return inputs[0].prefix(2) + size
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].mapped(maps(inputs[0].shape)) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.mapped(maps(inputs[0].shape).map(\.transposed)) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    let extents = Array(inputs[0].shape.dropFirst(2))
    switch mode {
    case .nearest:
      let isWhole = zip(size, extents).allSatisfy { $0 % $1 == 0 }
      if isWhole && scales?.contains(where: { $0 != $0.rounded() }) != true {
        return builder.resize(inputs[0], by: zip(size, extents).map { Float($0 / $1) }, type)
      }
      return builder.gather(inputs[0], maps(inputs[0].shape), type)
    case .linear:
      if builder.opset >= 11 && size.count == 2 {
        let factors = scales?.map(Float.init) ?? zip(extents, size).map(Self.factor)
        return builder.resize(inputs[0], by: factors, isLinear: true, type)
      }
      return try maps(inputs[0].shape).enumerated().reduce(inputs[0]) {
        try builder.apply(MapAxis(map: $1.element, axis: $1.offset + 2), [$0])
      }
    }
  }

  /// The float32 factor by which an extent becomes another when the product is rounded down.
  private static func factor(_ extent: Int, _ size: Int) -> Float {
    var factor = Float(size) / Float(extent)
    while Int(factor * Float(extent)) < size { factor = factor.nextUp }
    return factor
  }

  private func maps(_ shape: [Int]) -> [AxisMap] {
    shape.dropFirst(2).enumerated().map { axis, extent in
      let ratio = scales.map { 1 / $0[axis] } ?? Double(extent) / Double(size[axis])
      return AxisMap(
        from: extent,
        (0..<size[axis]).map { place in
          if mode == .nearest {
            // PyTorch computes nearest places in float32.
            let nearest = Int(Float(place) * Float(ratio))
            return [AxisMap.Term(min(nearest, extent - 1), 1)]
          }
          let position = max(0, ratio * (Double(place) + 0.5) - 0.5)
          let first = min(Int(position), extent - 1)
          let weight = min(position - Double(first), 1)
          if weight == 0 || first == extent - 1 { return [AxisMap.Term(first, 1)] }
          return [AxisMap.Term(first, 1 - weight), AxisMap.Term(first + 1, weight)]
        })
    }
  }
}
