import Foundation
import Steno

/// One recording, or one job, named on the command line.
struct Input: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        /// A file that can be read as often as wanted.
        case file(URL, size: Int)
        /// Standard input, or a pipe with a name: readable once.
        case pipe
        /// Something on another machine.
        case address(URL)
        /// A job that a provider has already.
        case job(JobID)
    }

    /// As written on the command line.
    let argument: String
    /// Whether it is the id of a job.
    var isJob = false

    /// Whether it is standard input.
    var isStandardInput: Bool { argument == "-" && !isJob }

    /// The address, where it is one.
    var address: URL? {
        let isAddress = ["http://", "https://"].contains { argument.lowercased().hasPrefix($0) }
        guard isAddress, !isJob, let url = URL(string: argument), url.host != nil else { return nil }
        return url
    }

    /// The name in messages; that of an address is without its query, which may hold a signature.
    var name: String {
        if isStandardInput { return "standard input" }
        guard let address, var parts = URLComponents(url: address, resolvingAgainstBaseURL: false) else {
            return argument
        }
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return parts.string ?? address.host ?? argument
    }

    /// The name without folders, from which the names of the results are made.
    var fileName: String {
        if isStandardInput { return "stdin" }
        let name = isJob ? argument : address?.lastPathComponent ?? URL(fileURLWithPath: argument).lastPathComponent
        // An address or an id may name any folder; the results stay where they belong.
        let safe = name.replacing("/", with: "_").replacing("\0", with: "_")
        return ["", ".", "..", "_"].contains(safe) ? "audio" : safe
    }

    /// Looks at the input without reading it.
    ///
    /// - Throws: ``TranscriptionError`` when it cannot be opened.
    func examine() throws -> Kind {
        if isJob { return .job(JobID(rawValue: argument)) }
        if isStandardInput { return .pipe }
        if let address { return .address(address) }
        guard let status = FileStatus(path: argument) else {
            throw switch errno {
            case ENOENT, ENOTDIR: InputFailure.notFound(argument)
            case EACCES: InputFailure.permissionDenied(argument)
            default: InputFailure.unreadable(argument, errno)
            }
        }
        if status.isDirectory { throw InputFailure.isDirectory(argument) }
        if status.isPipe { return .pipe }
        guard access(argument, R_OK) == 0 else { throw InputFailure.permissionDenied(argument) }
        return .file(URL(fileURLWithPath: argument), size: status.size)
    }
}
