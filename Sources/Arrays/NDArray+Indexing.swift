// Elements chosen by int64 indices, and their adjoints, which add elements up at indices.
//
// An index counts from 0 and lies within its axis; another ends the program. Sums are accumulated in
// the row-major order of the indices, so that they are the same in every run.

extension NDArray {
  /// The parts of this array at `indices` along `axis`, whose place the indices' axes take.
  public func selecting(_ indices: NDArray, axis: Int) -> NDArray {
    let places = Self.places(of: indices, along: axis, in: shape)
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[(axis + 1)...].reduce(dataType.byteWidth, *)
    let target = Array(shape[..<axis]) + indices.shape + shape[(axis + 1)...]
    return NDArray(shape: target, dataType: dataType) { target in
      guard var place = target.baseAddress, !target.isEmpty else { return }
      withBytes { source in
        guard var block = source.baseAddress else { return }
        for _ in 0..<outer {
          for index in places {
            place.copyMemory(from: block + index * width, byteCount: width)
            place += width
          }
          block += shape[axis] * width
        }
      }
    }
  }

  /// The adjoint of `selecting`: the parts of this array that stand at the indices' axes, from
  /// `axis` on, added up at `indices` along one axis of `extent` elements.
  public func adding(at indices: NDArray, axis: Int, extent: Int) -> NDArray {
    let rest = shape[(axis + indices.rank)...]
    let target = Array(shape[..<axis]) + [extent] + rest
    let places = Self.places(of: indices, along: axis, in: target)
    let (outer, inner) = (shape[..<axis].reduce(1, *), rest.reduce(1, *))
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      var result = NDArray.zeros(target, dataType)
      result.withUnsafeMutableScalars(of: type) { target in
        withScalars(of: type) { source in
          guard var to = target.baseAddress, var from = source.baseAddress else { return }
          for _ in 0..<outer {
            for index in places {
              let row = to + index * inner
              for column in 0..<inner { row[column] += from[column] }
              from += inner
            }
            to += extent * inner
          }
        }
      }
      return result
    }
    return floating(run, run)
  }

  /// For each of `indices`, the element whose place is the index's own but along `axis`, where it is
  /// the index. The indices have as many axes as this array, none longer but `axis`.
  public func gathering(_ indices: NDArray, axis: Int) -> NDArray {
    let places = Self.places(of: indices, along: axis, in: shape)
    func run<T: BitwiseCopyable>(_ type: T.Type) -> NDArray {
      NDArray(shape: indices.shape, dataType: dataType) { target in
        guard let base = target.baseAddress, !target.isEmpty else { return }
        let to = base.assumingMemoryBound(to: type)
        withExtendedLifetime(storage) {
          let from = storage.pointer.assumingMemoryBound(to: type)
          Self.walk(indices.shape, strides, axis, places) { to[$0] = from[$1] }
        }
      }
    }
    return byWidth(run, run, run, run)
  }

  /// These elements with `values` added: each at its own place but along `axis`, where its index
  /// says. The adjoint of `gathering`.
  public func scatterAdding(_ values: NDArray, at indices: NDArray, axis: Int) -> NDArray {
    let places = Self.places(of: indices, along: axis, in: shape)
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      var result = copy()
      result.withUnsafeMutableScalars(of: type) { target in
        values.withScalars(of: type) { source in
          Self.walk(indices.shape, Layout.rowMajorStrides(shape), axis, places) {
            target[$1] += source[$0]
          }
        }
      }
      return result
    }
    return floating(run, run)
  }

  /// A last axis of `depth` elements in place of each index: 1 at the index, 0 elsewhere.
  public func oneHot(depth: Int, _ dataType: DataType = .float32) -> NDArray {
    let target = shape + [depth]
    let places = Self.places(of: self, along: rank, in: target)
    let one = NDArray(scalar: UInt8(1)).cast(to: dataType)
    let width = dataType.byteWidth
    return NDArray(shape: target, dataType: dataType) { target in
      target.initializeMemory(as: UInt8.self, repeating: 0)
      guard let base = target.baseAddress else { return }
      one.withBytes { one in
        guard let one = one.baseAddress else { return }
        for (row, index) in places.enumerated() {
          (base + (row * depth + index) * width).copyMemory(from: one, byteCount: width)
        }
      }
    }
  }

  /// The indices in row-major order, each within `axis`.
  private static func places(
    of indices: NDArray, along axis: Int, in shape: [Int]
  ) -> [Int] {
    indices.scalars(Int64.self).map { index in
      guard index >= 0, index < shape[axis] else {
        fatalError("the index \(index) lies outside axis \(axis) of the shape \(shape)")
      }
      return Int(index)
    }
  }

  /// Calls `body` for every index with its number and the place that it refers to.
  @inline(__always)
  private static func walk(
    _ shape: [Int], _ strides: [Int], _ axis: Int, _ places: [Int], _ body: (Int, Int) -> Void
  ) {
    var steps = strides
    steps[axis] = 0
    let loop = StridedLoop(shape: shape, strides: [steps])
    var number = 0
    loop.run { starts, count in
      for element in 0..<count {
        body(number, starts[0] + element * loop.innerStrides[0] + places[number] * strides[axis])
        number += 1
      }
    }
  }

  /// Runs a computation that only moves elements, for a type of their width.
  @inline(__always)
  func byWidth<R>(
    _ one: (UInt8.Type) -> R, _ two: (UInt16.Type) -> R, _ four: (UInt32.Type) -> R,
    _ eight: (UInt64.Type) -> R
  ) -> R {
    switch dataType.byteWidth {
    case 1: one(UInt8.self)
    case 2: two(UInt16.self)
    case 4: four(UInt32.self)
    default: eight(UInt64.self)
    }
  }
}
