//! A certificate for a mail server of the tests, with an authority of its own.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A fresh authority and a certificate signed by it; the authority's goes to `ca_file`.
pub fn tls_config(ca_file: &Path, wrong_name: bool) -> Arc<ServerConfig> {
    let ca_key = rcgen::KeyPair::generate().expect("a key");
    let mut ca = rcgen::CertificateParams::new(Vec::<String>::new()).expect("parameters");
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    ca.distinguished_name.push(rcgen::DnType::CommonName, "Test authority");
    let ca_certificate = ca.self_signed(&ca_key).expect("an authority");
    std::fs::write(ca_file, ca_certificate.pem()).expect("the authority's file");
    let issuer = rcgen::Issuer::new(ca, ca_key);

    let names = if wrong_name { vec!["other.test"] } else { vec!["localhost", "127.0.0.1"] };
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let key = rcgen::KeyPair::generate().expect("a key");
    let parameters = rcgen::CertificateParams::new(names).expect("parameters");
    let certificate = parameters.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a TLS configuration");
    Arc::new(config)
}
