import Foundation
import TestSupport
import VAE

/// A request for a small network on the small data set in `root`.
func smallRequest(_ root: String, _ run: String = "run", epochs: Int = 2) -> TrainingRequest {
  var request = TrainingRequest()
  request.epochs = epochs
  request.batchSize = 16
  request.hidden = 8
  request.latent = 2
  request.dataFolder = "\(root)/data"
  request.output = "\(root)/\(run)"
  return request
}

/// A request to go on with the run `run` in `root`, all settings as they were.
func resumption(_ root: String, _ run: String = "run") -> TrainingRequest {
  var request = TrainingRequest()
  request.output = "\(root)/\(run)"
  request.resume = true
  return request
}

/// What the error that `body` throws says; empty where it throws none.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}
