import Arrays
import ONNX

// The same elements in another shape
// https://onnx.ai/onnx/operators/onnx__Reshape.html, versions 5, 13, 14, 19, 21, 23, 24 and 25.

extension Tensor {
  /// The same elements, in row-major order, in another shape; one extent may be −1: what remains.
  public func reshaped(to shape: [Int]) -> Tensor {
    shape == self.shape ? self : Tensor.apply(Reshape(target: shape), [self])
  }

  /// One axis in place of all from `first` to `last`.
  public func flattened(from first: Int = 1, through last: Int = -1) -> Tensor {
    let (first, last) = (resolved(first), resolved(last))
    guard first <= last else { fatalError("flattening axes \(first) to \(last) of \(shape)") }
    let joined = shape[first...last].reduce(1, *)
    return reshaped(to: shape[..<first] + [count == 0 ? joined : -1] + shape[(last + 1)...])
  }
}

struct Reshape: Operator {
  let target: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let count = inputs[0].reduce(1, *)
    let known = target.filter { $0 != -1 }.reduce(1, *)
    let open = target.filter { $0 == -1 }.count
    guard target.allSatisfy({ $0 >= -1 }), open <= 1,
      open == 1 ? known > 0 && count % known == 0 : known == count
    else { throw ShapeError("shape \(inputs[0]) cannot be reshaped to \(target)") }
    return target.map { $0 == -1 ? count / known : $0 }
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let count = inputs[0].count
    let known = target.filter { $0 != -1 }.reduce(1, *)
    return inputs[0].reshaped(target.map { $0 == -1 ? count / known : $0 })
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.reshaped(to: inputs[0].shape) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Reshape", [inputs[0], builder.constant(target)], type: type)
  }
}
