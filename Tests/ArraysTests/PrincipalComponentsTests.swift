import Arrays
import Foundation
import Testing

struct PrincipalComponentsTests {
  /// Points, and the eigenvectors of their covariance (Tests/Python/make_vae_fixtures.py).
  private struct Fixture: Decodable {
    let points: [Double]
    let shape: [Int]
    let variances: [Double]
    let directions: [Double]
  }

  @Test(arguments: [1, 2, 5])
  func componentsAreNumPys(count: Int) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/principal_components.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: path))
    let points = NDArray(fixture.points, shape: fixture.shape)
    let found = points.principalComponents(count)
    #expect(found.directions.shape == [count, 5] && found.variances.shape == [count])
    for (x, y) in zip(found.variances.scalars(Double.self), fixture.variances) {
      #expect(abs(x - y) < 1e-12)
    }
    for (x, y) in zip(found.directions.scalars(Double.self), fixture.directions) {
      #expect(abs(x - y) < 1e-9)
    }
    let projected = found(points)
    #expect(projected.shape == [40, count])
    let first = projected.sliced(axis: 1, start: 0, count: 1).scalars(Double.self)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } / 40 - fixture.variances[0]) < 1e-12)
  }

  @Test func pointsWithoutSpreadHaveComponentsToo() {
    let same = NDArray.filled([4, 3], with: Float(2)).principalComponents(2)
    #expect(same.variances.scalars(Float.self) == [0, 0])
    #expect(same.directions.scalars(Float.self) == [1, 0, 0, 0, 1, 0])
    let one = NDArray([1, 2] as [Float], shape: [1, 2]).principalComponents(1)
    #expect(one.mean.scalars(Float.self) == [1, 2])
  }

  @Test("equal variances, negative directions and float32")
  func symmetric() {
    let points = NDArray([1, -1, -1, 1, 1, 1, -1, -1] as [Float], shape: [4, 2])
    let found = points.principalComponents(2)
    #expect(found.variances.scalars(Float.self) == [1, 1])
    let line = NDArray([1, -2, -1, 2] as [Float], shape: [2, 2]).principalComponents(1)
    let direction = line.directions.scalars(Float.self)
    #expect(abs(direction[0] + 1 / Float(5).squareRoot()) < 1e-6 && direction[1] > 0)
  }
}
