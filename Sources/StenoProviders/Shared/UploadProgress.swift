/// How far an upload has come.
public struct UploadProgress: Sendable, Hashable {
    /// The name the service is told for the file.
    public var fileName: String
    /// The bytes of the file handed to the network so far.
    ///
    /// It begins at 0 again when the upload has to be repeated.
    public var sent: Int64
    /// The file's length in bytes.
    public var total: Int64

    /// Describes how far an upload has come.
    public init(fileName: String, sent: Int64, total: Int64) {
        self.fileName = fileName
        self.sent = sent
        self.total = total
    }
}
