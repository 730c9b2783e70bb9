import Foundation
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

@Suite("Forms and bodies of requests")
struct MultipartFormTests {
    private func bytes(_ body: HTTPRequestBody) async throws -> Data {
        var data = Data()
        for try await piece in try body.open() { data += piece }
        return data
    }

    @Test("a form is what RFC 7578 says, of exactly its length, each time it is opened")
    func form() async throws {
        var form = MultipartForm(boundary: "b")
        form.append("1", name: "a\"\r\nb")
        form.append(.data(Data("x".utf8)), name: "f", fileName: "ü.wav", contentType: "audio/wav\r\nX: y")
        let wanted = """
            --b\r\nContent-Disposition: form-data; name="a%22%0D%0Ab"\r\n\r\n1\r\n\
            --b\r\nContent-Disposition: form-data; name="f"; filename="ü.wav"\r\nContent-Type: audio/wavX: y\r\n\r\nx\r\n\
            --b--\r\n
            """
        #expect(form.contentType == "multipart/form-data; boundary=b")
        #expect(form.body.length == wanted.utf8.count)
        for _ in 0..<2 { #expect(try await bytes(form.body) == Data(wanted.utf8)) }
    }

    @Test("no two forms have the same boundary")
    func boundary() {
        #expect(MultipartForm().contentType != MultipartForm().contentType)
    }

    @Test("a file is read to its end in pieces, and progress ends at the whole")
    func file() async throws {
        try await TemporaryDirectory.with { folder in
            let data = Data((0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 3) })
            let file = folder.appending(path: "a")
            try data.write(to: file)
            let steps = Mutex<[Int64]>([])
            let body = try HTTPRequestBody.file(file).reportingProgress { sent, total in
                #expect(total == 700_000)
                steps.withLock { $0.append(sent) }
            }
            var form = MultipartForm(boundary: "b")
            form.append(body, name: "f", fileName: "a", contentType: "audio/wav")
            let all = try await bytes(form.body)
            #expect(Int64(all.count) == form.body.length && all.range(of: data) != nil)
            #expect(steps.withLock { $0 } == steps.withLock { $0 }.sorted())
            #expect(steps.withLock { $0.last } == 700_000)
        }
    }

    @Test("a form of parts that functions make is the same")
    func made() async throws {
        var form = MultipartForm(boundary: "b")
        let made = HTTPRequestBody(length: 1) { try HTTPRequestBody.data(Data("x".utf8)).open() }
        form.append(made, name: "f", fileName: "a", contentType: "audio/wav")
        var same = MultipartForm(boundary: "b")
        same.append(.data(Data("x".utf8)), name: "f", fileName: "a", contentType: "audio/wav")
        #expect(form.body.length == same.body.length)
        let (one, other) = (try await bytes(form.body), try await bytes(same.body))
        #expect(one == other)
    }

    @Test("a file that is missing or a folder is refused before anything is sent")
    func missing() {
        for path in ["/nonexistent/a.wav", "/"] {
            let error = #expect(throws: TranscriptionError.self) { try HTTPRequestBody.file(URL(filePath: path)) }
            #expect(error?.code == .invalidAudio && error?.message.contains(path) == true)
        }
    }

    @Test("a body that is shorter or longer than it should be fails")
    func wrongLength() async {
        for length in [2, 4] {
            let body = HTTPRequestBody(length: Int64(length)) { try HTTPRequestBody.data(Data(count: 3)).open() }
            let error = await #expect(throws: TranscriptionError.self) { try await bytes(body) }
            #expect(error?.code == .invalidRequest)
        }
    }
}
