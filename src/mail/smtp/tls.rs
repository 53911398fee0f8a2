//! What the client trusts when it speaks TLS.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::delivery::{NotSent, Step};
use super::reply::cleaned;
use super::wire::Stream;

/// Why TLS could not be prepared. Found when the program starts, not when the first mail is due.
#[derive(Debug, thiserror::Error)]
pub enum TlsSetupError {
    /// The file of the `ca` parameter cannot be read.
    #[error("the certificate file {path} of ?ca= cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file of the `ca` parameter holds no certificate.
    #[error(
        "the certificate file {path} of ?ca= holds no PEM certificate (-----BEGIN CERTIFICATE-----)"
    )]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The host is no name a certificate could be checked against.
    #[error("the mail server's host is not a name that a certificate can be checked against")]
    ServerName,
    /// The TLS library refused its own settings.
    #[error("TLS cannot be set up: {0}")]
    Library(#[from] rustls::Error),
}

/// A prepared TLS client for one server name.
#[derive(Clone)]
pub struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts the system's authorities, the usual public ones (so that a bare container works), and
    /// those of `ca_file`.
    ///
    /// # Errors
    /// [`TlsSetupError`].
    pub fn prepare(host: &str, ca_file: Option<&Path>) -> Result<Self, TlsSetupError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        // A system without a store, or with a broken certificate in it, still has the public ones.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = ca_file {
            for certificate in certificates(path)? {
                roots.add(certificate)?;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsSetupError::ServerName)?;
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), name })
    }

    /// Lays TLS over a connection to a server of another kind.
    ///
    /// # Errors
    /// Those of the handshake; a certificate that does not verify is one.
    pub async fn connect(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }

    /// Lays TLS over a stream.
    pub(super) async fn handshake(&self, stream: Stream) -> Result<Stream, NotSent> {
        match self.connector.connect(self.name.clone(), stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(NotSent::Tls(cleaned(&error.to_string())))
            }
            Err(_) => Err(NotSent::Dropped(Step::Handshake)),
        }
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsSetupError> {
    let pem = std::fs::read(path)
        .map_err(|source| TlsSetupError::Unreadable { path: path.to_owned(), source })?;
    let certificates: Vec<_> =
        CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect();
    if certificates.is_empty() {
        return Err(TlsSetupError::NoCertificate { path: path.to_owned() });
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_empty_authority_file_is_named() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("ca.pem");
        assert!(matches!(
            Tls::prepare("mail.example.jp", Some(&path)),
            Err(TlsSetupError::Unreadable { .. })
        ));
        std::fs::write(&path, "no certificate").expect("write");
        assert!(matches!(
            Tls::prepare("mail.example.jp", Some(&path)),
            Err(TlsSetupError::NoCertificate { .. })
        ));
    }

    #[test]
    fn a_host_that_no_certificate_can_name_is_refused_at_the_start() {
        assert!(matches!(Tls::prepare("no host", None), Err(TlsSetupError::ServerName)));
        assert!(Tls::prepare("::1", None).is_ok());
    }
}
