//! Which TLS.

use reqwest::ClientBuilder;

use crate::Error;

/// Which versions of HTTP are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http {
    /// The newest that the host has.
    Any,
    /// HTTP/1.1, the only one that can be upgraded.
    One,
}

/// rustls with the operating system's roots. A machine without any (a bare container) gets Mozilla's.
#[cfg(feature = "rustls")]
pub(crate) fn with_tls(builder: ClientBuilder, versions: Http) -> Result<ClientBuilder, Error> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Config(format!("TLS cannot be set up: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = match versions {
        Http::Any => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Http::One => vec![b"http/1.1".to_vec()],
    };
    Ok(builder.tls_backend_preconfigured(config))
}

/// The operating system's TLS, or none where the crate is built without.
#[cfg(not(feature = "rustls"))]
pub(crate) fn with_tls(builder: ClientBuilder, _: Http) -> Result<ClientBuilder, Error> {
    Ok(builder)
}
