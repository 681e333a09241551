import CKernels

// Convolutions with one to three spatial axes, as products of the weights with the inputs under the
// kernel, laid out in columns for as many outputs at a time as a cache holds.

extension NDArray {
  /// The convolution (cross-correlation) of this input (N, C, spatial…) with `weight`
  /// (M, C / groups, kernel…): (N, M, spatial…).
  public func convolved(
    with weight: NDArray, _ window: SlidingWindow, groups: Int = 1
  ) -> NDArray {
    let shape = Self.convolutionShape(shape, weight.shape, window, groups)
    guard let shape else {
      fatalError("convolution of shapes \(self.shape) and \(weight.shape), \(groups) groups")
    }
    let layout = ConvolutionLayout(self.shape, weight.shape, shape, window, groups)
    let (input, weight) = (contiguous(), weight.contiguous())
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: shape, of: type) { output in
        guard let output = output.baseAddress else { return }
        withExtendedLifetime((input.storage, weight.storage)) {
          ConvolutionRun<T>(layout).forward(
            input.pointer(of: type), weight.pointer(of: type), output)
        }
      }
    }
    checkConvolutionType(weight)
    return floating(run, run)
  }

  /// The adjoint with respect to the input: takes this gradient (N, M, spatial…) and `weight`
  /// (M, C / groups, kernel…) to (N, C, `extents`…), which is also the transposed convolution.
  public func transposeConvolved(
    with weight: NDArray, to extents: [Int], _ window: SlidingWindow, groups: Int = 1
  ) -> NDArray {
    let target =
      weight.rank < 2 ? [] : [shape.first ?? 0, weight.shape[1] * groups] + extents
    guard Self.convolutionShape(target, weight.shape, window, groups) == shape else {
      fatalError(
        "transposed convolution of shapes \(shape) and \(weight.shape) to \(extents), \(groups) groups"
      )
    }
    let layout = ConvolutionLayout(target, weight.shape, shape, window, groups)
    let (gradient, weight) = (contiguous(), weight.contiguous())
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: target, of: type) { input in
        guard let input = input.baseAddress else { return }
        withExtendedLifetime((gradient.storage, weight.storage)) {
          ConvolutionRun<T>(layout).inputAdjoint(
            gradient.pointer(of: type), weight.pointer(of: type), input)
        }
      }
    }
    checkConvolutionType(weight)
    return floating(run, run)
  }

  /// The adjoint with respect to the weights: takes this input (N, C, spatial…) and a gradient
  /// (N, M, spatial…) to (M, C / groups, `kernel`…).
  public func convolutionWeightGradient(
    _ gradient: NDArray, kernel: [Int], _ window: SlidingWindow, groups: Int = 1
  ) -> NDArray {
    let target =
      rank < 2 || gradient.rank < 2 || groups < 1
      ? [] : [gradient.shape[1], shape[1] / groups] + kernel
    guard Self.convolutionShape(shape, target, window, groups) == gradient.shape else {
      fatalError(
        "gradient of shape \(gradient.shape) for a convolution of \(shape) by \(kernel)")
    }
    let layout = ConvolutionLayout(shape, target, gradient.shape, window, groups)
    let (input, gradient) = (contiguous(), gradient.contiguous())
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: target, of: type) { weight in
        guard let weight = weight.baseAddress else { return }
        withExtendedLifetime((input.storage, gradient.storage)) {
          ConvolutionRun<T>(layout).weightAdjoint(
            input.pointer(of: type), gradient.pointer(of: type), weight)
        }
      }
    }
    checkConvolutionType(gradient)
    return floating(run, run)
  }

  /// The shape of a convolution of an input and weights, or nil where they do not fit.
  public static func convolutionShape(
    _ input: [Int], _ weight: [Int], _ window: SlidingWindow, _ groups: Int
  ) -> [Int]? {
    guard input.count == window.rank + 2, weight.count == input.count, groups >= 1,
      weight[1].multipliedReportingOverflow(by: groups) == (input[1], false),
      weight[0] % groups == 0,
      let extents = window.outputExtents(Array(input[2...]), kernel: Array(weight[2...]))
    else { return nil }
    return [input[0], weight[0]] + extents
  }

  private func checkConvolutionType(_ other: NDArray) {
    precondition(
      dataType == other.dataType, "a convolution of \(dataType) and \(other.dataType)")
  }
}
