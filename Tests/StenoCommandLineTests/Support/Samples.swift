import Foundation

/// The recording that comes with the demo model.
enum Samples {
    static let text =
        "This is Anna calling from Boston. The meeting starts on Tuesday at ten. "
        + "We need twelve copies of the contract. Thank you for calling Robert."

    static let voicemail = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/StenoDemoModel/Resources/voicemail.wav")

    /// The recording so many times in a row.
    static func voicemail(times: Int) throws -> Data {
        let file = try Data(contentsOf: voicemail)
        let samples = file.dropFirst(44)
        func little(_ number: Int) -> Data {
            withUnsafeBytes(of: UInt32(number).littleEndian) { Data($0) }
        }
        let size = samples.count * times
        var data = file.prefix(4) + little(size + 36) + file[8..<40] + little(size)
        for _ in 0..<times { data += samples }
        return data
    }
}
