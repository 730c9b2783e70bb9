import Foundation
import Synchronization

/// The temporary files of this process, so that none is left behind however it ends.
enum Temporaries {
    private static let paths = Mutex<Set<String>>([])

    /// Notes a file or an empty directory that is to go.
    static func add(_ path: String) {
        _ = paths.withLock { $0.insert(path) }
    }

    /// Notes that a file is no longer temporary, because it was renamed.
    static func keep(_ path: String) {
        _ = paths.withLock { $0.remove(path) }
    }

    /// Removes one.
    static func remove(_ path: String) {
        keep(path)
        Foundation.remove(path)
    }

    /// Removes all, the longest path first, so that directories are empty when their turn comes.
    static func removeAll() {
        let all = paths.withLock { paths in
            defer { paths = [] }
            return paths
        }
        for path in all.sorted(by: { $0.count > $1.count }) { Foundation.remove(path) }
    }
}
