//! Secret links and signed tokens: made from the secret key, kept nowhere in the clear.

mod address_proof;
mod door;
mod entrance;
mod mark;
mod searched;
mod sign_in;
mod unsubscribe;
mod upload;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::config::{PublicUrl, SecretKey};
use crate::domain::ids::{DraftId, EventId, RegistrationId};

pub use entrance::Entrance;
pub use unsubscribe::{AddressKey, Unsubscribe};
pub use upload::{UPLOAD_LIFETIME, UploadPlace};

/// How long an opened form may be sent. Whoever needs longer gets a fresh form with the answers kept.
const FORM_LIFETIME: chrono::Duration = chrono::Duration::hours(24);

/// Makes and proves links and tokens. Each purpose has a key of its own.
#[derive(Clone)]
pub struct Links {
    public_url: PublicUrl,
    manage_key: [u8; 32],
    draft_key: [u8; 32],
    form_key: [u8; 32],
    console_key: [u8; 32],
    mark_key: [u8; 32],
    unsubscribe_key: [u8; 32],
    address_key: [u8; 32],
    entrance_key: [u8; 32],
    proof_key: [u8; 32],
    upload_key: [u8; 32],
    door_key: [u8; 32],
    sign_in_key: [u8; 32],
    factor_key: [u8; 32],
    searched_key: [u8; 32],
    audit_key: [u8; 32],
    fingerprint: [u8; 32],
}

/// What a form's token proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedForm {
    pub opened_at: DateTime<Utc>,
    /// One form, one registration: this is its idempotency key.
    pub nonce: [u8; 16],
}

impl Links {
    pub fn new(key: &SecretKey, public_url: &PublicUrl) -> Self {
        Self {
            public_url: public_url.clone(),
            manage_key: key.derive("manage link"),
            draft_key: key.derive("draft link"),
            form_key: key.derive("form token"),
            console_key: key.derive("console form"),
            mark_key: key.derive("returned mail"),
            unsubscribe_key: key.derive("unsubscribe link"),
            address_key: key.derive("mail address"),
            entrance_key: key.derive("entrance code"),
            proof_key: key.derive("address proof"),
            upload_key: key.derive("sent file"),
            door_key: key.derive("poster at the entrance"),
            sign_in_key: key.derive("sign-in link"),
            factor_key: key.derive("second factor"),
            searched_key: key.derive("searched words"),
            audit_key: key.derive("audit trail"),
            fingerprint: key.derive("fingerprint"),
        }
    }

    /// Tells this key from another without telling the key.
    pub fn fingerprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.fingerprint[..12])
    }

    /// The secret of a registration's manage link: its id, and 128 bits that only the key's holder can
    /// make of it. Nothing of it is kept: the id finds the row, the signature is made again.
    pub fn manage_token(&self, registration: RegistrationId) -> String {
        let mut token = [0; 32];
        token[..16].copy_from_slice(registration.0.as_bytes());
        token[16..].copy_from_slice(&self.manage_signature(registration));
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The registration whose manage link has this token, if there is one; nothing if it is not ours.
    pub fn open_manage_token(&self, token: &str) -> Option<RegistrationId> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (id, signature) = bytes.split_at(16);
        let registration = RegistrationId(Uuid::from_slice(id).ok()?);
        let is_ours = self.manage_signature(registration).ct_eq(signature);
        bool::from(is_ours).then_some(registration)
    }

    fn manage_signature(&self, registration: RegistrationId) -> [u8; 16] {
        let signature = sign(&self.manage_key, registration.0.as_bytes());
        std::array::from_fn(|i| signature[i])
    }

    pub fn manage_url(&self, registration: RegistrationId) -> String {
        self.public_url.link(&format!("/r/{}", self.manage_token(registration)))
    }

    /// The link to the form that is filled in with a draft.
    pub fn draft_url(&self, draft: DraftId) -> String {
        let signature = sign(&self.draft_key, draft.0.as_bytes());
        let token = [draft.0.as_bytes().as_slice(), &signature[..16]].concat();
        self.public_url.link(&format!("/d/{}", URL_SAFE_NO_PAD.encode(token)))
    }

    /// The draft whose link has this token; nothing if it is not ours.
    pub fn open_draft_token(&self, token: &str) -> Option<DraftId> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (id, signature) = bytes.split_at(16);
        let expected = sign(&self.draft_key, id);
        let is_ours = bool::from(expected[..16].ct_eq(signature));
        is_ours.then(|| Uuid::from_slice(id).ok().map(DraftId)).flatten()
    }

    /// A token for a form of this event that is shown now.
    pub fn form_token(&self, event: EventId, opened_at: DateTime<Utc>, nonce: [u8; 16]) -> String {
        let mut token = opened_at.timestamp_micros().to_be_bytes().to_vec();
        token.extend(nonce);
        let signature = self.form_signature(event, &token);
        token.extend(&signature[..16]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// What a form's token proves; nothing if it is not ours, not of this event, or too old.
    pub fn open_form(&self, event: EventId, token: &str, now: DateTime<Utc>) -> Option<OpenedForm> {
        let bytes: [u8; 40] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (body, signature) = bytes.split_at(24);
        let expected = self.form_signature(event, body);
        if !bool::from(expected[..16].ct_eq(signature)) {
            return None;
        }
        let (micros, nonce) = body.split_at(8);
        let opened_at =
            DateTime::from_timestamp_micros(i64::from_be_bytes(micros.try_into().ok()?))?;
        let is_current = opened_at <= now && now - opened_at < FORM_LIFETIME;
        is_current.then_some(OpenedForm { opened_at, nonce: nonce.try_into().ok()? })
    }

    fn form_signature(&self, event: EventId, body: &[u8]) -> [u8; 32] {
        sign(&self.form_key, &[event.0.as_bytes().as_slice(), body].concat())
    }

    /// The mark by which a mail is known when it comes back.
    pub fn mark(&self, mail: Uuid) -> String {
        let mut octets = [0; mark::OCTETS];
        octets[..16].copy_from_slice(mail.as_bytes());
        octets[16..].copy_from_slice(&self.mark_signature(mail));
        mark::write(&octets)
    }

    /// The mail of a mark; nothing if it is not ours.
    pub fn open_mark(&self, mark: &str) -> Option<Uuid> {
        let octets = mark::read(mark)?;
        let (id, signature) = octets.split_at(16);
        let mail = Uuid::from_slice(id).ok()?;
        bool::from(self.mark_signature(mail).ct_eq(signature)).then_some(mail)
    }

    fn mark_signature(&self, mail: Uuid) -> [u8; 10] {
        let signature = sign(&self.mark_key, mail.as_bytes());
        std::array::from_fn(|i| signature[i])
    }

    /// The token that every form of a console session carries, so that no other site can post it.
    pub fn console_form_token(&self, session_secret: &str) -> String {
        URL_SAFE_NO_PAD.encode(&sign(&self.console_key, session_secret.as_bytes())[..16])
    }

    pub fn console_form_is_ours(&self, session_secret: &str, token: &str) -> bool {
        self.console_form_token(session_secret).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// A link of this service.
    pub fn link(&self, path: &str) -> String {
        self.public_url.link(path)
    }
}

fn sign(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so this one never fails; an empty signature would match nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// How secrets are kept: what is stored cannot be used.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// A fresh secret of 256 bits, from `random`.
pub fn secret(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links::new(&SecretKey::from_bytes(&[7; 32]), &PublicUrl::localhost(8080))
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_manage_token_is_always_the_same_and_another_for_each_registration() {
        let id = RegistrationId(Uuid::from_u128(1));
        assert_eq!(links().manage_token(id), links().manage_token(id));
        assert_ne!(
            links().manage_token(id),
            links().manage_token(RegistrationId(Uuid::from_u128(2)))
        );
        assert_eq!(links().manage_token(id).len(), 43);
    }

    #[test]
    fn a_manage_token_opens_its_registration_and_a_forged_one_opens_none() {
        let id = RegistrationId(Uuid::from_u128(1));
        let token = links().manage_token(id);
        assert_eq!(links().open_manage_token(&token), Some(id));
        let of_another_key =
            Links::new(&SecretKey::from_bytes(&[8; 32]), &PublicUrl::localhost(8080));
        assert_eq!(of_another_key.open_manage_token(&token), None);
        // Another id with this one's signature; this one's id with a signature of zeros.
        let other = links().manage_token(RegistrationId(Uuid::from_u128(2)));
        let mixed = format!("{}{}", &other[..22], &token[22..]);
        let unsigned = URL_SAFE_NO_PAD.encode([id.0.as_bytes().as_slice(), &[0; 16]].concat());
        for forged in [mixed.as_str(), &unsigned, "", "nonsense", &token[1..]] {
            assert_eq!(links().open_manage_token(forged), None, "{forged}");
        }
    }

    #[test]
    fn a_draft_s_link_opens_its_draft_and_a_changed_one_opens_none() {
        let id = DraftId(Uuid::from_u128(5));
        let url = links().draft_url(id);
        let token = url.rsplit('/').next().unwrap();
        assert_eq!(links().open_draft_token(token), Some(id));
        for at in 0..token.len() {
            let other = if token.as_bytes()[at] == b'B' { "C" } else { "B" };
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert_eq!(links().open_draft_token(&changed), None, "{at}");
        }
        // No link of another kind.
        let manage = links().manage_token(RegistrationId(id.0));
        assert_eq!(links().open_draft_token(&manage), None);
    }

    #[test]
    fn a_mark_is_that_of_its_mail_and_a_forged_one_of_none() {
        let mail = Uuid::from_u128(1);
        let mark = links().mark(mail);
        assert_eq!(links().open_mark(&mark), Some(mail));
        assert_eq!(links().open_mark(&mark.to_uppercase()), Some(mail));
        let of_another_key =
            Links::new(&SecretKey::from_bytes(&[8; 32]), &PublicUrl::localhost(8080));
        assert_eq!(of_another_key.open_mark(&mark), None);
        let mixed = format!("{}{}", &links().mark(Uuid::from_u128(2))[..26], &mark[26..]);
        for forged in [mixed.as_str(), "", &"a".repeat(42), &mark[1..]] {
            assert_eq!(links().open_mark(forged), None, "{forged}");
        }
    }

    #[test]
    fn a_form_token_says_when_the_form_was_opened() {
        let event = EventId(Uuid::from_u128(1));
        let token = links().form_token(event, at(1_000), [3; 16]);
        let opened = links().open_form(event, &token, at(1_060)).unwrap();
        assert_eq!(opened, OpenedForm { opened_at: at(1_000), nonce: [3; 16] });
    }

    #[test]
    fn a_form_token_of_another_event_or_changed_or_too_old_proves_nothing() {
        let event = EventId(Uuid::from_u128(1));
        let token = links().form_token(event, at(1_000), [3; 16]);
        assert_eq!(links().open_form(EventId(Uuid::from_u128(2)), &token, at(1_060)), None);
        assert_eq!(links().open_form(event, &token, at(1_000 + 86_400)), None);
        let changed = format!("A{}", &token[1..]);
        assert!(changed == token || links().open_form(event, &changed, at(1_060)).is_none());
        assert_eq!(links().open_form(event, "nonsense", at(1_060)), None);
    }
}
