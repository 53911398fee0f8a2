//! The people under an application as its form asks for them: how many come, and who.

use super::{
    entered::Entered,
    field::{Control, Field, LineKind},
    field_name::FieldName,
    form::{Builder, Group},
    moment::Moment,
    session::Unit,
    texts::Texts,
};

/// The people of a registration that is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// How many come now.
    pub seats: u32,
    /// Names of those who are named now, in their order.
    pub named: Vec<String>,
    /// Until when the applicant names and replaces people; nothing where that is not known.
    pub names_until: Option<Moment>,
    /// Whether that is over: people may leave, and nobody comes or is replaced.
    pub is_fixed: bool,
}

impl Builder<'_> {
    /// The people of a company's application.
    pub(super) fn attendees_group(&self) -> Group {
        let most = self.most();
        let lines = self.entered.attendees.len().clamp(1, most);
        let mut fields: Vec<Field> = Vec::new();
        fields.extend((most > 1).then(|| self.number_of_people()));
        fields.extend((0..lines).flat_map(|index| self.attendee(index)));
        Group {
            heading: self.texts.t("group-attendees"),
            intro: self.texts.t1("group-attendees-intro", "most", self.form.people_per_application),
            fields,
            can_grow: lines < most,
        }
    }

    /// The people of a registration that is changed: their number, who they are, who does not come.
    pub(super) fn party_group(&self, party: &Party) -> Group {
        let mut fields = Vec::new();
        if self.most() > 1 {
            let most = self.form.people_per_application;
            fields.push(self.seats(if party.is_fixed { most.min(party.seats) } else { most }));
        }
        let lines = self.lines_of(party);
        for index in 0..lines {
            let is_named = index < party.named.len();
            if !party.is_fixed || self.is_retyped(party, index) {
                fields.extend(self.attendee(index));
            }
            if is_named && self.most() > 1 {
                fields.push(self.leaves(party, index));
            }
        }
        Group {
            heading: self.texts.t("group-attendees"),
            intro: self.intro_of(party),
            fields,
            can_grow: !party.is_fixed && lines < self.most(),
        }
    }

    fn most(&self) -> usize {
        usize::try_from(self.form.people_per_application).unwrap_or(usize::MAX).max(1)
    }

    /// A line for everybody who comes.
    fn lines_of(&self, party: &Party) -> usize {
        if party.is_fixed {
            let retyped = self.entered.attendees.len();
            return party.named.len().max(retyped.min(self.most()));
        }
        let seats = usize::try_from(party.seats).unwrap_or(usize::MAX);
        let typed = self.entered.seats.trim().parse().unwrap_or(0);
        let wanted = self.entered.attendees.len().max(seats).max(typed);
        wanted.clamp(1, self.most()).max(party.named.len())
    }

    /// Whether a line says another name than the stored one: it was typed before names were fixed.
    fn is_retyped(&self, party: &Party, index: usize) -> bool {
        let typed = self.entered.attendees.get(index).map_or("", |typed| typed.name.as_str());
        typed != party.named.get(index).map_or("", String::as_str)
    }

    fn intro_of(&self, party: &Party) -> String {
        let texts = self.texts;
        let until = party.names_until.as_ref().map_or("", |until| until.text.as_str());
        if party.is_fixed {
            return texts.t1("party-fixed", "when", until);
        }
        if self.most() == 1 {
            return texts.t("party-replace");
        }
        let (replace, leave) = (texts.t("party-replace"), texts.t("party-leave"));
        let later = texts.t1("party-names-later", "when", until);
        let between = texts.t("between-sentences");
        [replace, leave, later].join(&between)
    }

    /// How many come, where the names alone need not say it.
    fn number_of_people(&self) -> Field {
        let label = self.texts.t("field-seats");
        let hint = self.texts.t("field-people-hint");
        let value = self.entered.seats.clone();
        let control = Control::Line { value, kind: LineKind::Number };
        self.field(FieldName::Seats, label, hint, false, control)
    }

    fn attendee(&self, index: usize) -> [Field; 3] {
        let typed = self.entered.attendees.get(index).cloned().unwrap_or_default();
        let line = |name: FieldName, key: &str, kind: LineKind, value: String| {
            let label = self.texts.t1(key, "number", index + 1);
            self.field(name, label, String::new(), false, Control::Line { value, kind })
        };
        // Kana: like any name that is not the applicant's own, it is not the browser's to fill in.
        let mut email = line(
            FieldName::AttendeeEmail(index),
            "field-attendee-email",
            LineKind::OtherEmail,
            typed.email,
        );
        email.hint = self.texts.t("field-attendee-email-hint");
        [
            line(FieldName::AttendeeName(index), "field-attendee-name", LineKind::Kana, typed.name),
            line(FieldName::AttendeeKana(index), "field-attendee-kana", LineKind::Kana, typed.kana),
            email,
        ]
    }

    fn leaves(&self, party: &Party, index: usize) -> Field {
        let ticked = self.entered.attendees.get(index).is_some_and(|typed| typed.leaves);
        let name = party.named.get(index).map_or("", String::as_str);
        let label = self.texts.t2("field-leaves", "number", index + 1, "name", name);
        let control = Control::Tick { statement: self.texts.t("leaves-statement"), ticked };
        self.field(FieldName::AttendeeLeaves(index), label, String::new(), false, control)
    }
}

/// Label and answer of those who are named, for forms of events in persons, which do not ask for them at first.
pub fn named_rows(unit: Unit, texts: Texts, entered: &Entered) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if unit == Unit::Company {
        return rows;
    }
    for (index, attendee) in entered.attendees.iter().enumerate() {
        let label = |key| texts.t1(key, "number", index + 1);
        let lines = [
            ("field-attendee-name", &attendee.name),
            ("field-attendee-kana", &attendee.kana),
            ("field-attendee-email", &attendee.email),
        ];
        let given = lines.into_iter().filter(|(_, answer)| !answer.is_empty());
        rows.extend(given.map(|(key, answer)| (label(key), answer.clone())));
    }
    rows
}
