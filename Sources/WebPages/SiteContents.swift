/// What the page reads first, `models.json`: everything but weights and points.
struct SiteContents: Encodable {
  /// A file of the page's folder.
  struct File: Encodable {
    let path: String
    let bytes: Int
  }

  /// An input or output: its type as ONNX calls it, and its shape for one image.
  struct Argument: Encodable {
    let name: String
    let type: String
    let shape: [Int]
  }

  /// An encoder or a decoder.
  struct Part: Encodable {
    let onnx: File
    let plan: File
    let inputs: [Argument]
    let outputs: [Argument]
    /// The inputs and outputs of the plan, in its order.
    let planInputs: [Argument]
    let planOutputs: [Argument]
    /// For inputs of the plan that stand for labels, their elements for each class.
    let classValues: [String: [[Float]]]
    /// The largest error of any output when the file was verified.
    let largestError: Double
  }

  /// The plane that is dragged across: latent = mean + x · axes[0] + y · axes[1].
  struct Plane: Encodable {
    let mean: [Float]
    let axes: [[Float]]
    /// Whether the axes are principal components of the encoded test images.
    let isProjected: Bool
    /// A list of [x, y, label], one for each of the first test images.
    let points: File
  }

  /// A model that can be switched to.
  struct Model: Encodable {
    let name: String
    let network: String
    let opset: Int
    let dataset: String
    let epochs: Int
    let rows: Int
    let columns: Int
    let latent: Int
    /// The number of classes of a network that takes labels; 0 for others.
    let classes: Int
    /// The negative lower bound over all test images, in nats per image, and the number of these; nil
    /// where it is not finite.
    let testLoss: Double?
    let testImages: Int
    let encoder: Part
    let decoder: Part
    /// Nil where the latent has too many dimensions.
    let plane: Plane?
  }

  /// What tells this file from others of its name.
  static let format = "tessera-page"

  var format = Self.format
  let version: String
  let engine: File
  /// The module of onnxruntime-web.
  let runtime: String
  let models: [Model]
}
