import Arrays

/// How a resize finds the place of an output's element in the input, along one axis.
enum ResizeCoordinates: String, Sendable {
  case halfPixel = "half_pixel"
  case halfPixelSymmetric = "half_pixel_symmetric"
  case pytorchHalfPixel = "pytorch_half_pixel"
  case alignCorners = "align_corners"
  case asymmetric
  case halfPixelForNearest = "tf_half_pixel_for_nn"
  case cropAndResize = "tf_crop_and_resize"

  /// The place of element `index` of the output.
  func place(of index: Int, _ axis: ResizedAxis) -> Double {
    let (x, scale, extent) = (Double(index), axis.scale, Double(axis.input))
    let length = scale * extent
    switch self {
    case .halfPixel: return (x + 0.5) / scale - 0.5
    case .halfPixelSymmetric:
      return extent / 2 * (1 - Double(axis.output) / length) + (x + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return length > 1 ? (x + 0.5) / scale - 0.5 : 0
    case .alignCorners: return length == 1 ? 0 : x * (extent - 1) / (length - 1)
    case .asymmetric: return x / scale
    case .halfPixelForNearest: return (x + 0.5) / scale
    case .cropAndResize:
      let width = (axis.roi.end - axis.roi.start) * (extent - 1)
      let start = axis.roi.start * (extent - 1)
      return axis.output > 1 ? start + x * width / Double(axis.output - 1) : start + width / 2
    }
  }
}

/// Which of its neighbours an element of the output takes.
enum NearestRule: String, Sendable {
  case roundPreferFloor = "round_prefer_floor"
  case roundPreferCeil = "round_prefer_ceil"
  case floor, ceil
  /// The lower one when the axis grows, the higher one when it shrinks: what opset 10 leaves open.
  case towardsScale

  /// The neighbour of a place.
  func neighbour(of place: Double, scale: Double) -> Double {
    switch self {
    case .roundPreferFloor: (place - 0.5).rounded(.up)
    case .roundPreferCeil: (place + 0.5).rounded(.down)
    case .floor: place.rounded(.down)
    case .ceil: place.rounded(.up)
    case .towardsScale: place.rounded(scale < 1 ? .up : .down)
    }
  }
}

/// One axis of a resize.
struct ResizedAxis {
  let axis: Int
  let input: Int
  let output: Int
  let scale: Double
  /// The part of the axis that is resized, from 0 to 1.
  var roi: (start: Double, end: Double) = (0, 1)
}

/// What each element of one axis of the output is made of: `tapCount` elements of the input.
struct AxisResampling {
  let axis: Int
  let tapCount: Int
  /// The places of the elements, `tapCount` for each element of the output.
  var places: [Int] = []
  var weights: [Double] = []
  /// Elements of the output that lie outside the input and are given another value.
  var outside: [Int] = []
}

extension NDArray {
  /// This array with one axis resampled; it holds real numbers.
  func resampled<T: RealNumber>(
    _ resampling: AxisResampling, of type: T.Type, outside value: T
  ) -> NDArray {
    let (axis, taps) = (resampling.axis, resampling.tapCount)
    let output = resampling.places.count / taps
    let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
    let input = self.shape[axis]
    let weights = resampling.weights.map { T($0) }
    return withScalars(of: type) { source in
      NDArray(shape: shape[..<axis] + [output] + shape[(axis + 1)...], of: type) { target in
        for row in 0..<outer {
          for index in 0..<output {
            let to = UnsafeMutableBufferPointer(
              rebasing: target[(row * output + index) * inner..<(row * output + index + 1) * inner])
            to.update(repeating: 0)
            for tap in index * taps..<(index + 1) * taps where weights[tap] != 0 {
              let from = (row * input + resampling.places[tap]) * inner
              for place in 0..<inner { to[place] += weights[tap] * source[from + place] }
            }
          }
          for index in resampling.outside {
            for place in 0..<inner { target[(row * output + index) * inner + place] = value }
          }
        }
      }
    }
  }
}
