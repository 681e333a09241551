// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "FashionClassifier",
  dependencies: [.package(name: "Tessera", path: "../..")],
  targets: [
    .executableTarget(
      name: "FashionClassifier",
      dependencies: [.product(name: "Tessera", package: "Tessera")])
  ]
)
