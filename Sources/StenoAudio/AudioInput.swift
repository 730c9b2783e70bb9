public import Foundation

/// Where recorded audio comes from: a file on this machine, or bytes in memory.
public enum AudioInput: Sendable, Hashable {
    /// A regular file, named by a `file:` URL. Any other scheme is refused when the input is opened.
    case file(URL)

    /// The whole content of an audio or video file. The name, if there is one, is used in error messages and to recognise
    /// the few formats that have no header.
    case data(Data, name: String? = nil)

    /// What error messages call this input.
    var displayName: String {
        switch self {
        case .file(let url): url.lastPathComponent
        case .data(_, let name): name ?? "the data given"
        }
    }
}
