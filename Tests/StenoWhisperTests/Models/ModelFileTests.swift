import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoWhisper

@Suite("Checking a Whisper model file")
struct ModelFileTests {
    @Test("reads what a sound one says")
    func sound() throws {
        var model = SyntheticModel()
        let info = try SyntheticModel.with(model.build().bytes, WhisperModelInfo.read)
        #expect(!info.isMultilingual && info.languageCount == 1 && info.family == "custom")
        #expect(info.weightType == "f16" && info.textLayers == 1)
        (model.vocabularySize, model.wordCount, model.melBands, model.filterBands) = (51_866, 50_257, 128, 128)
        (model.audioState, model.textState, model.audioHeads, model.textHeads) = (32, 32, 2, 4)
        (model.audioLayers, model.textLayers, model.fileType, model.tail) = (32, 4, 2009, [1, 2, 3])
        let large = try SyntheticModel.with(model.build().bytes, WhisperModelInfo.read)
        #expect(large.isMultilingual && large.languageCount == 100 && large.family == "large-v3-turbo")
        #expect(large.weightType == "q5_1")
        let data = try JSONEncoder().encode(large)
        #expect(try JSONDecoder().decode(WhisperModelInfo.self, from: data) == large)
    }

    private static let flaws: [(String, @Sendable (inout SyntheticModel) -> Void)] = [
        ("size of the vocabulary", { $0.vocabularySize = 51_863 }),
        ("size of the vocabulary", { $0.vocabularySize = 51_867 }),
        ("audio window", { $0.audioContext = 1499 }),
        ("text window", { $0.textContext = 4 }),
        ("differ in width", { $0.textState = 4 }),
        ("divide", { $0.audioHeads = 3 }),
        ("divide", { $0.textHeads = 0 }),
        ("divide", { $0.audioHeads = -1 }),
        ("encoder layers", { $0.audioLayers = 0 }),
        ("decoder layers", { $0.textLayers = 49 }),
        ("mel bands", { $0.melBands = 40 }),
        ("mel filters", { $0.filterBands = 79 }),
        ("mel filters", { $0.filterBins = 400 }),
        ("file type", { $0.fileType = 4 }),
        ("file type", { $0.fileType = 999 }),
        ("file type", { $0.fileType = -1 }),
        ("packed as q5_1", { $0.fileType = 9 }),
        ("number of words", { $0.wordCount = 100 }),
        ("lacks the word “ ”", { $0.lastWords = [" -", " '"] }),
        ("missing", { $0.omitted = ["decoder.ln.bias"] }),
        ("twice", { $0.extra = [("decoder.ln.bias", TensorShape(.f32, 2))] }),
        ("does not belong", { $0.extra = [("decoder.ln.bias?\n", TensorShape(.f32, 2))] }),
        (
            "in place of",
            { ($0.omitted, $0.extra) = (["decoder.ln.bias"], [("decoder.ln.bias", TensorShape(.f32, 3))]) }
        ),
        ("type 1", { ($0.omitted, $0.extra) = (["decoder.ln.bias"], [("decoder.ln.bias", TensorShape(.f16, 2))]) }),
        ("states", { $0.tail = Array(repeating: 255, count: 12) }),
        ("name of", { $0.tail = Array(repeating: 0, count: 12) }),
        ("ggml format", { $0.magic = 0x6767_6d6d }),
    ]

    @Test("says what is wrong with a flawed one", arguments: flaws.indices)
    func flawed(_ index: Int) throws {
        let (reason, spoil) = Self.flaws[index]
        var model = SyntheticModel()
        spoil(&model)
        let bytes = model.build().bytes
        let error = #expect(throws: TranscriptionError.self) { try SyntheticModel.with(bytes, WhisperModelInfo.read) }
        #expect(error?.code == .invalidModel)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "") does not say \(reason)")
    }

    @Test("recognises what people mistake for models")
    func others() throws {
        let others: [(String, String)] = [
            ("", "empty"), ("ab", "2 bytes"), ("GGUF\u{3}", "GGUF"), ("PK\u{3}\u{4}", "zip"),
            ("version https://git-lfs.github.com/spec/v1\noid", "LFS"), ("\n<!DOCTYPE html>", "web page"),
            ("{\"error\":\"no\"}", "JSON"), ("lmgg", "in the middle of"), ("random bytes", "mark"),
        ]
        for (text, reason) in others {
            let error = #expect(throws: TranscriptionError.self) {
                try SyntheticModel.with(Data(text.utf8), WhisperModelInfo.read)
            }
            #expect(error?.code == .invalidModel)
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "") does not say \(reason)")
        }
        let missing = URL(filePath: "/nonexistent/model.bin")
        #expect(#expect(throws: TranscriptionError.self) { try WhisperModelInfo.read(missing) }?.code == .modelNotFound)
        let folder = FileManager.default.temporaryDirectory
        #expect(#expect(throws: TranscriptionError.self) { try WhisperModelInfo.read(folder) }?.code == .invalidModel)
    }

    @Test("refuses one that is cut off anywhere")
    func truncated() throws {
        let (bytes, heads) = SyntheticModel().build()
        try SyntheticModel.with(bytes) { url in
            let file = try FileHandle(forWritingTo: url)
            let ends =
                [bytes.count - 1, bytes.count - 5] + heads.flatMap { [$0.upperBound, $0.lowerBound + 13] } + [
                    64_376, 9, 50,
                ]
            for end in ends.sorted(by: >) {
                try file.truncate(atOffset: UInt64(end))
                #expect(throws: TranscriptionError.self, "\(end) bytes") { try WhisperModelInfo.read(url) }
            }
        }
    }

    @Test("never crashes on damaged heads, and lets through only what is still consistent")
    func fuzz() throws {
        let (bytes, heads) = SyntheticModel().build()
        let sound = try SyntheticModel.with(bytes, WhisperModelInfo.read)
        let words = 56 + 80 * 201 * 4
        let places = Array(0..<56) + Array(words..<words + 4)
        var generator = SeededGenerator(seed: 42)
        try SyntheticModel.with(bytes) { url in
            let file = try FileHandle(forUpdating: url)
            for _ in 0..<2000 {
                var place = places.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<20, using: &generator) {
                case 0..<3: place = heads.randomElement(using: &generator)?.randomElement(using: &generator) ?? 0
                case 3: place = words + 4 + Int.random(in: 0..<50_256 * 5, using: &generator)
                default: break
                }
                let value = bytes[place] ^ UInt8.random(in: 1...255, using: &generator)
                try file.seek(toOffset: UInt64(place))
                try file.write(contentsOf: [value])
                do {
                    // Of one changed byte, only those of a word's letter and of the heads' count do no harm.
                    let info = try WhisperModelInfo.read(url)
                    #expect(info.audioState == sound.audioState && info.vocabularySize >= 51_864)
                    #expect(info.byteCount == sound.byteCount && info.audioState % info.audioHeads == 0)
                } catch let error as TranscriptionError {
                    #expect(error.code == .invalidModel)
                }
                try file.seek(toOffset: UInt64(place))
                try file.write(contentsOf: [bytes[place]])
            }
        }
    }
}

@Suite("Checking a voice activity model file")
struct VoiceActivityModelFileTests {
    static let silero: URL = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: ".cache/whisper.cpp/models/for-tests-silero-v6.2.0-ggml.bin")
    }()

    @Test("reads the published one", .enabled(if: FileManager.default.fileExists(atPath: silero.path)))
    func published() async throws {
        let info = try VoiceActivityModelInfo.read(Self.silero)
        #expect(info.name == "silero-16k" && info.version == "6.2.0" && info.windowLength == 512)
        let entry = try ModelCatalogue.official.entry(named: "silero-v6.2.0")
        #expect(info.byteCount == entry.byteCount)
        #expect(ModelFixture.sha256(Array(try Data(contentsOf: Self.silero))) == entry.sha256)
        let error = #expect(throws: TranscriptionError.self) { try WhisperModelInfo.read(Self.silero) }
        #expect(error?.message.contains("voice activity") == true)
    }

    @Test("refuses a damaged one", .enabled(if: FileManager.default.fileExists(atPath: silero.path)))
    func damaged() throws {
        let bytes = try Data(contentsOf: Self.silero)
        for place in Array(0..<18) + Array(30..<102) {
            var bytes = bytes
            bytes[place] ^= 0x55
            #expect(throws: TranscriptionError.self, "byte \(place)") {
                try SyntheticModel.with(bytes, VoiceActivityModelInfo.read)
            }
        }
    }

    @Test("refuses a Whisper model")
    func otherKind() throws {
        #expect(throws: TranscriptionError.self) {
            try SyntheticModel.with(SyntheticModel().build().bytes, VoiceActivityModelInfo.read)
        }
    }
}
