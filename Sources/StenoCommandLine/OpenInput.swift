import Foundation
import Steno

/// An input that can be worked on.
struct OpenInput: Sendable {
    /// What there is to work on.
    enum Source: Sendable, Equatable {
        /// A recording.
        case audio(AudioSource)
        /// A job that a provider has already.
        case job(JobID)
    }

    let source: Source
    /// The bytes of a recording on this machine; 0 for any other.
    let size: Int
    private var spool: Spool?

    init(_ source: Source, size: Int = 0) {
        self.source = source
        self.size = size
    }

    init(_ spool: Spool) {
        self.init(.audio(.file(spool.file)), size: spool.size)
        self.spool = spool
    }

    /// The recording's path, empty where it is not on this machine.
    var path: String {
        if case .audio(.file(let file)) = source { file.path } else { "" }
    }

    /// Removes what is temporary about it.
    func remove() {
        spool?.remove()
    }
}
