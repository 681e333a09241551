import Exporting
import Layers
import Tensors

extension VariationalAutoencoder {
  /// How many pixels of a drawing page's canvas make one pixel of an image, along each axis.
  public static let canvasScale = 10

  /// What a page for drawing needs, as one function: from the pixels that a canvas gives to a digit.
  ///
  /// The input `canvas` is flat: rows of RGBA pixels in 0…255, `canvasScale` times the image's size
  /// along each axis. The alpha channel is averaged over squares, encoded, sampled with `noise`
  /// (1, latent), decoded, and divided by its largest pixel: `digit` is (rows, columns) in 0…1.
  func canvasFunction(labels: [InputSignature]) -> ExportableFunction {
    let scale = Self.canvasScale
    let (height, width) = (configuration.rows * scale, configuration.columns * scale)
    let canvas = InputSignature(
      "canvas", [.fixed(height * width * 4)], distribution: .between(0...255))
    let noise = InputSignature(
      "noise", [1, .fixed(configuration.latent)], distribution: .normal)
    return ExportableFunction(
      name: "canvas", inputs: [canvas, noise] + labels, outputs: ["digit"], parameters: parameters
    ) { inputs in
      let alpha = inputs[0].reshaped(to: [height, width, 4]).sliced(axis: 2, 3..<4)
      let drawn =
        alpha.reshaped(to: [1, 1, height, width])
        .avgPool2d(kernel: PerAxis(scale)) / 255
      let image = drawn.reshaped(to: [1] + configuration.imageShape)
      let result = self(
        image: image, noise: inputs[1], labels: labels.isEmpty ? nil : inputs.last)
      let digit = result.reconstruction.reshaped(to: [
        configuration.rows, configuration.columns,
      ])
      return [digit / digit.max()]
    }
  }
}
