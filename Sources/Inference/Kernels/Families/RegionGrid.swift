import Arrays

/// The grid of parts into which RoiAlign divides a region, and of samples in each part.
struct RegionGrid: Sendable {
  let height: Int
  let width: Int
  /// Samples of a part along each axis; 0 for about one for each element.
  let samples: Int
  let scale: Double
  /// Whether places are counted from the elements' centres.
  let isShifted: Bool

  /// The samples of a region, given by its corners x, y, x, y.
  func samples(
    _ region: [Double], _ space: (height: Int, width: Int)
  ) throws(InferenceProblem) -> RegionSamples {
    let corners = region.map { $0 * scale - (isShifted ? 0.5 : 0) }
    guard corners.allSatisfy({ $0.magnitude < 0x1p31 }) else {
      throw .invalidValue("the region \(region)")
    }
    let rows = Axis(corners[1], corners[3], parts: height, samples: samples, isShifted: isShifted)
    let columns = Axis(corners[0], corners[2], parts: width, samples: samples, isShifted: isShifted)
    let count = rows.samples.multipliedReportingOverflow(by: columns.samples)
    let all = max(1, count.partialValue).multipliedReportingOverflow(by: height * width)
    guard !count.overflow, !all.overflow, all.partialValue <= 1 << 22 else {
      throw .invalidValue("the region \(region), of \(rows.samples) by \(columns.samples) samples")
    }
    var result = RegionSamples(count: count.partialValue)
    for part in 0..<(height * width) {
      for sample in 0..<result.count {
        let (row, column) = (sample / columns.samples, sample % columns.samples)
        result.append(
          rows.place(part / width, row), columns.place(part % width, column), space)
      }
    }
    return result
  }

  private struct Axis {
    let start: Double
    let size: Double
    let samples: Int

    init(_ start: Double, _ end: Double, parts: Int, samples: Int, isShifted: Bool) {
      self.start = start
      size = (isShifted ? end - start : max(1, end - start)) / Double(max(1, parts))
      self.samples = samples > 0 ? samples : max(0, Int(size.rounded(.up)))
    }

    func place(_ part: Int, _ sample: Int) -> Double {
      start + (Double(part) + (Double(sample) + 0.5) / Double(samples)) * size
    }
  }
}

/// The samples of a region: for each, four elements of the input and their weights.
struct RegionSamples {
  /// Samples of each part.
  let count: Int
  private var places: [SIMD4<Int32>] = []
  private var weights: [SIMD4<Double>] = []

  init(count: Int) { self.count = count }

  /// Adds a sample; one that lies more than an element outside counts as 0.
  mutating func append(_ y: Double, _ x: Double, _ space: (height: Int, width: Int)) {
    guard y >= -1, y <= Double(space.height), x >= -1, x <= Double(space.width),
      space.height * space.width > 0, space.height * space.width <= Int(Int32.max)
    else {
      places.append(SIMD4())
      weights.append(SIMD4())
      return
    }
    let (row, rowRatio) = Self.neighbours(y, space.height)
    let (column, columnRatio) = Self.neighbours(x, space.width)
    let lower = min(row + 1, space.height - 1) * space.width
    let right = min(column + 1, space.width - 1)
    let upper = row * space.width
    places.append(
      SIMD4(
        Int32(upper + column), Int32(upper + right), Int32(lower + column), Int32(lower + right)))
    weights.append(
      SIMD4(
        (1 - rowRatio) * (1 - columnRatio), (1 - rowRatio) * columnRatio,
        rowRatio * (1 - columnRatio), rowRatio * columnRatio))
  }

  private static func neighbours(_ place: Double, _ extent: Int) -> (first: Int, ratio: Double) {
    let first = Int(max(0, place))
    return first >= extent - 1 ? (extent - 1, 0) : (first, max(0, place) - Double(first))
  }

  /// The mean of a part's samples.
  func mean<T: RealNumber>(_ part: Int, _ plane: UnsafePointer<T>) -> Double {
    var sum = 0.0
    for sample in (part * count)..<((part + 1) * count) { sum += terms(sample, plane).sum() }
    return sum / Double(max(1, count))
  }

  /// The largest weighted element of a part's samples.
  func largest<T: RealNumber>(_ part: Int, _ plane: UnsafePointer<T>) -> Double {
    var largest: Double?
    for sample in (part * count)..<((part + 1) * count) {
      let value = terms(sample, plane).max()
      largest = max(largest ?? value, value)
    }
    return largest ?? 0
  }

  private func terms<T: RealNumber>(_ sample: Int, _ plane: UnsafePointer<T>) -> SIMD4<Double> {
    let place = places[sample]
    var values = SIMD4<Double>()
    for index in 0..<4 where weights[sample][index] != 0 {
      values[index] = Double(plane[Int(place[index])])
    }
    return weights[sample] * values
  }
}
