package import Foundation
package import Steno

extension JSONReadingError {
    /// Whether the reader refuses this document on purpose where Foundation takes it.
    package func isStricterThanFoundation(about document: Data) -> Bool {
        switch problem {
        case .nestedTooDeeply, .numberOutOfRange: true
        default: Self.isWide(document) || isAfterLastComma(in: document)
        }
    }

    /// Whether Foundation takes the bytes for UTF-16 or UTF-32.
    private static func isWide(_ document: Data) -> Bool {
        document.prefix(4).contains(0) || document.starts(with: [0xFF, 0xFE]) || document.starts(with: [0xFE, 0xFF])
    }

    /// Whether the place is a closing bracket after a comma.
    private func isAfterLastComma(in document: Data) -> Bool {
        let space = Data(" \t\r\n".utf8)
        let before = document.prefix(offset).last { !space.contains($0) }
        let here = document.dropFirst(offset).first
        return before == UInt8(ascii: ",") && (here == UInt8(ascii: "]") || here == UInt8(ascii: "}"))
    }
}
