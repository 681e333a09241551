import Testing

@testable import Arrays

@Suite struct DescriptionTests {
  static let cases: [(array: NDArray, text: String)] = [
    (NDArray(scalar: Float(2.5)), "2.5"),
    (NDArray([Float]()), "[]"),
    (NDArray([Float(1), 0.333_333, -20]), "[     1, 0.3333,    -20]"),
    (NDArray([Float(1), 2, 3, 4], shape: [2, 2]), "[[1, 2],\n [3, 4]]"),
    (
      NDArray([Int32(1), 2, 3, 4], shape: [2, 1, 2]),
      "[[[1, 2]],\n\n [[3, 4]]]"
    ),
    (NDArray([Float(1), 2, 3, 4], shape: [2, 2]).transposed(), "[[1, 3],\n [2, 4]]"),
    (NDArray([true, false]), "[ true, false]"),
    (NDArray([Int64.max, Int64.min]), "[ 9223372036854775807, -9223372036854775808]"),
    (NDArray([UInt64.max]), "[18446744073709551615]"),
    (NDArray([Float.nan, .infinity, -0.0]), "[nan, inf,  -0]"),
    (NDArray([Float(1e-5), 2e9]), "[1e-05, 2e+09]"),
    (NDArray([Double(0.1), 1e300]), "[   0.1, 1e+300]"),
    (NDArray((0..<2_000).map(Int64.init)), "[   0,    1,    2, …, 1997, 1998, 1999]"),
    (
      NDArray((0..<2_000).map(Int64.init), shape: [2, 1_000]),
      "[[   0,    1,    2, …,  997,  998,  999],\n [1000, 1001, 1002, …, 1997, 1998, 1999]]"
    ),
  ]

  @Test(arguments: cases.indices)
  func writesElementsInBrackets(index: Int) {
    let (array, text) = Self.cases[index]
    #expect("\(array)" == text)
  }

  @Test func debugDescriptionBeginsWithTypeAndShape() {
    #expect(String(reflecting: NDArray.zeros([1, 2])) == "float32 [1, 2]\n[[0, 0]]")
  }
}
