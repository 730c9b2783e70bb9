// swift-tools-version: 6.1

import PackageDescription

// A package of its own, so that it takes Steno as any other package would.
let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "steno", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "quick-start",
            dependencies: [.product(name: "StenoDemoModel", package: "steno")],
            path: "Sources/QuickStart"
        ),
        .executableTarget(
            name: "transcribe-anywhere",
            dependencies: [
                .product(name: "StenoDemoModel", package: "steno"),
                .product(name: "StenoProviders", package: "steno"),
            ],
            path: "Sources/TranscribeAnywhere"
        ),
        .executableTarget(
            name: "webhook-server",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "StenoHummingbird", package: "steno"),
                .product(name: "StenoProviders", package: "steno"),
                .product(name: "StenoTesting", package: "steno"),
            ],
            path: "Sources/WebhookServer"
        ),
    ],
    swiftLanguageModes: [.v6]
)
