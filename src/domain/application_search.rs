//! What staff find an application by.

use super::application::Application;
use super::values::email::EmailAddress;
use super::values::reception_number::ReceptionNumber;
use super::values::search_key::search_key;

impl Application {
    /// Everything staff may search for beside the reception number, folded (domain.md, "Names,
    /// companies, addresses").
    pub fn search_text(&self) -> String {
        let mut parts = vec![search_key(self.applicant.name.as_str())];
        parts.extend(self.applicant.kana.iter().map(|kana| search_key(kana.as_str())));
        parts.extend(self.applicant.email.iter().map(EmailAddress::key));
        parts.extend(self.applicant.phone.iter().map(|phone| phone.as_str().to_owned()));
        if let Some(company) = &self.company {
            parts.push(search_key(company.name.as_str()));
            parts.extend(company.corporate_number.iter().map(|number| number.as_str().to_owned()));
        }
        for attendee in &self.attendees {
            parts.push(search_key(attendee.name.as_str()));
            parts.extend(attendee.kana.iter().map(|kana| search_key(kana.as_str())));
            parts.extend(attendee.email.iter().map(EmailAddress::key));
        }
        parts.join("\n")
    }
}

/// The text a registration is found by: its number, and what its application says.
pub fn searched_by(reception_number: &str, search_text: &str) -> String {
    format!("{}\n{search_text}", reception_number.to_lowercase())
}

/// What was typed into the search, as folded words that must all be found. A telephone number or a
/// reception number may be typed with hyphens, which the stored ones do not have.
pub fn search_words(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(search_word).filter(|word| !word.is_empty()).collect()
}

fn search_word(word: &str) -> String {
    if let Ok(number) = ReceptionNumber::parse(word) {
        return number.as_str().to_lowercase();
    }
    let folded = search_key(word);
    let is_number = folded.chars().all(|c| c.is_ascii_digit() || c == '-');
    if is_number { folded.replace('-', "") } else { folded }
}
