import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Testing

@testable import StenoTesting

@Suite struct MultipartReaderTests {
    private static func read(
        _ body: Data,
        pieces: Int = .max,
        _ reader: MultipartReader = MultipartReader(keepsFiles: false)
    ) async throws -> UploadedForm {
        var rest = body[...]
        var buffers: [ByteBuffer] = []
        while !rest.isEmpty {
            buffers.append(ByteBuffer(bytes: rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        for buffer in buffers { continuation.yield(buffer) }
        continuation.finish()
        let fields: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
        let head = HTTPRequest(method: .post, scheme: "http", authority: "h", path: "/", headerFields: fields)
        return try await reader.read(Request(head: head, body: RequestBody(asyncSequence: stream)))
    }

    /// A form whose file holds what looks like boundaries and line ends.
    private static let content = Data("\r\n--\r\n--B\r--b\n--c\r\n\r\n--".utf8) + Data([0, 13, 10, 45, 45, 255])
    private static let form =
        Data("--b\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\nfirst\r\n--b\r\n".utf8)
        + Data("Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b\r\n".utf8)
        + Data("Content-Disposition: form-data; name=\"file\"; filename=\"a;\\\"b\\\".wav\"\r\n".utf8)
        + Data("Content-Type: audio/wav\r\n\r\n".utf8) + content + Data("\r\n--b--\r\n".utf8)

    @Test(arguments: [1, 2, 3, 5, 7, 11, 16, 64, .max]) func piecesMakeNoDifference(size: Int) async throws {
        let form = try await Self.read(Self.form, pieces: size)
        #expect(form["one"] == "first")
        #expect(form["empty"] == "")
        #expect(form.fields.count == 2)
        let file = try #require(form.files.first)
        #expect(file.name == "file")
        #expect(file.file.fileName == "a;\"b\".wav")
        #expect(file.file.contentType == "audio/wav")
        #expect(file.file.size == Int64(Self.content.count))
        #expect(file.file.sha256 == sha256(Self.content))
    }

    @Test func everyCutIsNoticed() async throws {
        // What follows the closing boundary's second hyphen may be missing.
        for length in 0..<(Self.form.count - 2) {
            await #expect(throws: MultipartReader.Failure.self) {
                try await Self.read(Self.form.prefix(length))
            }
        }
    }

    @Test func aNameInUTF8CanBeExtended() async throws {
        let text =
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"; filename*=UTF-8''na%C3%AFve.wav\r\n\r\nx"
        let form = try await Self.read(Data((text + "\r\n--b--").utf8))
        #expect(form.files.first?.file.fileName == "na\u{EF}ve.wav")
    }

    @Test func aFileThatIsTooLargeIsRefused() async throws {
        let size = Int64(Self.content.count)
        let exact = MultipartReader(keepsFiles: false, maximumFileSize: size)
        let form = try await Self.read(Self.form, exact)
        #expect(form.files.count == 1)
        let narrow = MultipartReader(keepsFiles: false, maximumFileSize: size - 1)
        await #expect(throws: MultipartReader.Failure.self) {
            try await Self.read(Self.form, narrow)
        }
    }

    @Test func aKeptFileHasTheBytesUntilItIsDiscarded() async throws {
        let reader = MultipartReader(keepsFiles: true)
        let form = try await Self.read(Self.form, reader)
        let location = try #require(form.files.first?.file.location)
        #expect(try Data(contentsOf: location) == Self.content)
        form.discard()
        #expect(!FileManager.default.fileExists(atPath: location.path))
    }
}
