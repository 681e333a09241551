import Executing

/// How many elements the inputs and outputs of a plan have.
struct ArgumentSizes {
  private(set) var inputs: [Int] = []
  private(set) var outputs: [Int] = []

  /// Reads the sizes off a plan that an executor has accepted.
  init(_ plan: Plan) {
    for buffer in plan.buffers {
      switch buffer.place {
      case .input(let number): Self.note(buffer.count, number, in: &inputs)
      case .output(let number): Self.note(buffer.count, number, in: &outputs)
      case .constant, .arena: break
      }
    }
  }

  /// The bytes of all of them, which need not be a whole number of 32 bits.
  var byteCount: Double { (inputs + outputs).reduce(0) { $0 + 4 * Double($1) } }

  private static func note(_ count: Int, _ number: Int, in sizes: inout [Int]) {
    while sizes.count <= number { sizes.append(0) }
    sizes[number] = max(sizes[number], count)
  }
}

/// Memory for all inputs or all outputs of a plan.
final class Arguments {
  /// The number of elements of each.
  let counts: [Int]
  /// Where each begins.
  let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>
  /// The same for an executor, which only reads inputs.
  let forReading: UnsafeBufferPointer<UnsafePointer<Float>>

  /// Takes memory, which holds zeros.
  init(_ counts: [Int]) {
    self.counts = counts
    pointers = .allocate(capacity: counts.count)
    let readers = UnsafeMutableBufferPointer<UnsafePointer<Float>>.allocate(capacity: counts.count)
    for (index, count) in counts.enumerated() {
      let elements = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
      elements.initialize(repeating: 0, count: max(1, count))
      pointers.initializeElement(at: index, to: elements)
      readers.initializeElement(at: index, to: UnsafePointer(elements))
    }
    forReading = UnsafeBufferPointer(readers)
  }

  deinit {
    for pointer in pointers { pointer.deallocate() }
    pointers.deallocate()
    forReading.deallocate()
  }

  /// The number of elements of one; 0 where there is none.
  func size(_ index: Int) -> Int { counts.indices.contains(index) ? counts[index] : 0 }

  /// Where one begins; nil where there is none.
  func pointer(_ index: Int) -> UnsafeMutablePointer<Float>? {
    counts.indices.contains(index) ? pointers[index] : nil
  }
}
