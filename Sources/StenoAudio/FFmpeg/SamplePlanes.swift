#if canImport(CFFmpeg) && !canImport(AudioToolbox)
/// Room for the same number of samples in each of several channels.
final class SamplePlanes {
    private let capacity: Int
    private let samples: UnsafeMutableBufferPointer<Float>
    private let starts: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt8>?>

    init(count: Int, capacity: Int) {
        self.capacity = capacity
        samples = .allocate(capacity: count * capacity)
        samples.initialize(repeating: 0)
        starts = .allocate(capacity: count)
        for plane in 0..<count {
            let start = samples.baseAddress.map { UnsafeMutableRawPointer($0 + plane * capacity) }
            starts.initializeElement(at: plane, to: start?.assumingMemoryBound(to: UInt8.self))
        }
    }

    deinit {
        samples.deallocate()
        starts.deallocate()
    }

    /// Has the planes filled by a function that takes their addresses and how many samples fit.
    func fill(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, Int32) -> Int32
    ) -> Int32 {
        body(starts.baseAddress, Int32(capacity))
    }

    /// Appends the first samples of every plane.
    ///
    /// - Parameters:
    ///   - count: Number of samples, or a negative error number.
    ///   - buffer: Where they go.
    ///   - mending: Whether to put 0 for samples that are infinite or not a number, as damaged floating-point files have.
    /// - Returns: Whether there was no error.
    func append(_ count: Int32, to buffer: inout BlockBuffer, mending: Bool) -> Bool {
        guard count >= 0 else { return false }
        for plane in starts.indices {
            let start = plane * capacity
            let part = UnsafeMutableBufferPointer(rebasing: samples[start..<start + Int(count)])
            if mending {
                for index in part.indices where !part[index].isFinite { part[index] = 0 }
            }
            buffer.append(UnsafeBufferPointer(part), toChannel: plane)
        }
        return true
    }
}
#endif
