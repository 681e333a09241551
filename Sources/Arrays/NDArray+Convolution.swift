import CKernels

// Convolutions with one to three spatial axes: of float32 in one group by `ChannelsLastConvolution`, of
// others by `ConvolutionRun`.

extension NDArray {
  /// The convolution (cross-correlation) of this input (N, C, spatial…) with `weight`
  /// (M, C / groups, kernel…), plus `bias` (M): (N, M, spatial…).
  public func convolved(
    with weight: NDArray, bias: NDArray? = nil, _ window: SlidingWindow, groups: Int = 1
  ) -> NDArray {
    let shape = Self.convolutionShape(shape, weight.shape, window, groups)
    guard let shape else {
      fatalError("convolution of shapes \(self.shape) and \(weight.shape), \(groups) groups")
    }
    let layout = ConvolutionLayout(self.shape, weight.shape, shape, window, groups)
    return convolutionProduct(.forward, weight, bias, layout, to: shape)
  }

  /// The adjoint with respect to the input: takes this gradient (N, M, spatial…) and `weight`
  /// (M, C / groups, kernel…) to (N, C, `extents`…), which is also the transposed convolution;
  /// adds `bias` (C).
  public func transposeConvolved(
    with weight: NDArray, bias: NDArray? = nil, to extents: [Int], _ window: SlidingWindow,
    groups: Int = 1
  ) -> NDArray {
    let target =
      weight.rank < 2 ? [] : [shape.first ?? 0, weight.shape[1] * groups] + extents
    guard Self.convolutionShape(target, weight.shape, window, groups) == shape else {
      fatalError(
        "transposed convolution of shapes \(shape) and \(weight.shape) to \(extents), \(groups) groups"
      )
    }
    let layout = ConvolutionLayout(target, weight.shape, shape, window, groups)
    return convolutionProduct(.inputAdjoint, weight, bias, layout, to: target)
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
    return convolutionProduct(.weightAdjoint, gradient, nil, layout, to: target)
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

  /// Which of a convolution's three arrays is computed from the other two.
  private enum ConvolutionProduct {
    case forward, inputAdjoint, weightAdjoint
  }

  private func convolutionProduct(
    _ product: ConvolutionProduct, _ other: NDArray, _ bias: NDArray?, _ layout: ConvolutionLayout,
    to shape: [Int]
  ) -> NDArray {
    precondition(
      dataType == other.dataType, "a convolution of \(dataType) and \(other.dataType)")
    if let bias {
      precondition(
        bias.shape == [shape[1]] && bias.dataType == dataType,
        "a bias of shape \(bias.shape) for \(shape[1]) channels")
    }
    let bias = bias?.contiguous()
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      let products = T.convolution(layout)
      let keeps = products.keepsChannelsTogether
      let isOfWeights = product == .weightAdjoint
      let first = arranged(keepingChannelsTogether: keeps)
      let second = other.arranged(keepingChannelsTogether: keeps && isOfWeights)
      let result = keeps && !isOfWeights ? Self.channelsLast(shape) : Layout(shape)
      return NDArray(layout: result, of: type) { target in
        guard let target = target.baseAddress else { return }
        withExtendedLifetime((first.storage, second.storage, bias?.storage)) {
          let images = first.images(of: type)
          let weight = UnsafePointer(second.pointer(of: type))
          let row = bias.map { UnsafePointer($0.pointer(of: type)) }
          switch product {
          case .forward: products.forward(images, weight, bias: row, target)
          case .inputAdjoint: products.inputAdjoint(images, weight, bias: row, target)
          case .weightAdjoint:
            products.weightAdjoint(images, second.images(of: type), target)
          }
        }
      }
    }
    return floating(run, run)
  }

  /// Images (N, C, spatial…) with the channels of a place together.
  private static func channelsLast(_ shape: [Int]) -> Layout {
    Layout(shape, order: [0] + Array(2..<shape.count) + [1])
  }

  private var areChannelsTogether: Bool {
    isDense && layout.hasOrder(of: Self.channelsLast(shape))
  }

  /// This operand in row-major order, or as it is where its channels lie together and may do so.
  private func arranged(keepingChannelsTogether keeps: Bool) -> NDArray {
    keeps && areChannelsTogether ? self : contiguous()
  }

  private func images<T: Scalar>(of type: T.Type) -> ConvolutionImages<T> {
    ConvolutionImages(
      pointer: UnsafePointer(pointer(of: type)), areChannelsTogether: areChannelsTogether)
  }
}
