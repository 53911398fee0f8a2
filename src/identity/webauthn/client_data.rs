//! What the browser says of an answer: for what it is, to which challenge, on which site (5.8.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::{Expected, PasskeyFault};

/// What an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    Making,
    SigningIn,
}

impl Ceremony {
    fn name(self) -> &'static str {
        match self {
            Self::Making => "webauthn.create",
            Self::SigningIn => "webauthn.get",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// # Errors
/// [`PasskeyFault::Unreadable`], [`PasskeyFault::Elsewhere`].
pub fn check(
    bytes: &[u8],
    ceremony: Ceremony,
    expected: &Expected<'_>,
) -> Result<(), PasskeyFault> {
    let said: ClientData = serde_json::from_slice(bytes).map_err(|_| PasskeyFault::Unreadable)?;
    let challenge = URL_SAFE_NO_PAD.decode(said.challenge.trim_end_matches('='));
    let challenge = challenge.map_err(|_| PasskeyFault::Unreadable)?;
    let is_asked = bool::from(challenge.ct_eq(expected.challenge));
    let is_here =
        said.ceremony == ceremony.name() && said.origin == expected.origin && !said.cross_origin;
    if is_asked && is_here { Ok(()) } else { Err(PasskeyFault::Elsewhere) }
}
