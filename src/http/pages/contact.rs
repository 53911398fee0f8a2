//! Whom to ask about an event.

/// The office that answers questions. What is empty is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name of the office.
    pub name: String,
    /// Telephone number as it is read, with hyphens.
    pub phone: String,
    /// Hours of the telephone.
    pub hours: String,
    /// Mail address.
    pub email: String,
}

impl Contact {
    /// The number for a `tel:` link: digits only, with a leading + where there is one.
    pub fn tel(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}
