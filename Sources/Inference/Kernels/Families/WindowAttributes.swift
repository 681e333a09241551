import Arrays
import ONNX

/// The attributes of a window that slides over an input's spatial axes, those after the batch and
/// the channels, as convolutions and pools share them.
struct WindowAttributes: Sendable {
  /// What a version of an operator knows of the attributes.
  struct Options: OptionSet {
    let rawValue: Int
    static let kernelRequired = Options(rawValue: 1)
    static let dilations = Options(rawValue: 2)
    static let roundingUp = Options(rawValue: 4)
    static let automaticPadding = Options(rawValue: 8)
  }

  /// How much is added around the input.
  enum Padding: Sendable {
    case explicit
    /// As much as makes the output the input's extent divided by the stride; an odd element goes to
    /// the end.
    case sameUpper
    /// The same, an odd element at the beginning.
    case sameLower
    case none
  }

  let kernel: [Int]?
  let strides: [Int]?
  let dilations: [Int]?
  let pads: [Int]?
  let padding: Padding
  let roundsUp: Bool

  init(_ node: inout NodeReader, _ options: Options) throws(InferenceProblem) {
    kernel = try Self.list("kernel_shape", &node, from: 1)
    if kernel == nil && options.contains(.kernelRequired) {
      throw .missingAttribute("kernel_shape")
    }
    strides = try Self.list("strides", &node, from: 1)
    dilations = options.contains(.dilations) ? try Self.list("dilations", &node, from: 1) : nil
    roundsUp = options.contains(.roundingUp) ? try node.flag("ceil_mode") : false
    padding = options.contains(.automaticPadding) ? try Self.padding(&node) : .explicit
    let given = try Self.list("pads", &node, from: 0)
    pads = padding == .explicit ? given : nil
  }

  private static func list(
    _ name: String, _ node: inout NodeReader, from least: Int
  ) throws(InferenceProblem) -> [Int]? {
    guard let values = try node.ints(name) else { return nil }
    for value in values where !(least...Int(Int32.max)).contains(value) {
      throw .invalidAttribute(name, reason: "\(value) is not from \(least) to 2³¹ − 1")
    }
    return values
  }

  private static func padding(_ node: inout NodeReader) throws(InferenceProblem) -> Padding {
    switch try node.string("auto_pad") ?? "NOTSET" {
    case "NOTSET", "": return .explicit
    case "SAME_UPPER": return .sameUpper
    case "SAME_LOWER": return .sameLower
    case "VALID": return .none
    case let text: throw .invalidAttribute("auto_pad", reason: "'\(text)' is not known")
    }
  }

  /// The window along each of `count` spatial axes.
  ///
  /// - Parameter weightKernel: The window's extents as the weights give them, where they do.
  func axes(
    count: Int, weightKernel: [Int]? = nil
  ) throws(InferenceProblem) -> [WindowAxis] {
    guard count > 0 else { throw .shapeMismatch("the input has no spatial axis") }
    if let kernel, let weightKernel, kernel != weightKernel {
      throw .invalidAttribute(
        "kernel_shape", reason: "\(kernel), where the weights have \(weightKernel)")
    }
    let kernel = weightKernel ?? kernel ?? []
    if kernel.contains(where: { $0 > Int(Int32.max) }) { throw .tooLarge(shape: "\(kernel)") }
    for (name, list, expected) in [
      ("kernel_shape", kernel, count), ("strides", strides, count),
      ("dilations", dilations, count), ("pads", pads, 2 * count),
    ] {
      if let list, list.count != expected {
        throw .invalidAttribute(name, reason: "\(list.count) numbers for \(count) spatial axes")
      }
    }
    return (0..<count).map { axis in
      WindowAxis(
        kernel: kernel[axis], stride: strides?[axis] ?? 1, dilation: dilations?[axis] ?? 1,
        before: pads?[axis] ?? 0, after: pads?[axis + count] ?? 0, padding: padding,
        roundsUp: roundsUp)
    }
  }

  /// The shape of what the window makes of an input whose spatial shape is given.
  func infer(
    _ spatial: some Collection<Dimension>, weightKernel: [Int]? = nil
  ) throws(InferenceProblem) -> [Dimension] {
    var shape: [Dimension] = []
    for (axis, extent) in zip(
      try axes(count: spatial.count, weightKernel: weightKernel), spatial)
    {
      guard case .fixed(let extent) = extent else {
        shape.append(.unknown)
        continue
      }
      shape.append(.fixed(try axis.placed(on: extent).output))
    }
    return shape
  }

  /// The windows on an input of a known spatial shape.
  func placed(
    on spatial: some Collection<Int>, weightKernel: [Int]? = nil
  ) throws(InferenceProblem) -> WindowGeometry {
    var placed: [PlacedWindowAxis] = []
    for (axis, extent) in zip(
      try axes(count: spatial.count, weightKernel: weightKernel), spatial)
    {
      placed.append(try axis.placed(on: extent))
    }
    return WindowGeometry(axes: placed)
  }
}

/// A sliding window along one axis.
struct WindowAxis {
  let kernel: Int
  let stride: Int
  let dilation: Int
  let before: Int
  let after: Int
  let padding: WindowAttributes.Padding
  let roundsUp: Bool

  /// The elements from the window's first to its last.
  var span: Int { dilation * (kernel - 1) + 1 }

  /// The windows on an axis of an extent.
  func placed(on input: Int) throws(InferenceProblem) -> PlacedWindowAxis {
    switch padding {
    case .explicit: return try placed(on: input, before, after)
    case .none: return try placed(on: input, 0, 0)
    case .sameUpper, .sameLower:
      let output = (input + stride - 1) / stride
      let total = max(0, (output - 1) * stride + span - input)
      let less = total / 2
      return padding == .sameUpper
        ? PlacedWindowAxis(self, input, output, less, total - less)
        : PlacedWindowAxis(self, input, output, total - less, less)
    }
  }

  private func placed(
    on input: Int, _ before: Int, _ after: Int
  ) throws(InferenceProblem) -> PlacedWindowAxis {
    let room = input + before + after - span + (roundsUp ? stride - 1 : 0)
    var output = (room >= 0 ? room / stride : -((stride - 1 - room) / stride)) + 1
    // No window starts behind the input.
    if roundsUp && output > 0 && (output - 1) * stride >= input + before { output -= 1 }
    guard output > 0 || (output == 0 && input == 0) else {
      throw .shapeMismatch(
        "a window of \(span) elements does not fit into \(input) with \(before) and \(after) around"
      )
    }
    return PlacedWindowAxis(self, input, output, before, after)
  }
}
