import Foundation
import StenoAudio
import Testing

#if os(Linux)
import Glibc

/// A file from outside must not make the reader open other files or connect anywhere.
@Suite struct PlaylistTests {
    /// A socket on this machine that would notice a connection.
    private final class Listener {
        let port: UInt16
        private let descriptor: Int32

        init() throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let status = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(descriptor, address, size) | listen(descriptor, 4)
                        | getsockname(descriptor, address, &size)
                }
            }
            try #require(status == 0)
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit {
            close(descriptor)
        }

        var wasContacted: Bool { accept(descriptor, nil, nil) >= 0 }
    }

    private static let playlists: [(name: String, text: String)] = [
        ("hls.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nTARGET\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile 'TARGET'\n"),
        (
            "session.sdp",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio PORT RTP/AVP 0\na=rtpmap:0 PCMU/8000\n"
        ),
        (
            "manifest.mpd",
            """
            <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile" \
            mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="audio/wav"><Representation id="1" \
            bandwidth="1"><BaseURL>TARGET</BaseURL></Representation></AdaptationSet></Period></MPD>
            """
        ),
        ("plain.m3u", "TARGET\n"),
        ("list.pls", "[playlist]\nFile1=TARGET\n"),
    ]

    @Test(arguments: playlists.map(\.name))
    func opensNothingElse(_ name: String) throws {
        let text = try #require(Self.playlists.first { $0.name == name }).text
        let neighbour = try Fixtures.sweep(rate: 16_000)
        let listener = try Listener()
        let targets = [
            neighbour.lastPathComponent, neighbour.path, "file:\(neighbour.path)", neighbour.absoluteString,
            "http://127.0.0.1:\(listener.port)/a.wav", "tcp://127.0.0.1:\(listener.port)",
            "concat:\(neighbour.path)", "subfile,,start,0,end,0,,:\(neighbour.path)",
        ]
        for (index, target) in targets.enumerated() {
            let content = Data(
                text.replacingOccurrences(of: "TARGET", with: target)
                    .replacingOccurrences(of: "PORT", with: "\(listener.port)").utf8
            )
            for ending in [name, "renamed.mp3"] {
                let file = try Fixtures.file("\(index)-\(name)-\(ending)", content)
                for input in [AudioInput.file(file), .data(content, name: ending)] {
                    let decoded = Decoded(input)
                    #expect(decoded.error?.code == .notAudio, "\(target): \(String(describing: decoded.error))")
                    #expect(decoded.samples.isEmpty)
                }
            }
        }
        #expect(!listener.wasContacted)
    }
}
#endif
