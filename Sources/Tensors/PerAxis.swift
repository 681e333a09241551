/// A number for each spatial axis, or one that holds for all of them: `stride: 2`,
/// `padding: [1, 2]`.
public struct PerAxis: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  private let numbers: [Int]

  /// Creates one number for every axis.
  public init(_ number: Int) { numbers = [number] }

  /// Creates a number for each axis.
  public init(_ numbers: [Int]) { self.numbers = numbers }

  /// Creates one number for every axis.
  public init(integerLiteral value: Int) { self.init(value) }

  /// Creates a number for each axis.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The numbers for `count` axes; ends the program when there are others.
  public func callAsFunction(_ count: Int) -> [Int] {
    if numbers.count == count { return numbers }
    if numbers.count != 1 { fatalError("\(numbers) for \(count) spatial axes") }
    return Array(repeating: numbers[0], count: count)
  }
}
