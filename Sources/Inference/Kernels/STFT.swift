import Arrays
import ONNX

/// Fourier transforms of stretches of a signal: <https://onnx.ai/onnx/operators/onnx__STFT.html>.
struct STFTKernel: Kernel {
  static let operatorType = "STFT"
  static let versions: [Int: OneForm] = [17: OneForm()]

  private let isOneSided: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...4)
    isOneSided = try node.flag("onesided", default: true)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (signal, step) = (try inputs.required(0), try inputs.required(1))
    try signal.dataType.requireFloatingPoint()
    try signal.requireRank(3...3)
    try step.dataType.requireIndex()
    try inputs.optional(3)?.dataType.requireIndex()
    if let window = inputs.optional(2) {
      try window.dataType.require(signal.dataType)
      try window.requireRank(1...1)
    }
    if case .fixed(let parts) = signal.extent(2), parts != 1 && (parts != 2 || isOneSided) {
      throw .shapeMismatch("\(shapeText(signal.shape)) is no signal")
    }
    guard let length = try length(inputs), let step = try step.scalarInteger("frame_step"),
      case .fixed(let extent) = signal.extent(1)
    else {
      return [ValueType(signal.dataType, [signal.extent(0), .unknown, .unknown, .fixed(2)])]
    }
    guard step > 0, (1...max(1, extent)).contains(length) else {
      throw .invalidValue("frames of \(length) elements by \(step) in a signal of \(extent)")
    }
    try inputs.optional(2)?.requireShape([.fixed(length)])
    let frames = length > extent ? 0 : (extent - length) / step + 1
    return [
      ValueType(
        signal.dataType,
        [
          signal.extent(0), .fixed(frames), .fixed(isOneSided ? length / 2 + 1 : length), .fixed(2),
        ])
    ]
  }

  /// The length of a frame, where it is known: that of the window or of the signal, unless given.
  private func length(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int? {
    if let length = inputs.optional(3) { return try length.scalarInteger("frame_length") }
    let (signal, window) = (try inputs.required(0), inputs.optional(2))
    if case .fixed(let length) = window?.extent(0) ?? signal.extent(1) { return length }
    return nil
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let signal = try inputs.required(0)
    let types = inputs.map { $0.map { ValueType(constant: $0) } }
    guard let shape = try infer(types).first?.extents, let length = try length(types) else {
      throw .invalidValue("the length of a frame is not known")
    }
    let step = integerElements(try inputs.required(1))[0]
    let window = inputs.optional(2)?.cast(to: .float64).scalars(Double.self)
    let y = NDArray(shape: shape, of: Double.self) { target in
      guard !target.isEmpty else { return }
      signal.cast(to: .float64).withScalars(of: Double.self) { source in
        Self.transform(source, signal.shape, target, shape, step, length, window)
      }
    }
    return [y.cast(to: signal.dataType)]
  }

  private static func transform(
    _ source: UnsafeBufferPointer<Double>, _ from: [Int],
    _ target: UnsafeMutableBufferPointer<Double>, _ to: [Int], _ step: Int, _ length: Int,
    _ window: [Double]?
  ) {
    let transform = FourierTransform(length: length, isInverse: false)
    var (re, im) = ([Double](repeating: 0, count: length), [Double](repeating: 0, count: length))
    var place = 0
    for batch in 0..<to[0] {
      for frame in 0..<to[1] {
        for index in 0..<length {
          let start = (batch * from[1] + frame * step + index) * from[2]
          let weight = window?[index] ?? 1
          re[index] = source[start] * weight
          im[index] = from[2] == 2 ? source[start + 1] * weight : 0
        }
        transform(&re, &im)
        for bin in 0..<to[2] {
          (target[place], target[place + 1]) = (re[bin], im[bin])
          place += 2
        }
      }
    }
  }
}
