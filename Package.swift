// swift-tools-version: 6.1
import PackageDescription

/// Targets in dependency order: each depends only on those above it.
let package = Package(
  name: "Tessera",
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .executable(name: "vae-train", targets: ["vae-train"]),
    .executable(name: "vae-export", targets: ["vae-export"]),
    .executable(name: "vae-sample", targets: ["vae-sample"]),
    .executable(name: "vae-evaluate", targets: ["vae-evaluate"]),
    .executable(name: "onnx-run", targets: ["onnx-run"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.28.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .target(name: "CKernels"),
    .target(name: "Arrays", dependencies: ["COpenBLAS", "CKernels"]),
    .target(name: "ArrayFiles", dependencies: ["Arrays", "CZlib", "CDeflate"]),
    .target(name: "ONNX"),
    .target(
      name: "ONNXFiles",
      dependencies: [
        "ONNX", "ArrayFiles", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["onnx.proto"]),
    .target(name: "Tensors", dependencies: ["Arrays", "ONNX"]),
    .target(name: "Layers", dependencies: ["Tensors"]),
    .target(name: "Images", dependencies: ["CPNG", "Arrays", "ArrayFiles"]),
    .target(
      name: "Datasets", dependencies: ["Arrays", "ArrayFiles"], path: "Datasets",
      exclude: ["README.md"], sources: ["Sources"], resources: [.copy("mnist")]),
    .target(name: "Executing", dependencies: ["CKernels"]),
    .target(
      name: "Inference",
      dependencies: ["COpenBLAS", "CKernels", "ONNX", "ONNXFiles", "Executing", "Arrays"]),
    .target(name: "Conformance", dependencies: ["Inference", "ArrayFiles"]),
    .target(
      name: "Exporting", dependencies: ["Layers", "ONNXFiles", "Inference", "ArrayFiles"]),
    .target(name: "Importing", dependencies: ["Layers", "ONNXFiles", "Inference"]),
    .target(
      name: "TensorBoard",
      dependencies: [
        "Arrays", "ArrayFiles", "Images",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["event.proto"]),
    .target(name: "Terminals"),
    .target(
      name: "VAE",
      dependencies: [
        "Layers", "ArrayFiles", "Datasets", "Images", "Exporting", "TensorBoard", "Terminals",
      ]),
    .target(
      name: "WebPages",
      dependencies: [
        "Arrays", "ArrayFiles", "ONNX", "ONNXFiles", "Datasets", "Executing", "Inference",
        "Exporting", "VAE",
      ],
      exclude: ["Engine"], resources: [.copy("Page")]),
    .target(
      name: "Tessera",
      dependencies: [
        "Arrays", "ONNX", "ONNXFiles", "Tensors", "Layers", "ArrayFiles", "Images", "Datasets",
        "Inference", "Exporting", "Importing", "TensorBoard", "VAE",
      ]),
    .target(
      name: "Commands",
      dependencies: [
        "Terminals", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
    + ["vae-train", "vae-export", "vae-sample", "vae-evaluate"].map { command in
      .executableTarget(
        name: command,
        dependencies: [
          "Tessera", "Commands", "Terminals",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ] + (command == "vae-export" ? ["WebPages"] : []))
    }
    + [
      .executableTarget(
        name: "onnx-run",
        dependencies: [
          "Inference", "ArrayFiles", "Conformance", "Commands", "Terminals",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
      .target(
        name: "TestSupport", dependencies: ["Tessera"], path: "Tests/TestSupport"),
    ]
    + [
      "Arrays", "ONNX", "ONNXFiles", "Tensors", "Layers", "ArrayFiles", "Images", "Datasets",
      "Executing", "Inference", "Conformance", "Exporting", "Importing", "TensorBoard", "VAE",
      "Tessera", "Commands", "WebPages",
    ].map { name in
      .testTarget(
        name: "\(name)Tests",
        dependencies: ["Tessera", "Executing", "Conformance", "WebPages", "TestSupport"],
        exclude: name == "Conformance" ? ["Passing"] : [])
    },
  swiftLanguageModes: [.v6]
)
