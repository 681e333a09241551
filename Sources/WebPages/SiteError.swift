/// Why a web page cannot be written. Checkpoints, data and models have errors of their own.
public enum SiteError: Error, Equatable, CustomStringConvertible {
  /// The engine for the browser is in none of the places where it is looked for.
  case engineMissing(searched: [String])
  /// The file is no WebAssembly module.
  case notEngine(String)
  /// The page's own files are not there.
  case pageMissing(searched: [String])
  /// The folder holds something else.
  case foreignFolder(String)
  /// The folder cannot be made or changed, for the reason that the system gives.
  case folder(String, reason: String)
  /// The folder that is to hold onnxruntime-web lacks this file.
  case runtimeMissing(folder: String, file: String)
  /// The engine in the browser has no form for a part of this model.
  case notPlannable(part: String, model: String)
  /// In the browser's engine the plan does not answer as the file.
  case plansDisagree(part: String, model: String, difference: Double)

  /// One line for people.
  public var description: String {
    switch self {
    case .engineMissing(let searched):
      "the page's engine is not built: 'make wasm' builds it, --engine names it "
        + "(looked for \(searched.joined(separator: ", ")))"
    case .notEngine(let file): "\(file): is no WebAssembly module"
    case .pageMissing(let searched):
      "the page's files are missing (looked in \(searched.joined(separator: ", ")))"
    case .foreignFolder(let folder):
      "\(folder): holds something other than a page of vae-export; name a new folder"
    case .folder(let folder, let reason): "\(folder): cannot be written: \(reason)"
    case .runtimeMissing(let folder, let file):
      "\(folder): holds no onnxruntime-web: \(file) is missing"
    case .notPlannable(let part, let model):
      "the \(part) of \(model) has no plan that the page's engine can run"
    case .plansDisagree(let part, let model, let difference):
      "the \(part) of \(model) answers differently in the page's engine, by \(difference)"
    }
  }
}
