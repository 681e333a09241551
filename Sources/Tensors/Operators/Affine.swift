import Arrays
import ONNX

// y = x wᵀ + b, for rows of x
// https://onnx.ai/onnx/operators/onnx__Gemm.html, versions 7, 9, 11 and 13; MatMul and Add where x
// is not a matrix.

extension Tensor {
  /// The affine map of a linear layer: rows (…, in) through weights (out, in) plus a bias (out).
  public func affine(weight: Tensor, bias: Tensor) -> Tensor {
    Tensor.apply(Affine(), [self, weight, bias])
  }
}

struct Affine: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (x, weight, bias) = (inputs[0], inputs[1], inputs[2])
    guard let features = x.last, weight.count == 2, weight[1] == features, bias == [weight[0]]
    else {
      throw ShapeError(
        "rows of shape \(x) do not fit weights of shape \(weight) and a bias of shape \(bias)")
    }
    return x.dropLast() + bias
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].affine(inputs[1], inputs[2]) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let rows = [inputs[0].shape.dropLast().reduce(1, *)]
    let g = upstream.reshaped(to: rows + [inputs[1].shape[0]])
    switch index {
    case 0: return upstream.matmul(inputs[1])
    case 1: return g.transposed().matmul(inputs[0].reshaped(to: rows + [inputs[1].shape[1]]))
    default: return g.sum(axes: [0])
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if inputs[0].shape.count == 2 {
      return builder.append("Gemm", inputs, attributes: ["transB": .int(1)], type: type)
    }
    let weight = builder.append(
      "Transpose", [inputs[1]], attributes: ["perm": .ints([1, 0])],
      type: .init(type.elementType, inputs[1].shape.reversed()))
    let product = builder.append("MatMul", [inputs[0], weight], type: type)
    return builder.append("Add", [product, inputs[2]])
  }
}
