//! The register of personal data: every column of every table, and what becomes of it when an event is purged.
//!
//! This is what a purge goes by (`purging.rs`): a table that stands here with rows or columns to erase is erased, and by
//! nothing else. `tests/it/personal_data.rs` holds it against both databases: a table or a column that is missing
//! here fails, so that nobody adds one without saying whether it is about a person.

/// By what the rows of a table are found that belong to a purge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This column has the id of a registration.
    ByRegistration(&'static str),
    /// This column has the id of a mail of the outbox.
    ByMail(&'static str),
    /// This column has the id of a session; only where a whole event is purged.
    BySession(&'static str),
    /// This column has the id of the event; only where a whole event is purged.
    ByEvent(&'static str),
}

/// What is erased of those rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// All of them: these are their columns.
    Rows(&'static str),
    /// These columns, each with what stands there instead (SQL that both databases know).
    Columns(&'static [(&'static str, &'static str)]),
    /// Nothing: no column is about an applicant, an attendee or a writer.
    Nothing,
}

/// A table of the register.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    pub found: &'static [Found],
    pub erased: Erased,
    /// Columns that stay, with spaces between.
    pub kept: &'static str,
    /// Under which heading certificates count what was erased.
    pub counted: &'static str,
    /// Why the rest may stay.
    pub because: &'static str,
}

impl Table {
    /// Every column that is listed.
    pub fn columns(&self) -> Vec<&'static str> {
        let mut columns: Vec<&str> = self.kept.split_whitespace().collect();
        match self.erased {
            Erased::Rows(all) => columns.extend(all.split_whitespace()),
            Erased::Columns(some) => columns.extend(some.iter().map(|(column, _)| *column)),
            Erased::Nothing => {}
        }
        columns
    }

    /// Whether a purge does anything here.
    pub fn is_erased(&self) -> bool {
        self.erased != Erased::Nothing
    }
}

/// A table of which nothing goes.
const fn kept(name: &'static str, kept: &'static str, because: &'static str) -> Table {
    Table { name, found: &[], erased: Erased::Nothing, kept, counted: "", because }
}

/// A table whose rows go.
const fn rows(
    name: &'static str,
    found: &'static [Found],
    columns: &'static str,
    counted: &'static str,
) -> Table {
    Table { name, found, erased: Erased::Rows(columns), kept: "", counted, because: "" }
}

use Found::{ByEvent, ByMail, ByRegistration, BySession};

/// All tables.
pub const REGISTER: &[Table] = &[
    Table {
        name: "registrations",
        found: &[ByRegistration("id")],
        erased: Erased::Columns(&[
            ("person_key", "NULL"),
            ("applicant_name", "''"),
            ("applicant_kana", "NULL"),
            ("applicant_email", "NULL"),
            ("applicant_phone", "NULL"),
            ("company_name", "NULL"),
            ("company_key", "NULL"),
            ("corporate_number", "NULL"),
            ("attendees", "'[]'"),
            ("answers", "'{}'"),
            ("exceeded_reason", "NULL"),
            ("note", "NULL"),
            ("search_key", "''"),
            ("wishes", "NULL"),
            // On paper and in old mails it stands beside a name. It stays unique.
            (
                "reception_number",
                "'~' || sequence || '-' || REPLACE(LOWER(HEX_OF_SESSION), '-', '')",
            ),
        ]),
        kept: "id organization_id event_id session_id sequence state company_seat_id seats language source \
               offer_expires_at received_at registered_at updated_at version",
        counted: "registrations",
        because: "an anonymous skeleton for statistics: that somebody applied, when, by which channel, for how many",
    },
    Table {
        name: "company_seats",
        found: &[BySession("session_id")],
        erased: Erased::Columns(&[("name_key", "'~' || HEX_OF_ID"), ("corporate_number", "NULL")]),
        kept: "id organization_id session_id people registrations created_at",
        counted: "companies",
        because: "numbers; a company's name may be a person's, so that it goes",
    },
    rows(
        "uploads",
        &[ByRegistration("registration_id"), ByEvent("event_id")],
        "id organization_id event_id registration_id name file_type size sha256 content uploaded_at",
        "files",
    ),
    rows(
        "application_drafts",
        &[ByRegistration("registration_id"), ByEvent("event_id")],
        "id organization_id event_id session_id message_key sender subject original attachments draft language state \
         registration_id received_at created_at updated_at",
        "drafts",
    ),
    rows(
        "registration_notes",
        &[ByRegistration("registration_id"), ByEvent("event_id")],
        "organization_id id event_id registration_id written_by text written_at",
        "notes",
    ),
    rows(
        "import_parts",
        &[ByEvent("event_id")],
        "organization_id event_id import_id part cells persons",
        "imports",
    ),
    rows(
        "import_rows",
        &[ByRegistration("registration_id"), ByEvent("event_id")],
        "organization_id event_id import_id line finding field code registration_id version before",
        "imports",
    ),
    kept(
        "imports",
        "organization_id id event_id session_id format fingerprint headers mapping tells_by_mail state total report \
         job_id created_by created_at updated_at",
        "headers of a list and numbers; its rows go",
    ),
    kept(
        "import_mappings",
        "organization_id fingerprint mapping updated_at",
        "what columns mean to an organization",
    ),
    kept(
        "bulk_actions",
        "organization_id id event_id action target_session_id reason total job_id back created_by created_at \
         target_meeting_id",
        "what staff did with how many; the address of the list holds no search",
    ),
    kept(
        "bulk_parts",
        "organization_id bulk_id part registrations",
        "ids of rows that name nobody any more",
    ),
    kept(
        "bulk_failures",
        "organization_id bulk_id position registration_id code",
        "ids of rows that name nobody any more",
    ),
    kept("attendee_columns", "organization_id member_id event_id shown", "staff"),
    kept("members_without_shortcuts", "organization_id member_id", "staff"),
    rows(
        "absence_notes",
        &[ByRegistration("registration_id")],
        "organization_id event_id session_id registration_id meeting_id note noted_at",
        "notes",
    ),
    rows(
        "outbox",
        &[ByMail("id")],
        "id organization_id event_id session_id registration_id kind dedup_key priority recipient language message_id \
         context facts_version state attempts due_at give_up_at lease leased_until last_reply created_at updated_at sent_at",
        "mails",
    ),
    rows(
        "caught_mails",
        &[ByMail("outbox_id")],
        "outbox_id organization_id recipient subject message caught_at",
        "caught_mails",
    ),
    rows(
        "bounced_addresses",
        &[ByMail("outbox_id")],
        "organization_id address_key outbox_id status bounced_at",
        "bounces",
    ),
    Table {
        name: "incoming_mails",
        found: &[ByMail("outbox_id")],
        erased: Erased::Columns(&[("outbox_id", "NULL"), ("status", "NULL")]),
        kept: "id organization_id message_key class read_at",
        counted: "bounces",
        because: "a keyed hash of a mail that was read, so that it is not read again; nobody can be found by it",
    },
    rows(
        "mail_facts",
        &[BySession("session_id")],
        "organization_id session_id version facts",
        "facts",
    ),
    rows(
        "idempotency_keys",
        &[BySession("session_id")],
        "session_id organization_id key_hash body_hash outcome created_at",
        "keys",
    ),
    rows(
        "search_postings",
        &[BySession("session_id")],
        "organization_id session_id part segment postings",
        "search",
    ),
    rows(
        "search_segments",
        &[BySession("session_id")],
        "organization_id session_id segment built due",
        "search",
    ),
    rows(
        "search_edits",
        &[BySession("session_id")],
        "organization_id session_id segment sequence version",
        "search",
    ),
    Table {
        name: "mailings",
        found: &[ByEvent("event_id")],
        erased: Erased::Columns(&[
            ("audience", r#"'{"sessions":[],"states":[]}'"#),
            ("facts_before", "NULL"),
            ("cause", "'purged:' || HEX_OF_ID"),
        ]),
        kept: "organization_id id event_id session_id kind state content created_by due_at started_at recorded_at \
               ended_at recording_round recording_session recording_sequence created_at updated_at",
        counted: "mailings",
        because: "the organizer's own words to all, and how many got them; who is searched for in an audience goes",
    },
    Table {
        name: "audit_lines",
        found: &[],
        erased: Erased::Columns(&[("details", "")]),
        kept: "id organization_id at actor action subject_kind subject_id mac",
        counted: "audit",
        because: "that something was done stays; what was typed beside it goes (purging.rs reads each line)",
    },
    kept(
        "mailing_recipients",
        "organization_id mailing_id registration_id mail_id state",
        "ids of rows that name nobody any more, for the count of what was sent",
    ),
    kept(
        "mail_unsubscribes",
        "organization_id address_key unsubscribed_at",
        "a keyed hash without which somebody who wants no mail would get it again",
    ),
    kept(
        "completion_certificates",
        "organization_id event_id session_id registration_id attendee number attended meetings issued_at",
        "numbers of certificates; the name stood with the registration",
    ),
    Table {
        name: "drawn_places",
        found: &[ByRegistration("registration_id")],
        erased: Erased::Columns(&[("reception_number", "'~'")]),
        kept: "organization_id session_id registration_id word place state drawn_at",
        counted: "attendance",
        because: "how a draw came out, which anybody may reckon again; its numbers stand beside names on paper",
    },
    rows(
        "selection_marks",
        &[ByRegistration("registration_id")],
        "organization_id registration_id session_id selection rank marked_by marked_at",
        "notes",
    ),
    Table {
        name: "check_ins",
        found: &[ByRegistration("registration_id")],
        erased: Erased::Columns(&[("device", "NULL")]),
        kept: "id organization_id event_id session_id meeting_id registration_id persons means actor at recorded_at \
               updated_at undone_at undone_by",
        counted: "attendance",
        because: "that somebody of an anonymous row was there, for statistics; what a device is called may be a name",
    },
    rows(
        "self_check_in_faults",
        &[ByRegistration("registration_id")],
        "organization_id meeting_id registration_id faults",
        "attendance",
    ),
    kept("arrival_counts", "organization_id session_id hour source count", "counts"),
    kept(
        "unsaved_drafts",
        "organization_id member_id subject content updated_at",
        "what staff are writing to all, or asking of all",
    ),
    kept("registration_counts", "organization_id session_id state block count", "counts"),
    kept(
        "choice_counts",
        "organization_id session_id question_key choice most taken",
        "counts of what the organizer offers",
    ),
    kept(
        "events",
        "id organization_id slug status title audience description contact capacity_unit allocation \
         people_per_application people_per_company questions former_questions time_zone version published_at created_at \
         updated_at reminders application_rules limits_choices",
        "what the organizer announces",
    ),
    kept(
        "sessions",
        "id organization_id event_id group_id position name status capacity people_capacity waiting_list head_blocks \
         starts_at ends_at opens_at closes_at grace_seconds taken people exceeded people_exceeded waiting next_sequence \
         calendar_sequence version created_at updated_at",
        "what the organizer announces",
    ),
    kept(
        "session_groups",
        "id organization_id event_id key name capacity sessions_per_applicant taken exceeded",
        "what the organizer announces",
    ),
    kept(
        "meetings",
        "id organization_id session_id position starts_at ends_at venue address online_url",
        "what the organizer announces",
    ),
    kept(
        "session_reminders",
        "organization_id session_id before_minutes event_id starts_at due_at state",
        "times",
    ),
    kept(
        "event_images",
        "event_id organization_id alternative hash width height page preview updated_at",
        "what the organizer announces",
    ),
    kept("organizations", "id slug name time_zone reply_to created_at", "the organizer"),
    kept(
        "organization_brands",
        "organization_id colour embed_origins logo logo_type logo_hash logo_width logo_height updated_at",
        "the organizer",
    ),
    kept(
        "accounts",
        "id email email_key name password_hash password_changed_at created_at",
        "staff: as long as they work here",
    ),
    kept("account_totps", "account_id secret confirmed_at last_step created_at", "staff"),
    kept("recovery_codes", "account_id code_hash used_at", "staff"),
    kept(
        "passkeys",
        "id account_id credential_id public_key sign_count name created_at used_at",
        "staff",
    ),
    kept("provider_identities", "issuer subject account_id created_at", "staff"),
    kept(
        "sign_in_attempts",
        "token_hash kind account_id data failures created_at expires_at used_at",
        "staff",
    ),
    kept("sign_in_failures", "account_id kind failures last_at", "staff"),
    kept("event_rights", "member_id event_id organization_id role ends_at created_at", "staff"),
    kept(
        "organization_security",
        "organization_id second_factor_required updated_at",
        "the organizer's rule",
    ),
    kept("audit_seals", "organization_id position line_id seal", "seals of what stands elsewhere"),
    kept(
        "audit_heads",
        "organization_id position seal newest_line adopted mac sealed_at checked_at found",
        "seals of what stands elsewhere",
    ),
    kept(
        "rehearsals",
        "event_id organization_id of_event_id mail_to started_at",
        "an address of staff; all of it goes when the rehearsal ends",
    ),
    kept(
        "members",
        "id organization_id account_id role ends_at created_at removed_at invited_as",
        "staff: as long as they work here",
    ),
    kept(
        "sign_in_links",
        "token_hash account_id organization_id created_at expires_at used_at",
        "staff",
    ),
    kept(
        "console_sessions",
        "token_hash id account_id organization_id member_id factors browser created_at proved_at seen_at expires_at revoked_at",
        "staff",
    ),
    kept(
        "api_tokens",
        "id organization_id token_hash name scopes created_at expires_at revoked_at",
        "programs",
    ),
    kept(
        "mail_texts",
        "organization_id scope kind language subject body version updated_at",
        "the organizer's own words",
    ),
    kept(
        "mail_settings",
        "organization_id hold rehearsal_to after_unknown after_unknown_mailing sender_name updated_at",
        "the organizer",
    ),
    kept(
        "jobs",
        "organization_id id event_id kind parameters page state total done failed position result created_by due_at \
         lease_id lease_until created_at started_at ended_at updated_at",
        "ids and counts",
    ),
    kept(
        "retention_rules",
        "organization_id days warn_days reason updated_at",
        "the organizer's rule",
    ),
    kept(
        "event_retentions",
        "event_id organization_id days reason postponed_until postponed_reason warned_at warned_of purged_at \
         statistics updated_at",
        "the organizer's rule; numbers in which small ones are hidden",
    ),
    kept(
        "purges",
        "id organization_id event_id registration_id kind event_title last_meeting_at rule requested_by state phase \
         cursor_session cursor_sequence cursor_mail counts started_at erased_at finished_at previous_hash hash",
        "the certificates",
    ),
    kept(
        "export_column_sets",
        "id organization_id name column_keys rows_are is_default updated_at",
        "names of columns",
    ),
    kept(
        "export_schedules",
        "id organization_id event_id wanted timing recipients created_by state due_at fault created_at updated_at",
        "ids of staff, names of columns, what a list is narrowed to (never words that were searched for)",
    ),
    kept(
        "export_runs",
        "id organization_id schedule_id event_id due_at wanted rows_found expires_at created_at",
        "a count; the list itself is made when it is fetched",
    ),
    kept("installation", "key value updated_at", "the installation"),
    kept("postal_codes", "edition code place prefecture city town", "a public register"),
    kept("corporations", "edition number name name_key prefecture city", "a public register"),
];
