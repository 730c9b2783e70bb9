import Foundation
import Synchronization

/// Makes data and counts how many are in memory.
final class LiveBytes: Sendable {
    private let live = Mutex(0)

    /// How many there are.
    var count: Int { live.withLock { $0 } }

    /// Makes one more, too large to be kept inline.
    func make() -> Data {
        live.withLock { $0 += 1 }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 1)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        return Data(
            bytesNoCopy: bytes,
            count: 64,
            deallocator: .custom { bytes, _ in
                bytes.deallocate()
                self.live.withLock { $0 -= 1 }
            }
        )
    }
}
