//! Whom TLS trusts.

use crate::Error;

/// Which versions of HTTP are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http {
    /// The newest that the host has.
    Any,
    /// HTTP/1.1, the only one that can be upgraded.
    One,
}

/// Whom to trust besides those whom everybody trusts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trust {
    /// Certificates of authorities, each PEM or DER.
    pub(crate) roots: Vec<Vec<u8>>,
    /// SHA-256 of single certificates.
    pub(crate) fingerprints: Vec<[u8; 32]>,
}

/// Reads a fingerprint: 32 bytes in hexadecimal digits, with colons between them or without.
pub(crate) fn fingerprint(text: &str) -> Result<[u8; 32], Error> {
    let digits: String = text
        .chars()
        .filter(|digit| !matches!(digit, ':' | ' '))
        .collect();
    let mut bytes = [0; 32];
    let read = digits.len() == 64 && digits.is_ascii();
    let read = read
        && bytes.iter_mut().enumerate().all(|(index, byte)| {
            let digits = digits.get(2 * index..2 * index + 2);
            let number = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            number.map(|number| *byte = number).is_some()
        });
    if read {
        return Ok(bytes);
    }
    Err(Error::Config(format!(
        "{text:?} is no SHA-256 fingerprint: that has 64 hexadecimal digits, such as openssl x509 -fingerprint -sha256 prints"
    )))
}

#[cfg(feature = "rustls")]
pub(crate) use with_rustls::{Tls, certificate_problem};

#[cfg(feature = "rustls")]
mod with_rustls {
    use std::{error::Error as _, fmt, fmt::Write as _, io, sync::Arc};

    use reqwest::ClientBuilder;
    use rustls::{
        CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
        SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        },
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    };

    use super::{Http, Trust};
    use crate::Error;

    /// rustls with the operating system's roots. A machine without any (a bare container) gets Mozilla's.
    pub(crate) struct Tls(ClientConfig);

    impl Tls {
        pub(crate) fn new(trust: &Trust) -> Result<Self, Error> {
            let error =
                |error: &dyn fmt::Display| Error::Config(format!("TLS cannot be set up: {error}"));
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
            for root in &trust.roots {
                for root in certificates(root)? {
                    roots.add(root).map_err(|problem| error(&problem))?;
                }
            }
            let provider = Arc::new(aws_lc_rs::default_provider());
            let everybody =
                WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&provider))
                    .build()
                    .map_err(|problem| error(&problem))?;
            let verifier = Verifier {
                everybody,
                fingerprints: trust.fingerprints.clone(),
            };
            let config = ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .map_err(|problem| error(&problem))?
                // Nothing about it is weaker than the usual one, which it asks.
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
                .with_no_client_auth();
            Ok(Self(config))
        }

        pub(crate) fn set_up(
            &self,
            builder: ClientBuilder,
            versions: Http,
        ) -> Result<ClientBuilder, Error> {
            let mut config = self.0.clone();
            config.alpn_protocols = match versions {
                Http::Any => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
                Http::One => vec![b"http/1.1".to_vec()],
            };
            Ok(builder.tls_backend_preconfigured(config))
        }
    }

    fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
        if !bytes.starts_with(b"-----") && !bytes.windows(11).any(|text| text == b"-----BEGIN ") {
            return Ok(vec![CertificateDer::from(bytes.to_vec())]);
        }
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).collect();
        match read {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            _ => Err(Error::Config(
                "a root certificate cannot be read; it is to be PEM (with BEGIN CERTIFICATE) or DER".into(),
            )),
        }
    }

    /// Takes the certificates that are known by their fingerprint, and asks the usual verifier about all others. That the
    /// server holds the certificate's key is proven in either case.
    #[derive(Debug)]
    struct Verifier {
        everybody: Arc<WebPkiServerVerifier>,
        fingerprints: Vec<[u8; 32]>,
    }

    impl ServerCertVerifier for Verifier {
        fn verify_server_cert(
            &self,
            end_entity: &CertificateDer<'_>,
            intermediates: &[CertificateDer<'_>],
            server_name: &ServerName<'_>,
            ocsp_response: &[u8],
            now: UnixTime,
        ) -> Result<ServerCertVerified, rustls::Error> {
            let digest = aws_lc_rs_digest(end_entity);
            if self.fingerprints.contains(&digest) {
                return Ok(ServerCertVerified::assertion());
            }
            self.everybody
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .map_err(|error| match error {
                    rustls::Error::InvalidCertificate(problem) => {
                        let refused = Refused { problem, digest };
                        CertificateError::Other(OtherError(Arc::new(refused))).into()
                    }
                    error => error,
                })
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            self.everybody.verify_tls12_signature(message, cert, dss)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            self.everybody.verify_tls13_signature(message, cert, dss)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.everybody.supported_verify_schemes()
        }
    }

    fn aws_lc_rs_digest(certificate: &CertificateDer<'_>) -> [u8; 32] {
        let mut bytes = [0; 32];
        let digest = ::aws_lc_rs::digest::digest(&::aws_lc_rs::digest::SHA256, certificate);
        bytes.copy_from_slice(digest.as_ref());
        bytes
    }

    /// Why a certificate was not taken, and which it was.
    #[derive(Debug)]
    struct Refused {
        problem: CertificateError,
        digest: [u8; 32],
    }

    impl Refused {
        fn advice(&self) -> String {
            let (problem, remedy) = match &self.problem {
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => (
                    "the certificate is made out to another name",
                    "use the name that it is made out to (a Plex server's certificate is for its plex.direct name, not \
                     for its bare address)",
                ),
                CertificateError::UnknownIssuer | CertificateError::BadSignature => (
                    "nobody who is trusted vouches for the certificate",
                    "add the authority that issued it with PlexBuilder::root_certificates",
                ),
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => (
                    "the certificate is not valid today",
                    "set the clocks right, or let the server renew it",
                ),
                _ => (
                    "the certificate was refused",
                    "ask the server's owner for a better one",
                ),
            };
            let mut fingerprint = String::new();
            for byte in self.digest {
                // Writing to a string does not fail.
                let _ = write!(fingerprint, "{byte:02X}");
            }
            format!(
                "{problem}; {remedy}, or take this one certificate with PlexBuilder::accept_fingerprint if it is yours: \
                 {fingerprint}"
            )
        }
    }

    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            fmt::Display::fmt(&self.problem, f)
        }
    }

    impl std::error::Error for Refused {}

    /// What is wrong with a certificate and what to do about it, if that is why a request failed.
    pub(crate) fn certificate_problem(error: &reqwest::Error) -> Option<String> {
        let mut cause = error.source();
        while let Some(error) = cause {
            if let Some(rustls::Error::InvalidCertificate(problem)) = error.downcast_ref() {
                let refused = match problem {
                    CertificateError::Other(OtherError(refused)) => refused.downcast_ref(),
                    _ => None,
                };
                return Some(refused.map_or_else(|| problem.to_string(), Refused::advice));
            }
            // Its first bytes are of no TLS.
            if let Some(rustls::Error::InvalidMessage(_)) = error.downcast_ref() {
                let problem = "it speaks no TLS there; begin the address with http:// in place of https://, \
                               or take the port that is for https";
                return Some(problem.to_owned());
            }
            // What an io::Error wraps is not among its sources.
            let wrapped = error
                .downcast_ref::<io::Error>()
                .and_then(io::Error::get_ref);
            cause = match wrapped {
                Some(wrapped) => Some(wrapped),
                None => error.source(),
            };
        }
        None
    }
}

#[cfg(not(feature = "rustls"))]
pub(crate) use without_rustls::{Tls, certificate_problem};

#[cfg(not(feature = "rustls"))]
mod without_rustls {
    use reqwest::ClientBuilder;

    use super::{Http, Trust};
    use crate::Error;

    /// The operating system's TLS, or none where the crate is built without.
    pub(crate) struct Tls(Trust);

    impl Tls {
        pub(crate) fn new(trust: &Trust) -> Result<Self, Error> {
            if trust.fingerprints.is_empty() {
                return Ok(Self(trust.clone()));
            }
            Err(Error::Config(
                "single certificates are accepted by rustls only: build with the feature rustls"
                    .into(),
            ))
        }

        #[cfg(feature = "native-tls")]
        pub(crate) fn set_up(
            &self,
            mut builder: ClientBuilder,
            _: Http,
        ) -> Result<ClientBuilder, Error> {
            for root in &self.0.roots {
                let read = reqwest::Certificate::from_pem_bundle(root);
                let read = read.or_else(|_| Ok(vec![reqwest::Certificate::from_der(root)?]));
                let read = read.map_err(|error: reqwest::Error| {
                    Error::Config(format!("a root certificate cannot be read: {error}"))
                })?;
                for root in read {
                    builder = builder.add_root_certificate(root);
                }
            }
            Ok(builder)
        }

        #[cfg(not(feature = "native-tls"))]
        pub(crate) fn set_up(
            &self,
            builder: ClientBuilder,
            _: Http,
        ) -> Result<ClientBuilder, Error> {
            if self.0.roots.is_empty() {
                return Ok(builder);
            }
            Err(Error::Config(
                "there is no TLS in this build to trust anybody: build with the feature rustls"
                    .into(),
            ))
        }
    }

    pub(crate) fn certificate_problem(_: &reqwest::Error) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn fingerprints_are_read_as_programs_print_them() {
        let bytes: [u8; 32] = std::array::from_fn(|index| index as u8 * 7);
        let bare: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let colons = bytes.map(|byte| format!("{byte:02X}")).join(":");
        for text in [&bare, &colons, &format!(" {colons} ")] {
            assert_eq!(fingerprint(text).unwrap(), bytes, "{text}");
        }
        for text in [
            "",
            "ab",
            &bare[1..],
            &format!("{bare}00"),
            &bare.replace('0', "g"),
        ] {
            assert!(fingerprint(text).is_err(), "{text}");
        }
    }
}
