//! Content lines of calendar files (RFC 5545, 3.1), folded where they are too long.

/// Longest content line, in octets, without its line break.
const LONGEST: usize = 75;

/// Folds the lines of a calendar file again: the library lets the last piece of a folded line have 76 octets.
pub fn refolded(calendar: &str) -> String {
    let unfolded = calendar.replace("\r\n ", "");
    let mut folded = String::with_capacity(unfolded.len() + unfolded.len() / 25);
    for line in unfolded.split_terminator("\r\n") {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > LONGEST {
                folded.push_str("\r\n ");
                width = 1;
            }
            folded.push(c);
            width += c.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_nothing_is_lost() {
        let text = format!("SUMMARY:{}\r\nEND:VCALENDAR\r\n", "説明会".repeat(40));
        let folded = refolded(&text);
        assert!(folded.split_terminator("\r\n").all(|line| line.len() <= LONGEST));
        assert_eq!(folded.replace("\r\n ", ""), text);
    }
}
