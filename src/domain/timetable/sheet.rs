//! Rows that were copied out of a sheet: cells with tabs between, quoted where they have line breaks.

/// A row with its number in what was pasted, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    pub number: usize,
    pub cells: Vec<String>,
}

/// The rows that have anything in them. Where nothing has a tab, cells are told by commas, or by two spaces.
pub fn rows(pasted: &str) -> Vec<SheetRow> {
    let text = pasted.replace("\r\n", "\n").replace('\r', "\n");
    let mark = mark_of(&text);
    let rows = split(&text, mark);
    let numbered = rows.into_iter().zip(1..).map(|(cells, number)| SheetRow { number, cells });
    numbered.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Tab,
    Comma,
    Spaces,
}

fn mark_of(text: &str) -> Mark {
    if text.contains('\t') {
        Mark::Tab
    } else if text.contains(',') {
        Mark::Comma
    } else {
        Mark::Spaces
    }
}

fn split(text: &str, mark: Mark) -> Vec<Vec<String>> {
    if mark == Mark::Spaces {
        return text.lines().map(by_spaces).collect();
    }
    let between = if mark == Mark::Tab { '\t' } else { ',' };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    let mut is_quoted = false;
    while let Some(c) = characters.next() {
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            '\n' if !is_quoted => {
                row.push(tidy(&std::mem::take(&mut cell)));
                rows.push(std::mem::take(&mut row));
            }
            c if c == between && !is_quoted => row.push(tidy(&std::mem::take(&mut cell))),
            c => cell.push(c),
        }
    }
    row.push(tidy(&cell));
    rows.push(row);
    rows
}

fn by_spaces(line: &str) -> Vec<String> {
    let parts = line.split("  ").flat_map(|part| part.split('　')).map(tidy);
    parts.filter(|part| !part.is_empty()).collect()
}

/// In one line, without spaces at the ends.
fn tidy(cell: &str) -> String {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(pasted: &str) -> Vec<(usize, String)> {
        rows(pasted).into_iter().map(|row| (row.number, row.cells.join("|"))).collect()
    }

    #[test]
    fn a_row_keeps_its_number_also_behind_empty_ones() {
        assert_eq!(cells("a\tb\r\n\t\r\nc\td\r\n"), [(1, "a|b".into()), (3, "c|d".into())]);
    }

    #[test]
    fn a_quoted_cell_may_have_lines_and_quotes() {
        assert_eq!(
            cells("\"豊北\n総合支所\"\t\"\"\"下\"\"関\"\n"),
            [(1, "豊北 総合支所|\"下\"関".into())]
        );
    }

    #[test]
    fn without_tabs_commas_or_spaces_tell_the_cells() {
        assert_eq!(cells("下関,10/2"), [(1, "下関|10/2".into())]);
        assert_eq!(cells("下関  10/2(月)　18:00"), [(1, "下関|10/2(月)|18:00".into())]);
    }
}
