import Foundation
import Steno

extension WebhookEvent {
    /// The event in its JSON form, on one line.
    var line: String {
        get throws { String(decoding: try JSONEncoder.steno.encode(self), as: UTF8.self) }
    }
}
