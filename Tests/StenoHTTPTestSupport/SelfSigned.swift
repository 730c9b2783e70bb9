import NIOSSL

/// A certificate for this machine that nobody has signed but itself, made for these tests alone.
enum SelfSigned {
    static func configuration() throws -> TLSConfiguration {
        .makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        )
    }

    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmjCCAUGgAwIBAgIUQ9PPYlFWbu8UB/zB8typZYngJ9AwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA1MzQ1NVoYDzIxMjYxMDI4
        MDUzNDU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASt/KGi/lQYWf/9teew2yO8zOf0nyjwbHiXSFwe67lWFZkzS5tbZCPu
        i4v1l7gPs/4AiJE5KKQJNAUe3Wt33fUKo28wbTAdBgNVHQ4EFgQUb/7MGtEHLYiG
        ZmNE23guj4OKdtwwHwYDVR0jBBgwFoAUb/7MGtEHLYiGZmNE23guj4OKdtwwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDRwAwRAIgVyEiDeXnRD3FaZZryeMwOPrPHHG/bLZI++F9iAdVjMkCIDIc
        FMTmZy26Rkh/FWyWeYyMwgS07OnOMqQTpqpm95WL
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMwIJ07X1J6JMPDg/
        BJv9HB1BFDQNvJgIQIUuhtXLRT+hRANCAASt/KGi/lQYWf/9teew2yO8zOf0nyjw
        bHiXSFwe67lWFZkzS5tbZCPui4v1l7gPs/4AiJE5KKQJNAUe3Wt33fUK
        -----END PRIVATE KEY-----
        """
}
