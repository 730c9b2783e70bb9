public import Foundation
import HTTPTypes
import Steno

/// A file stored at Soniox.
public struct SonioxFile: Sendable, Hashable, Identifiable {
    /// The file's id, for ``AudioSource/stored(id:)``.
    public var id: String
    /// The file's name.
    public var filename: String?
    /// The file's length in bytes.
    public var size: Int?
    /// When it was uploaded.
    public var createdAt: Date?
    /// The caller's own name for it.
    public var clientReferenceID: String?
}

/// The audio files a project stores at Soniox.
///
/// A file may be transcribed any number of times. It is to be kept until the jobs made of it have ended, and counts against
/// a quota until it is deleted: ``SonioxLimits/storedFiles`` and ``SonioxLimits/storedBytes`` by default. Whether Soniox
/// deletes old files by itself is told differently in different places.
public struct SonioxFiles: Sendable {
    let http: HTTPPipeline

    /// Uploads a file, read as it is sent.
    ///
    /// Repeated only where Soniox certainly stored nothing. After a `connection` or `timeout` error the file may be stored
    /// all the same.
    /// - Parameters:
    ///   - file: The file on this machine, ``SonioxLimits/fileSize`` at most.
    ///   - name: The name Soniox is told; nil takes the file's own.
    ///   - reference: The caller's own name for the file, 256 characters at most; need not be unique.
    ///   - progress: Told how far the upload has come.
    /// - Returns: The file as Soniox stored it.
    /// - Throws: ``TranscriptionError``; `invalidAudio` and `invalidRequest` before any call, `quotaExceeded` when no more
    ///   files can be stored.
    public func upload(
        _ file: URL,
        name: String? = nil,
        reference: String? = nil,
        progress: (@Sendable (UploadProgress) -> Void)? = nil
    ) async throws -> SonioxFile {
        let upload = try UploadedFile(file, name: name, of: Soniox.id)
        return try await self.upload(upload.reportingProgress(progress), reference: reference)
    }

    /// Uploads audio that is in memory.
    ///
    /// - Parameters:
    ///   - data: The audio, ``SonioxLimits/fileSize`` at most.
    ///   - name: The name Soniox is told.
    ///   - reference: The caller's own name for the file, 256 characters at most; need not be unique.
    ///   - progress: Told how far the upload has come.
    /// - Returns: The file as Soniox stored it.
    /// - Throws: ``TranscriptionError``, as for a file.
    public func upload(
        _ data: Data,
        name: String,
        reference: String? = nil,
        progress: (@Sendable (UploadProgress) -> Void)? = nil
    ) async throws -> SonioxFile {
        let upload = UploadedFile(name: name, body: .data(data))
        return try await self.upload(upload.reportingProgress(progress), reference: reference)
    }

    func upload(_ upload: UploadedFile, reference: String?) async throws -> SonioxFile {
        var rules = RequestRules(of: Soniox.id)
        SonioxLimits.check(upload, reference: reference, &rules)
        try rules.check()
        var form = MultipartForm()
        if let reference { form.append(reference, name: "client_reference_id") }
        form.append(upload.body, name: "file", fileName: upload.name, contentType: upload.contentType)
        var call = HTTPCall(.post, "/v1/files", operation: "upload")
        call.body = form.body
        call.contentType = form.contentType
        call.repetition = .ifRefused
        return try await http.send(call).read(SonioxFile.self, of: Soniox.id)
    }

    /// What Soniox tells of a file.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such file in the key's project.
    public func get(_ id: String) async throws -> SonioxFile {
        let path = try HTTPPath("/v1/files").appending(id: id, of: Soniox.id)
        return try await http.send(HTTPCall(.get, path, operation: "file")).read(SonioxFile.self, of: Soniox.id)
    }

    /// Deletes a file.
    ///
    /// Deleting what is gone already succeeds.
    public func delete(_ id: String) async throws {
        var call = HTTPCall(
            .delete,
            try HTTPPath("/v1/files").appending(id: id, of: Soniox.id),
            operation: "deleteFile"
        )
        call.expected = [404]
        _ = try await http.send(call)
    }

    /// How many files the project stores.
    public func count() async throws -> SonioxCount {
        try await http.send(HTTPCall(.get, "/v1/files/count", operation: "count")).read(SonioxCount.self, of: Soniox.id)
    }

    /// All files of the project, page after page, as far as the caller reads.
    ///
    /// - Parameter pageSize: The files of one page, from 1 to 1,000; nil is Soniox's default, 1,000.
    /// - Returns: The files.
    public func list(pageSize: Int? = nil) -> PageSequence<SonioxFile> {
        PageSequence(of: Soniox.id) { cursor in
            let page = try await page(size: pageSize, cursor)
            return (page.files, page.nextCursor)
        }
    }

    func page(size: Int?, _ cursor: String?) async throws -> SonioxFilePage {
        try SonioxLimits.check(pageSize: size)
        var call = HTTPCall(.get, "/v1/files", operation: "files")
        call.setPage(limit: size, cursor: cursor)
        return try await http.send(call).read(SonioxFilePage.self, of: Soniox.id)
    }
}

extension SonioxFile: JSONReadable {
    package init(from json: inout JSONReader) throws {
        id = ""
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "filename": filename = try? json.readString()
            case "size": size = try? json.readInt()
            case "created_at": createdAt = (try? json.readString()).flatMap { Date(wire: $0) }
            case "client_reference_id": clientReferenceID = try? json.readString()
            default: break
            }
        }
        if id.isEmpty { throw json.missing("id") }
    }
}

/// One page of the list of files.
struct SonioxFilePage: JSONReadable {
    var files: [SonioxFile] = []
    var nextCursor: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "files": files = try json.readArray(of: SonioxFile.self)
            case "next_page_cursor": nextCursor = try json.readCursor()
            default: break
            }
        }
    }
}

/// How many of something a project has.
public struct SonioxCount: Sendable, Hashable {
    /// All of them.
    public var total: Int?
    /// Those made by calls of the API.
    public var publicAPI: Int?
    /// Those made in the playground of Soniox's console.
    public var playground: Int?
}

extension SonioxCount: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "total": total = try? json.readInt()
            case "public_api": publicAPI = try? json.readInt()
            case "playground": playground = try? json.readInt()
            default: break
            }
        }
    }
}
