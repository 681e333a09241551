import Tessera

/// Writes the model as an ONNX file, which gets its name only if it answers as the model does.
func export(_ model: Classifier, to path: String, opset: Int) throws {
  let traced = try model.trace(
    inputs: [InputSignature("image", ["batch", 784])], outputs: ["probability"], opset: opset
  ) { model, inputs in [model(inputs[0]).softmax(axis: 1)] }
  let written = try traced.write(to: path)
  print("\(path): opset \(opset), \(written.byteCount) bytes")
  for output in written.report?.outputs ?? [] {
    print("verified: \(output.name) differs by at most \(output.maximumAbsolute)")
  }
}

/// The class that the file's model finds most probable for each image.
func classes(of images: ImageDataset, byModelAt path: String) throws -> [Int64] {
  let session = try InferenceSession(path: path)
  return try Batches(of: images, batchSize: 500, seed: nil).flatMap { batch in
    let outputs = try session.run(["image": batch.images()])
    return outputs["probability"]?.argMax(axis: 1).scalars(Int64.self) ?? []
  }
}
