// swift-tools-version: 6.1

import PackageDescription

// Linux links the whisper.cpp that pkg-config finds. Apple hosts use the framework whisper.cpp itself publishes.
#if os(macOS)
let whisperDependency: Target.Dependency = "whisper"
let whisperTargets: [Target] = [
    .binaryTarget(
        name: "whisper",
        url: "https://github.com/ggml-org/whisper.cpp/releases/download/v1.9.1/whisper-v1.9.1-xcframework.zip",
        checksum: "8c3ecbe73f48b0cb9318fc3058264f951ab336fd530e82c4ccdd2298d1311a4c"
    )
]
#else
let whisperDependency: Target.Dependency = "CWhisper"
let whisperTargets: [Target] = [
    .systemLibrary(
        name: "CWhisper",
        pkgConfig: "whisper",
        providers: [.apt(["libwhisper-dev"]), .brew(["whisper-cpp"])]
    )
]
#endif

let package = Package(
    name: "Steno",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "Steno", targets: ["Steno"]),
        .library(name: "StenoAudio", targets: ["StenoAudio"]),
        .library(name: "StenoWhisper", targets: ["StenoWhisper"]),
        .library(name: "StenoDemoModel", targets: ["StenoDemoModel"]),
        .executable(name: "steno", targets: ["StenoCommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .target(
            name: "Steno",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "StenoAudio",
            dependencies: [.target(name: "CFFmpeg", condition: .when(platforms: [.linux]))]
        ),
        .target(
            name: "StenoWhisper",
            dependencies: [
                "Steno",
                "StenoAudio",
                whisperDependency,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "StenoDemoModel", dependencies: ["StenoWhisper"], resources: [.copy("Resources")]),
        .executableTarget(
            name: "StenoCommandLine",
            dependencies: [
                "Steno",
                "StenoAudio",
                "StenoWhisper",
                "StenoDemoModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .systemLibrary(
            name: "CFFmpeg",
            pkgConfig: "libavformat",
            providers: [.apt(["libavformat-dev", "libavcodec-dev", "libswresample-dev"])]
        ),

        .target(name: "StenoTestSupport", dependencies: ["Steno"], path: "Tests/StenoTestSupport"),
        .testTarget(name: "StenoTests", dependencies: ["Steno", "StenoTestSupport"]),
        .testTarget(name: "StenoAudioTests", dependencies: ["StenoAudio", "StenoTestSupport"]),
        .testTarget(
            name: "StenoWhisperTests",
            dependencies: [
                "StenoWhisper",
                "StenoDemoModel",
                "StenoTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "StenoCommandLineTests", dependencies: ["StenoCommandLine", "StenoTestSupport"]),
    ] + whisperTargets,
    swiftLanguageModes: [.v6]
)

for target in package.targets where ![.system, .binary].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
