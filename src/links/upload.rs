//! The name that the sender of a file is given for it: it can be used where it was given, and nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq as _;

use super::{Links, sign};
use crate::domain::ids::{EventId, RegistrationId, SessionId};
use crate::domain::question::SentFile;

/// How long a file may be named after it was sent. The worker removes it later than that.
pub const UPLOAD_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Bytes of the signature in a name.
const SIGNATURE: usize = 16;

/// Where a file was sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadPlace {
    /// A form, by its number.
    Form([u8; 16]),
    /// A session, by the API.
    Session(SessionId),
    /// A registration that is being changed.
    Registration(RegistrationId),
}

impl UploadPlace {
    fn octets(self) -> [u8; 17] {
        let (kind, id) = match self {
            Self::Form(nonce) => (b'f', nonce),
            Self::Session(session) => (b's', session.0.into_bytes()),
            Self::Registration(registration) => (b'r', registration.0.into_bytes()),
        };
        let mut octets = [kind; 17];
        octets[1..].copy_from_slice(&id);
        octets
    }
}

impl Links {
    /// The name of a file that was sent to this place. It says what is known of the file.
    pub fn upload_name(&self, event: EventId, place: UploadPlace, file: &SentFile) -> String {
        let facts = serde_json::to_vec(file).unwrap_or_default();
        let signature = self.upload_signature(event, place, &facts);
        URL_SAFE_NO_PAD.encode([&signature[..SIGNATURE], &facts].concat())
    }

    /// The file of a name; nothing if it is not ours, was sent to another place, or too long ago.
    pub fn open_upload(
        &self,
        event: EventId,
        places: &[UploadPlace],
        name: &str,
        now: DateTime<Utc>,
    ) -> Option<SentFile> {
        let bytes = URL_SAFE_NO_PAD.decode(name).ok()?;
        let (signature, facts) = bytes.split_at_checked(SIGNATURE)?;
        let is_ours = places.iter().any(|place| {
            let expected = self.upload_signature(event, *place, facts);
            bool::from(expected[..SIGNATURE].ct_eq(signature))
        });
        if !is_ours {
            return None;
        }
        let file: SentFile = serde_json::from_slice(facts).ok()?;
        // The id was made when the file came, and says when.
        let (seconds, _) = file.upload.get_timestamp()?.to_unix();
        let sent_at = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
        (now - sent_at < UPLOAD_LIFETIME).then_some(file)
    }

    fn upload_signature(&self, event: EventId, place: UploadPlace, facts: &[u8]) -> [u8; 32] {
        let message = [event.0.as_bytes().as_slice(), &place.octets(), facts].concat();
        sign(&self.upload_key, &message)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock;
    use crate::config::{PublicUrl, SecretKey};
    use crate::domain::question::FileType;

    fn links(key: u8) -> Links {
        Links::new(&SecretKey::from_bytes(&[key; 32]), &PublicUrl::localhost(8080))
    }

    fn now() -> DateTime<Utc> {
        "2026-10-01T09:00:00Z".parse().unwrap()
    }

    fn file() -> SentFile {
        SentFile {
            upload: clock::uuid_v7(now()),
            name: "履歴書.pdf".into(),
            file_type: FileType::Pdf,
            bytes: 12,
        }
    }

    const EVENT: EventId = EventId(Uuid::from_u128(1));
    const FORM: UploadPlace = UploadPlace::Form([1; 16]);

    #[test]
    fn a_file_is_known_by_its_name_where_it_was_sent_to() {
        let name = links(7).upload_name(EVENT, FORM, &file());
        let opened = links(7).open_upload(EVENT, &[FORM], &name, now()).unwrap();
        assert_eq!((opened.name.as_str(), opened.bytes), ("履歴書.pdf", 12));
    }

    #[test]
    fn nobody_names_the_file_of_another_form_event_registration_or_key() {
        let name = links(7).upload_name(EVENT, FORM, &file());
        let id = Uuid::from_bytes([1; 16]);
        for place in [
            UploadPlace::Form([2; 16]),
            UploadPlace::Session(SessionId(id)),
            UploadPlace::Registration(RegistrationId(id)),
        ] {
            assert_eq!(links(7).open_upload(EVENT, &[place], &name, now()), None, "{place:?}");
        }
        let other = EventId(Uuid::from_u128(2));
        assert_eq!(links(7).open_upload(other, &[FORM], &name, now()), None);
        assert_eq!(links(8).open_upload(EVENT, &[FORM], &name, now()), None);
        for at in 0..name.len() {
            let letter = if name.as_bytes()[at] == b'B' { "C" } else { "B" };
            let changed = format!("{}{letter}{}", &name[..at], &name[at + 1..]);
            assert_eq!(links(7).open_upload(EVENT, &[FORM], &changed, now()), None, "{at}");
        }
        for nonsense in ["", "A", "nonsense", "\u{0}"] {
            assert_eq!(links(7).open_upload(EVENT, &[FORM], nonsense, now()), None);
        }
    }

    #[test]
    fn a_name_is_of_no_use_after_a_day() {
        let name = links(7).upload_name(EVENT, FORM, &file());
        let opens = |at| links(7).open_upload(EVENT, &[FORM], &name, at).is_some();
        assert!(opens(now() + UPLOAD_LIFETIME - TimeDelta::seconds(1)));
        assert!(!opens(now() + UPLOAD_LIFETIME));
    }
}
