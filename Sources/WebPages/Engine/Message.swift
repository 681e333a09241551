import Executing

/// A short text of ASCII in memory that stays where it is. Texts of the standard library would bring
/// tables of Unicode with them.
struct Message {
  /// The memory.
  let bytes = Self.memory
  /// The bytes of the text.
  private(set) var count = 0

  private static let capacity = 128
  nonisolated(unsafe) private static let memory =
    UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)

  /// Says why a plan cannot be run.
  mutating func describe(_ error: PlanError) {
    switch error {
    case .malformed(let offset): append("the plan is damaged at byte ", offset)
    case .unsupportedVersion(let version):
      append("this engine reads plans of version ", Plan.encodingVersion)
      append(", not ", version)
    case .invalidBuffer(let index): append("the plan lacks memory for its buffer ", index)
    case .outOfBounds(let instruction):
      append("the plan leaves its memory in instruction ", instruction)
    case .tooLarge(let limit): append("the plan needs more bytes of memory than ", limit)
    }
  }

  private mutating func append(_ text: StaticString, _ number: Int) {
    for index in 0..<text.utf8CodeUnitCount { append(text.utf8Start[index]) }
    if number < 0 { append(UInt8(ascii: "-")) }
    let magnitude = number.magnitude
    var unit: UInt = 1
    while magnitude / unit >= 10 { unit *= 10 }
    while unit > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / unit % 10))
      unit /= 10
    }
  }

  private mutating func append(_ byte: UInt8) {
    if count == Self.capacity { return }
    bytes[count] = byte
    count += 1
  }
}
