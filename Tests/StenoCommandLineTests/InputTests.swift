import Foundation
import Steno
import Testing

@testable import StenoCommandLine

@Suite struct InputTests {
    @Test func tellsAddressesFromFiles() {
        #expect(Input(argument: "https://example.org/a.mp3").address?.host == "example.org")
        #expect(Input(argument: "HTTP://127.0.0.1:8080/a.mp3").address?.port == 8080)
        #expect(Input(argument: "ftp://example.org/a.mp3").address == nil)
        #expect(Input(argument: "https:/a.mp3").address == nil)
        #expect(Input(argument: "http.mp3").address == nil)
    }

    @Test func tellsNoSignatureOfAnAddress() {
        let input = Input(argument: "https://anna:secret@example.org/talks/a.mp3?signature=secret#secret")
        #expect(input.name == "https://example.org/talks/a.mp3")
        #expect(input.fileName == "a.mp3")
    }

    @Test(arguments: [
        ("https://example.org/..%2F..%2Fetc%2Fpasswd", ".._.._etc_passwd"), ("https://example.org", "audio"),
        ("https://example.org/", "audio"), ("https://example.org/a/..", "audio"),
        ("https://example.org/my%20talk.mp3?x=1", "my talk.mp3"),
    ])
    func keepsTheNameOfAnAddressInsideTheFolderOfTheResults(address: String, name: String) {
        #expect(Input(argument: address).fileName == name)
    }

    @Test func takesAJobForAJobWhateverItsId() throws {
        for id in ["-", "https://example.org", "../../etc/passwd", "7f3c"] {
            let input = Input(argument: id, isJob: true)
            #expect(try input.examine() == .job(JobID(rawValue: id)))
            #expect(!input.fileName.contains("/"))
        }
        #expect(Input(argument: "..", isJob: true).fileName == "audio")
    }

    @Test(arguments: [
        ("7f3c-2a", "7f3c-2a"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$(rm)", "'$(rm)'"), ("", "''"),
        ("-rf", "'-rf'"), ("/home/anna/.config", "/home/anna/.config"),
    ])
    func quotesForAShell(text: String, quoted: String) {
        #expect(text.shellQuoted == quoted)
    }
}
