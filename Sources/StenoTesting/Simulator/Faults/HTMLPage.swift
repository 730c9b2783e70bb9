import HTTPTypes

/// The error pages that proxies put in place of a service's own answer.
enum HTMLPage {
    static func answer(status: Int) -> Answer {
        let reason = HTTPResponse.Status(code: status).reasonPhrase
        let page = """
            <html>
            <head><title>\(status) \(reason)</title></head>
            <body>
            <center><h1>\(status) \(reason)</h1></center>
            <hr><center>nginx</center>
            </body>
            </html>

            """
        return .text(page, status: status, contentType: "text/html")
    }
}
