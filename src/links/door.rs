//! The address on the poster at an entrance, where visitors check themselves in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Links, sign};
use crate::domain::ids::MeetingId;

impl Links {
    /// The address of a meeting's page for visitors. It hangs on a wall: it opens nobody's data.
    pub fn door_url(&self, meeting: MeetingId) -> String {
        self.public_url.link(&format!("/c/{}", self.door_token(meeting)))
    }

    /// The secret part of it.
    pub fn door_token(&self, meeting: MeetingId) -> String {
        let id = meeting.0.as_bytes().as_slice();
        let signature = sign(&self.door_key, id);
        URL_SAFE_NO_PAD.encode([id, &signature[..16]].concat())
    }

    /// The meeting of such an address; nothing if it is not ours.
    pub fn open_door_token(&self, token: &str) -> Option<MeetingId> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (id, signature) = bytes.split_at(16);
        let expected = sign(&self.door_key, id);
        let is_ours = bool::from(expected[..16].ct_eq(signature));
        is_ours.then(|| Uuid::from_slice(id).ok().map(MeetingId)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{PublicUrl, SecretKey};
    use crate::domain::ids::RegistrationId;

    #[test]
    fn a_door_s_address_opens_its_meeting_and_no_other_token_does() {
        let links = Links::new(&SecretKey::from_bytes(&[7; 32]), &PublicUrl::localhost(8080));
        let meeting = MeetingId(Uuid::from_u128(5));
        let url = links.door_url(meeting);
        let token = url.rsplit('/').next().unwrap();
        assert_eq!(links.open_door_token(token), Some(meeting));
        let manage = links.manage_token(RegistrationId(meeting.0));
        let other = links.door_token(MeetingId(Uuid::from_u128(6)));
        let mixed = format!("{}{}", &other[..22], &token[22..]);
        for forged in ["", "nonsense", &manage, &mixed, &token[1..]] {
            assert_eq!(links.open_door_token(forged), None, "{forged}");
        }
    }
}
