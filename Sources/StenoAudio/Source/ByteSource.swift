import Foundation

/// The bytes of an input, readable at any place, wherever they are.
final class ByteSource {
    let name: String
    let size: Int64

    private enum Storage {
        case file(OpenFile)
        case data(Data)
    }

    private let storage: Storage

    init(_ input: AudioInput) throws(AudioError) {
        name = input.displayName
        switch input {
        case .file(let url):
            let file = try OpenFile(url, name: name)
            size = file.size
            storage = .file(file)
        case .data(let data, _):
            guard !data.isEmpty else { throw .noBytes(name) }
            size = Int64(data.count)
            storage = .data(data)
        }
    }

    /// Reads into the buffer from the given place.
    ///
    /// Returns the number of bytes read, 0 at the end, or minus the error number.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        guard offset >= 0, offset < size, !buffer.isEmpty else { return 0 }
        switch storage {
        case .file(let file):
            return file.read(into: buffer, at: offset)
        case .data(let data):
            return data.withUnsafeBytes { bytes in
                let part = bytes[Int(offset)..<min(bytes.count, Int(offset) + buffer.count)]
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
                return part.count
            }
        }
    }

    /// Up to `count` bytes from the given place; fewer at the end, or if reading fails.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]
                )
                let read = read(into: rest, at: offset + Int64(initialized))
                guard read > 0 else { return }
                initialized += read
            }
        }
    }
}
