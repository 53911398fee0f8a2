//! What a delivery status notification says (RFC 3464).

/// What became of the mail that a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Nobody tries any more.
    Failed {
        /// As RFC 3463 writes it: `5.1.1`.
        status: String,
    },
    /// It is still being tried.
    Delayed {
        /// As RFC 3463 writes it: `4.4.1`.
        status: String,
    },
    /// It arrived, or was handed on.
    Arrived,
}

/// A failure of which no more is known.
pub(super) const UNKNOWN_FAILURE: &str = "5.0.0";
/// A delay of which no more is known.
const UNKNOWN_DELAY: &str = "4.0.0";

/// Reads the fields of a `message/delivery-status` part. Of several recipients the one that fares worst
/// counts: our mails have one. Nothing where no recipient is reported.
pub(super) fn read(part: &str) -> Option<Report> {
    let groups = part.replace("\r\n", "\n");
    let mut worst = None;
    for group in groups.split("\n\n") {
        let found = recipient(group);
        if severity(found.as_ref()) > severity(worst.as_ref()) {
            worst = found;
        }
    }
    worst
}

fn severity(report: Option<&Report>) -> u8 {
    match report {
        None => 0,
        Some(Report::Arrived) => 1,
        Some(Report::Delayed { .. }) => 2,
        Some(Report::Failed { .. }) => 3,
    }
}

/// One group of fields, if it is about a recipient.
fn recipient(group: &str) -> Option<Report> {
    let field = |name: &str| {
        let line = group.lines().find(|line| {
            line.split_once(':').is_some_and(|(found, _)| found.trim().eq_ignore_ascii_case(name))
        });
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    };
    field("Final-Recipient").or_else(|| field("Original-Recipient"))?;
    // A comment may follow both (`failed (expired)`, `5.1.1 (unknown user)`).
    let word = |name| field(name).and_then(|value| value.split([' ', '\t', '(', ';']).next());
    let status = word("Status").filter(|text| is_status(text)).map(str::to_owned);
    let action = word("Action").map(str::to_ascii_lowercase);
    let is_failure = status.as_deref().is_some_and(|status| status.starts_with('5'));
    match action.as_deref() {
        Some("failed") => {
            Some(Report::Failed { status: status.unwrap_or_else(|| UNKNOWN_FAILURE.to_owned()) })
        }
        Some("delayed") => {
            Some(Report::Delayed { status: status.unwrap_or_else(|| UNKNOWN_DELAY.to_owned()) })
        }
        Some(_) => Some(Report::Arrived),
        // The field is required; who leaves it out has still said how it went.
        None if is_failure => status.map(|status| Report::Failed { status }),
        None => status.map(|status| Report::Delayed { status }),
    }
}

/// Whether a text is a status code (RFC 3463, 2).
fn is_status(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_number = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    match parts.as_slice() {
        [class, subject, detail] => {
            ["2", "4", "5"].contains(class) && is_number(subject, 3) && is_number(detail, 3)
        }
        _ => false,
    }
}

/// The status of a failure in the words of a server that does not write reports: `… 5.1.1 …` or `550 …`.
pub(super) fn failure_in_words(text: &str) -> Option<String> {
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '.');
    let mut words = text.split(is_end).map(|word| word.trim_end_matches('.'));
    if let Some(status) = words.clone().find(|word| is_status(word) && word.starts_with('5')) {
        return Some(status.to_owned());
    }
    let is_reply = |word: &str| {
        word.len() == 3 && word.starts_with("55") && word.bytes().all(|b| b.is_ascii_digit())
    };
    words.any(is_reply).then(|| UNKNOWN_FAILURE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(fields: &str) -> Option<Report> {
        read(&format!("Reporting-MTA: dns; mx.example.jp\r\n\r\n{fields}"))
    }

    fn failed(status: &str) -> Option<Report> {
        Some(Report::Failed { status: status.to_owned() })
    }

    #[test]
    fn the_action_decides_and_the_status_is_kept() {
        let to = "Final-Recipient: rfc822; taro@example.jp\r\n";
        for (fields, report) in [
            ("Action: failed\r\nStatus: 5.1.1\r\n", failed("5.1.1")),
            ("action:FAILED (expired)\r\nstatus: 4.4.7 (too old)\r\n", failed("4.4.7")),
            ("Action: failed\r\n", failed("5.0.0")),
            ("Action: failed\r\nStatus: nonsense\r\n", failed("5.0.0")),
            ("Status: 5.2.2\r\n", failed("5.2.2")),
            (
                "Action: delayed\r\nStatus: 4.4.1\r\n",
                Some(Report::Delayed { status: "4.4.1".to_owned() }),
            ),
            ("Action: delivered\r\nStatus: 2.0.0\r\n", Some(Report::Arrived)),
            ("Action: relayed\r\nStatus: 2.0.0\r\n", Some(Report::Arrived)),
            ("X: y\r\n", None),
        ] {
            assert_eq!(one(&format!("{to}{fields}")), report, "{fields}");
        }
        assert_eq!(one("Action: failed\r\nStatus: 5.1.1\r\n"), None, "nobody is named");
        assert_eq!(read(""), None);
    }

    #[test]
    fn of_several_recipients_the_worst_counts() {
        let group = |action: &str, status: &str| {
            format!(
                "Final-Recipient: rfc822; a@example.jp\r\nAction: {action}\r\nStatus: {status}\r\n"
            )
        };
        let both = format!("{}\r\n{}", group("delivered", "2.0.0"), group("failed", "5.7.1"));
        assert_eq!(one(&both), failed("5.7.1"));
    }

    #[test]
    fn plain_words_are_understood_only_where_a_code_stands_in_them() {
        let found = |text: &str| failure_in_words(text);
        assert_eq!(found("550 5.1.1 <x@y>: unknown").as_deref(), Some("5.1.1"));
        assert_eq!(found("(reason: 550 Unknown user)").as_deref(), Some("5.0.0"));
        assert_eq!(found("said: 554-5.7.1.").as_deref(), Some("5.7.1"));
        for text in ["", "call 0550-123", "room 55", "on 2026.10.15", "4.4.1 later", "15500"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
