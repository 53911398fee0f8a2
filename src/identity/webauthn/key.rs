//! A passkey's public key (COSE, RFC 9053): ES256, `EdDSA`, RS256.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use super::{PasskeyFault, cbor};

/// The algorithms that are asked for, the most wanted first, as COSE numbers them.
pub const ALGORITHMS: [i64; 3] = [-7, -8, -257];

/// A key that signatures are tried with.
#[derive(Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// ECDSA on P-256, the point uncompressed.
    Es256(Vec<u8>),
    /// Ed25519.
    EdDsa(Vec<u8>),
    /// RSA with PKCS #1 1.5, as Windows has it.
    Rs256 { modulus: Vec<u8>, exponent: Vec<u8> },
}

impl PublicKey {
    /// # Errors
    /// [`PasskeyFault::UnknownKey`].
    pub fn read(cose: &[u8]) -> Result<Self, PasskeyFault> {
        let key = cbor::read(cose).ok_or(PasskeyFault::UnknownKey)?;
        let number = |label| key.integer_key(label).and_then(cbor::Value::integer);
        let bytes = |label| key.integer_key(label).and_then(cbor::Value::bytes).map(<[u8]>::to_vec);
        let read = match (number(1), number(3), number(-1)) {
            (Some(2), Some(-7), Some(1)) => bytes(-2).zip(bytes(-3)).and_then(|(x, y)| {
                let is_point = x.len() == 32 && y.len() == 32;
                is_point.then(|| Self::Es256([[0x04].as_slice(), &x, &y].concat()))
            }),
            (Some(1), Some(-8), Some(6)) => bytes(-2).filter(|x| x.len() == 32).map(Self::EdDsa),
            (Some(3), Some(-257), _) => bytes(-1)
                .zip(bytes(-2))
                .map(|(modulus, exponent)| Self::Rs256 { modulus, exponent }),
            _ => None,
        };
        read.ok_or(PasskeyFault::UnknownKey)
    }

    /// # Errors
    /// [`PasskeyFault::Forged`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), PasskeyFault> {
        let verified = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::EdDsa(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
            Self::Rs256 { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.map_err(|_| PasskeyFault::Forged)
    }
}
