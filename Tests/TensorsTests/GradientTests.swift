import Arrays
import Foundation
import TestSupport
import Testing

@testable import Tensors

/// Gradients against central finite differences in float64, for every operator of the table.
struct GradientTests {
  /// How far each element is moved either way.
  private static let step = 1e-6
  /// How far gradients may lie from differences: |x − y| ≤ absolute + relative |y|. An error of a
  /// thousandth must not pass.
  private static let relative = 1e-5
  private static let absolute = 1e-7

  @Test(arguments: operatorCases.filter(\.isDifferentiable))
  func firstDerivatives(_ operatorCase: OperatorCase) {
    for shapes in operatorCase.shapes {
      let inputs = operatorCase.inputs(shapes, .float64)
      expectGradients(of: operatorCase.function, at: inputs, "\(operatorCase) of \(shapes)")
    }
  }

  @Test(arguments: operatorCases.filter(\.isDifferentiable))
  func secondDerivatives(_ operatorCase: OperatorCase) {
    for shapes in operatorCase.shapes.prefix(3) {
      let inputs = operatorCase.inputs(shapes, .float64)
      let first: @Sendable ([Tensor]) -> Tensor = { inputs in
        let tracked = inputs.map { $0.isRecorded ? $0 : $0.tracked() }
        let output = operatorCase.function(tracked)
        // Weighted, so that gradients of sums do not vanish by symmetry.
        let found = gradients(
          of: (output * output * 0.5).sum(), with: tracked.filter(\.dataType.isFloatingPoint),
          recording: true)
        return .concatenate(found.map { $0.reshaped(to: [$0.count]) }, axis: 0)
      }
      expectGradients(of: first, at: inputs, "gradient of \(operatorCase) of \(shapes)")
    }
  }

  @Test("every operator file has a row in the table")
  func everyOperatorHasACase() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Tensors/Operators")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let names = Set(operatorCases.map(\.name))
    #expect(files.count > 10)
    for file in files where file.hasSuffix(".swift") {
      #expect(names.contains(String(file.dropLast(6))), "no case for \(file)")
    }
    for operatorCase in operatorCases {
      #expect(operatorCase.shapes.count >= 3, "\(operatorCase) has few trials")
    }
  }

  private func expectGradients(
    of function: ([Tensor]) -> Tensor, at inputs: [Tensor], _ name: String
  ) {
    let tracked = inputs.map { $0.tracked() }
    let output = function(tracked)
    var generator = RandomGenerator(seed: 1)
    let upstream = Tensor(generator.uniform(output.shape, low: 0.5, high: 1.5).cast(to: .float64))
    let found = gradients(of: output, with: tracked, upstream: upstream)
    for (index, gradient) in found.enumerated() where inputs[index].dataType.isFloatingPoint {
      #expect(gradient.shape == inputs[index].shape, "\(name): input \(index)")
      for (element, exact) in gradient.scalars(Double.self).enumerated() {
        func value(_ step: Double) -> Tensor {
          var array = inputs[index].array
          array.withUnsafeMutableScalars(of: Double.self) { $0[element] += step }
          var changed = inputs
          changed[index] = Tensor(array)
          return function(changed)
        }
        // Elements that the step leaves alone cancel before their rounding errors add up.
        let change = ((value(Self.step) - value(-Self.step)) * upstream).sum()
        let difference = change.scalar(Double.self) / (2 * Self.step)
        if abs(difference - exact) <= Self.absolute + Self.relative * abs(difference) { continue }
        Issue.record("\(name): input \(index), element \(element): \(exact) ≠ \(difference)")
        // The others would say the same again.
        break
      }
    }
  }
}
