import Arrays

/// Indices counted from the front, from ones that may be counted from the back.
func frontIndices(_ indices: [Int], extent: Int) throws(InferenceProblem) -> [Int] {
  var places: [Int] = []
  places.reserveCapacity(indices.count)
  for index in indices {
    guard (-extent..<extent).contains(index) else {
      throw .invalidValue("the index \(index) into an axis of extent \(extent)")
    }
    places.append(index < 0 ? index + extent : index)
  }
  return places
}

/// For each position of a shape, in row-major order, the sum of its indices times `strides`.
func offsets(of shape: [Int], strides: [Int]) -> [Int] {
  if shape.contains(0) { return [] }
  var result = [0]
  for (extent, stride) in zip(shape, strides) {
    var next: [Int] = []
    next.reserveCapacity(result.count * extent)
    for base in result {
      for index in 0..<extent { next.append(base + index * stride) }
    }
    result = next
  }
  return result
}

extension NDArray {
  /// Slices of an axis in a given order; where the order says −1, one that is filled with `filler`, a
  /// scalar of the same type.
  func taking(_ places: [Int], axis: Int, filler: NDArray? = nil) -> NDArray {
    var target = shape
    target[axis] = places.count
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    let row = shape[axis] * inner
    let starts = (0..<outer).lazy.flatMap { index in
      places.lazy.map { $0 < 0 ? -1 : index * row + $0 * inner }
    }
    return taking(starts, shape: target, length: inner, filler: filler)
  }

  /// Stretches of `length` elements, each from one of `starts`, one after the other in an array of a
  /// given shape; where a start is −1, stretches of `filler`, a scalar of the same type.
  func taking(
    _ starts: some Sequence<Int>, shape: [Int], length: Int = 1, filler: NDArray? = nil
  ) -> NDArray {
    let width = dataType.byteWidth
    let filling = (filler ?? .zeros([], dataType)).expanded(to: [length])
    return NDArray(shape: shape, dataType: dataType) { target in
      withBytes { source in
        filling.withBytes { filling in
          guard length > 0, var to = target.baseAddress, let blank = filling.baseAddress else {
            return
          }
          for start in starts {
            let from = start < 0 ? blank : source.baseAddress.map { $0 + start * width } ?? blank
            to.copyMemory(from: from, byteCount: length * width)
            to += length * width
          }
        }
      }
    }
  }
}
