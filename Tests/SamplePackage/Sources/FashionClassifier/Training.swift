import Tessera

/// Shows the model all images, batch by batch, `epochs` times.
func train(_ model: Classifier, on images: ImageDataset, epochs: Int) {
  let parameters = model.trainableParameters
  var optimizer = Adam(learningRate: 0.002)
  for epoch in 0..<epochs {
    let batches = Batches(of: images, batchSize: 64, seed: 0, epoch: epoch)
    var sum: Float = 0
    for batch in batches {
      let logits = model(Tensor(batch.images()))
      let loss = logits.crossEntropy(targets: Tensor(batch.labels()))
      optimizer.update(parameters, gradients: gradients(of: loss, with: parameters))
      sum += loss.scalar(Float.self)
    }
    print("epoch \(epoch + 1): loss \(sum / Float(batches.count))")
  }
}

/// The class that the model finds most probable for each image.
func classes(of images: ImageDataset, by model: Classifier) -> [Int64] {
  withoutRecording {
    Batches(of: images, batchSize: 500, seed: nil).flatMap { batch in
      model(Tensor(batch.images())).argMax(axis: 1).scalars(Int64.self)
    }
  }
}

/// The share of the images whose class was found.
func accuracy(of classes: [Int64], on images: ImageDataset) -> Double {
  let labels = images.labels.scalars(UInt8.self)
  let hits = zip(classes, labels).count { $0 == Int64($1) }
  return Double(hits) / Double(images.count)
}
