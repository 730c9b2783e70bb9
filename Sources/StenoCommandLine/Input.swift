import Foundation
import Steno

/// One recording named on the command line.
struct Input: Sendable, Hashable {
    /// What it is.
    enum Kind: Sendable, Hashable {
        /// A file that can be read as often as wanted.
        case file(URL, size: Int)
        /// Standard input, or a pipe with a name: readable once.
        case pipe
    }

    /// As written on the command line.
    let argument: String

    /// Whether it is standard input.
    var isStandardInput: Bool { argument == "-" }

    /// The name in messages.
    var name: String { isStandardInput ? "standard input" : argument }

    /// The name without folders, from which the names of the results are made.
    var fileName: String { isStandardInput ? "stdin" : URL(fileURLWithPath: argument).lastPathComponent }

    /// Looks at the input without reading it.
    ///
    /// - Throws: ``TranscriptionError`` when it cannot be opened.
    func examine() throws -> Kind {
        if isStandardInput { return .pipe }
        var status = stat()
        guard stat(argument, &status) == 0 else {
            throw switch errno {
            case ENOENT, ENOTDIR: InputFailure.notFound(argument)
            case EACCES: InputFailure.permissionDenied(argument)
            default: InputFailure.unreadable(argument, errno)
            }
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw InputFailure.isDirectory(argument)
        case S_IFIFO: return .pipe
        default: break
        }
        guard access(argument, R_OK) == 0 else { throw InputFailure.permissionDenied(argument) }
        return .file(URL(fileURLWithPath: argument), size: Int(status.st_size))
    }
}
