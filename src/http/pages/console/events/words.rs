//! Keys of the words that pages of this room are given by name.

/// Buttons.
pub const SAVE: &str = "events-save";
pub const ADD_MEETING: &str = "events-add-meeting";
pub const DO_CHANGE: &str = "events-do-change";
pub const LOOK: &str = "events-look";
pub const DO_COPY: &str = "events-do-copy";
pub const CANCEL_SESSION: &str = "events-do-cancel-session";
pub const CANCEL_EVENT: &str = "events-do-cancel-event";
pub const CLOSE: &str = "events-do-close";
pub const UNPUBLISH: &str = "events-do-unpublish";
pub const DELETE: &str = "events-do-delete";
pub const REOPEN: &str = "events-do-reopen";
pub const START_REHEARSAL: &str = "events-start-rehearsal";
pub const END_REHEARSAL: &str = "events-end-rehearsal";
pub const SEND_PICTURE: &str = "events-send-picture";
pub const REMOVE_PICTURE: &str = "events-remove-picture";

/// Headings.
pub const BASICS: &str = "events-basics";
pub const LANGUAGES: &str = "events-languages";
pub const RULES: &str = "events-rules";
pub const RULES_SELDOM: &str = "events-rules-seldom";
pub const GROUPS: &str = "events-groups";
pub const GROUPS_MEANS: &str = "events-groups-means";
pub const REOPENS: &str = "events-effect-reopens";
pub const REOPEN_THE_SESSION: &str = "events-reopen-session";
pub const NOT_TOLD: &str = "events-effect-not-told";
pub const NO_GROUP: &str = "events-no-group";
pub const NEW_GROUP: &str = "events-group-new";
pub const GROUP: &str = "events-group-heading";
pub const IMAGE: &str = "events-image";
pub const REMINDERS: &str = "events-reminders";
pub const SESSION: &str = "events-session";
pub const MEETINGS: &str = "events-meetings";
pub const MEETINGS_MEANS: &str = "events-meetings-means";
pub const SEATS: &str = "events-seats";
pub const WHEN_TO_APPLY: &str = "events-when-to-apply";
pub const SELDOM: &str = "events-seldom";
pub const COPY: &str = "events-copy";
pub const CANCEL_THE_SESSION: &str = "events-cancel-session";
pub const CANCEL_THE_EVENT: &str = "events-cancel-event";
pub const CLOSE_THE_EVENT: &str = "events-close";
pub const CLOSE_THE_SESSION: &str = "events-close-session";
pub const UNPUBLISH_THE_EVENT: &str = "events-unpublish";
pub const DELETE_THE_EVENT: &str = "events-delete";
pub const DELETE_THE_SESSION: &str = "events-delete-session";
pub const REHEARSAL: &str = "events-rehearsal";
pub const BRAND: &str = "events-brand";
pub const LOGO: &str = "events-logo";
pub const PREVIEW: &str = "events-preview";

/// Names of what is shown beside its value.
pub const FACT_PEOPLE: &str = "events-fact-people";
pub const FACT_CONTRAST_LIGHT: &str = "events-fact-contrast-light";
pub const FACT_CONTRAST_DARK: &str = "events-fact-contrast-dark";
pub const FACT_USED: &str = "events-fact-used";

/// Sentences of what a change would do; each takes `$number`.
pub const PROMOTED: &str = "events-effect-promoted";
pub const TOLD: &str = "events-effect-told";
pub const CALLED: &str = "events-effect-called";
/// Nobody would be told.
pub const NOBODY: &str = "events-effect-nobody";
pub const STAYS: &str = "events-effect-stays";
pub const CLOSES: &str = "events-effect-closes";
pub const WAITING_STAY: &str = "events-effect-waiting";
pub const FOR_GOOD: &str = "events-effect-for-good";
pub const DELETES: &str = "events-effect-deletes";
pub const UNSEEN: &str = "events-effect-unseen";
pub const COPY_KEEPS: &str = "events-effect-copy-keeps";
pub const COPY_LEAVES: &str = "events-effect-copy-leaves";
pub const COPY_WEEKDAYS: &str = "events-effect-copy-weekdays";

/// Why it is refused; takes `$confirmed` and `$people`.
pub const BELOW_CONFIRMED: &str = "events-refused-below";
pub const GROUP_FIXED: &str = "events-refused-group";
pub const CANCELLED: &str = "events-refused-cancelled";
pub const HAS_REGISTRATIONS: &str = "events-refused-registrations";
pub const REFUSED: &str = "events-refused";

/// Sentences of rehearsals.
pub const REHEARSAL_MEANS: [&str; 3] =
    ["events-rehearsal-means", "events-rehearsal-mail", "events-rehearsal-ends"];
pub const REHEARSAL_RUNS: &str = "events-rehearsal-runs";
pub const REHEARSAL_NEEDS_SESSION: &str = "events-rehearsal-needs-session";

/// What was done, by the word in the address.
const DONE: [(&str, &str); 19] = [
    ("made", "events-done-made"),
    ("sample", "events-done-sample"),
    ("copied", "events-done-copied"),
    ("saved", "events-done-saved"),
    ("saved-told", "events-done-saved-told"),
    ("sessions-added", "events-done-sessions-added"),
    ("published", "events-done-published"),
    ("closed", "events-done-closed"),
    ("session-closed", "events-done-session-closed"),
    ("session-reopened", "events-done-session-reopened"),
    ("session-deleted", "events-done-session-deleted"),
    ("unpublished", "events-done-unpublished"),
    ("cancelled", "events-done-cancelled"),
    ("session-cancelled", "events-done-session-cancelled"),
    ("image", "events-done-image"),
    ("image-removed", "events-done-image-removed"),
    ("rehearsal-ended", "events-done-rehearsal-ended"),
    ("deleted", "events-done-deleted"),
    ("brand", "events-done-brand"),
];

/// Key of the sentence for what was done.
pub fn done(word: &str) -> Option<&'static str> {
    DONE.iter().find(|(known, _)| *known == word).map(|(_, key)| *key)
}

/// Ways from the page of an event: below its path, key of the words, key of what happens there.
pub const WAYS: [(&str, &str, &str); 8] = [
    ("publish", "events-publish", "events-publish-short"),
    ("rehearsal", "events-rehearsal", "events-rehearsal-short"),
    ("copy", "events-copy", "events-copy-short"),
    ("close", "events-close", "events-close-short"),
    ("publish", "events-reopen", "events-reopen-short"),
    ("cancel", "events-cancel-event", "events-cancel-short"),
    ("unpublish", "events-unpublish", "events-unpublish-short"),
    ("delete", "events-delete", "events-delete-short"),
];

/// Ways from the page of a session.
pub const SESSION_WAYS: [(&str, &str, &str); 4] = [
    ("close", "events-close-session", "events-close-session-short"),
    ("reopen", "events-reopen-session", "events-reopen-session-short"),
    ("cancel", "events-cancel-session", "events-cancel-short"),
    ("delete", "events-delete-session", "events-delete-session-short"),
];

/// Ways into a rehearsal: its public page, its numbers; key of the words, key of what is there.
pub const REHEARSAL_WAYS: [(&str, &str); 2] = [
    ("events-rehearsal-public", "events-rehearsal-public-means"),
    ("events-rehearsal-console", "events-rehearsal-console-means"),
];
