//! Where lines of Japanese and of other texts may end (JIS X 4051, 行頭禁則 and 行末禁則).

/// Never at the beginning of a line.
const NOT_FIRST: &str = "、。，．・：；？！゛゜´｀¨ヽヾゝゞ々ー〜～…‥）〕］｝〉》」』】’”»ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\
                         ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ)]},.:;!?%％℃‐–゠";
/// Never at the end of a line.
const NOT_LAST: &str = "（〔［｛〈《「『【‘“«｢([{￥＄＃№";
/// Never apart from another of its kind.
const NOT_APART: &str = "—…‥―";

/// The text in lines of at most `width`, each without spaces at its ends. `width_of` is the width of a character.
/// A text without anything has no line; line breaks of the text stay.
pub fn lines(text: &str, width: f32, width_of: impl Fn(char) -> f32) -> Vec<String> {
    let paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty());
    paragraphs.flat_map(|line| wrapped(line, width, &width_of)).collect()
}

fn wrapped(text: &str, width: f32, width_of: &impl Fn(char) -> f32) -> Vec<String> {
    let measure = |piece: &str| piece.trim_end().chars().map(width_of).sum::<f32>();
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if measure(&format!("{line}{piece}")) <= width {
            line.push_str(&piece);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A piece that fits into no line is cut where it must be.
        for c in piece.chars() {
            if !line.is_empty() && measure(&format!("{line}{c}")) > width && width_of(c) > 0.0 {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    let trimmed = lines.into_iter().map(|line| line.trim().to_owned());
    trimmed.filter(|line| !line.is_empty()).collect()
}

/// The text cut at every place where a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        match (before, pieces.last_mut()) {
            (Some(before), Some(last)) if !may_break(before, c) => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        before = Some(c);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after.is_whitespace() || is_attached(after) {
        return false;
    }
    if before.is_whitespace() {
        return true;
    }
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    if NOT_APART.contains(before) && NOT_APART.contains(after) {
        return false;
    }
    // Words and numbers hold together; between them and kanji or kana a line may end.
    !(is_of_word(before) && is_of_word(after))
}

/// Belongs to the character before it: variants and combining marks.
fn is_attached(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

fn is_of_word(c: char) -> bool {
    (c.is_ascii_graphic() && c != '/')
        || matches!(c, '\u{a1}'..='\u{24f}' | '\u{2018}'..='\u{201d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of so many full-width characters; others are half as wide.
    fn broken(text: &str, characters: u8) -> Vec<String> {
        let width_of = |c: char| match c {
            _ if c.is_ascii() => 0.5,
            _ if is_attached(c) => 0.0,
            _ => 1.0,
        };
        lines(text, f32::from(characters), width_of)
    }

    #[test]
    fn punctuation_stands_at_no_beginning_and_brackets_open_at_no_end() {
        assert_eq!(broken("自宅で働く。楽しい", 5), ["自宅で働", "く。楽しい"]);
        assert_eq!(broken("今日は「晴れ」です", 4), ["今日は", "「晴れ」", "です"]);
        assert_eq!(broken("ちょっとコーヒー", 2), ["ちょ", "っと", "コー", "ヒー"]);
    }

    #[test]
    fn words_and_numbers_hold_together() {
        assert_eq!(broken("a telework briefing", 5), ["a telework", "briefing"]);
        assert_eq!(broken("電話000-0000-0000まで", 7), ["電話", "000-0000-0000", "まで"]);
        assert_eq!(broken("10月15日に開く", 3), ["10月15", "日に開", "く"]);
    }

    #[test]
    fn what_fits_into_no_line_is_cut_and_nothing_is_lost() {
        let address = "https://uketsuke.example.jp/e/a-very-long-name";
        let lines = broken(address, 8);
        assert!(lines.iter().all(|line| line.chars().count() <= 16));
        assert_eq!(lines.concat(), address);
        assert_eq!(broken("、、、、、、", 2).concat(), "、、、、、、");
    }

    #[test]
    fn lines_of_the_text_stay_and_empty_ones_go() {
        assert_eq!(broken("一行目\n\n 二行目 \n", 10), ["一行目", "二行目"]);
        assert!(broken(" \n ", 10).is_empty());
    }

    #[test]
    fn a_variant_stays_with_its_character() {
        assert_eq!(broken("辻\u{e0100}辻\u{e0100}", 1).len(), 2);
    }
}
