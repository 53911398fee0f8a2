//! Rows out of what was pasted, and out of a rule for days that come again.

use chrono::NaiveDate;

use super::moments::Calendar;
use super::rows::Row;
use crate::domain::civil;
use crate::domain::timetable::hours::shown;
use crate::domain::timetable::pasted::{self, RowFault};
use crate::domain::timetable::recurrence::{Every, LeftOut, OCCURRENCES_MAX, Recurrence, Until};
use crate::http::console::posted::Fields;
use crate::http::pages::console::events::editor::{LeftOutDay, UnreadRow};
use crate::http::pages::console::events::fields::Wrong;

/// What was read of a paste.
#[derive(Default)]
pub struct FromPaste {
    pub rows: Vec<Row>,
    pub unread: Vec<UnreadRow>,
    pub too_many: usize,
    /// What stays in the field: the rows that were not understood, under their numbers.
    pub rest: String,
}

/// Reads what was pasted. Rows without an end are for people to complete.
pub fn from_paste(text: &str, calendar: Calendar) -> FromPaste {
    let pasted = pasted::read(text, calendar.today);
    let mut read = FromPaste { too_many: pasted.too_many, ..FromPaste::default() };
    let lines: Vec<&str> = text.lines().collect();
    for row in pasted.rows {
        match row.outcome {
            Ok(session) => read.rows.push(Row {
                name: session.name,
                day: calendar.date_text(session.day),
                starts: shown(session.starts),
                ends: session.ends.map(shown).unwrap_or_default(),
                venue: session.venue,
                address: session.address,
                online_url: session.online_url,
                capacity: session.capacity.map(|seats| seats.to_string()).unwrap_or_default(),
                source: row.number.to_string(),
                ..Row::default()
            }),
            Err(fault) => {
                if let Some(line) = lines.get(row.number - 1) {
                    read.rest.push_str(line);
                    read.rest.push('\n');
                }
                let why = why(fault);
                read.unread.push(UnreadRow { number: row.number, text: row.text, why });
            }
        }
    }
    read
}

fn why(fault: RowFault) -> &'static str {
    crate::http::pages::console::events::editor::why(match fault {
        RowFault::NoDay => 0,
        RowFault::WrongWeekday => 1,
        RowFault::NoTime => 2,
        RowFault::EndsBeforeStart => 3,
        RowFault::Capacity => 4,
    })
}

/// Rows that a rule makes after the one it is made from.
#[derive(Default)]
pub struct FromRule {
    pub rows: Vec<Row>,
    pub left_out: Vec<LeftOutDay>,
}

/// Repeats a row by the rule in the form.
///
/// # Errors
/// What is wrong with the rule, or with the row.
pub fn from_rule(
    fields: &Fields,
    (prefix, first): (&str, &Row),
    calendar: Calendar,
) -> Result<FromRule, Vec<Wrong>> {
    let day = calendar.day(&first.day);
    let day = day.map_err(|code| vec![Wrong::new(format!("{prefix}.day"), code)])?;
    let rule = rule(fields, day, calendar)?;
    let days = rule.days();
    let continues = fields.text("makes") == "meetings";
    let after = days.held.iter().skip_while(|held| **held <= day);
    let rows = after.zip(2..).map(|(held, number)| Row {
        day: calendar.date_text(*held),
        name: if continues { String::new() } else { numbered(&first.name, number) },
        continues,
        source: String::new(),
        ..first.clone()
    });
    let left_out = days.left_out.iter().map(|(day, why)| LeftOutDay {
        day: civil::calendar_day(calendar.language, *day),
        holiday: match why {
            LeftOut::Named => String::new(),
            LeftOut::Holiday(name) => (*name).to_owned(),
        },
    });
    Ok(FromRule { rows: rows.collect(), left_out: left_out.collect() })
}

fn rule(fields: &Fields, first: NaiveDate, calendar: Calendar) -> Result<Recurrence, Vec<Wrong>> {
    let every = match fields.text("every") {
        "second_week" => Every::SecondWeek,
        "month_weekday" => Every::MonthByWeekday,
        "month_day" => Every::MonthByDay,
        _ => Every::Week,
    };
    let count = super::sheet::number(fields, "count").map_err(|fault| vec![fault])?;
    let until = match (count, fields.given("until")) {
        (Some(count), _) => {
            let most = i64::try_from(OCCURRENCES_MAX).unwrap_or(100);
            let limit = Some(if count < 2 { 2 } else { most });
            let count = usize::try_from(count).ok().filter(|_| (2..=most).contains(&count));
            let out_of_range =
                || vec![Wrong { name: "count".to_owned(), code: "out_of_range".to_owned(), limit }];
            Until::Count(count.ok_or_else(out_of_range)?)
        }
        (None, Some(typed)) => {
            let day = calendar.day(typed).map_err(|code| vec![Wrong::new("until", code)])?;
            Until::Day(day)
        }
        (None, None) => return Err(vec![Wrong::new("count", "empty")]),
    };
    let typed = fields.text("except").split([',', '、', ' ', '　', '\n']);
    let except: Result<Vec<NaiveDate>, &'static str> =
        typed.filter(|day| !day.trim().is_empty()).map(|day| calendar.day(day.trim())).collect();
    let except = except.map_err(|code| vec![Wrong::new("except", code)])?;
    let leaves_out_holidays = fields.text("holidays") == "true";
    Ok(Recurrence { first, every, until, except, leaves_out_holidays })
}

/// 第1回 → 第2回: the first number of a name counts on; a name without one stays.
fn numbered(name: &str, number: usize) -> String {
    let is_first = |c: &(usize, char)| matches!(c.1, '1' | '１');
    let Some((at, one)) = name.char_indices().find(is_first) else { return name.to_owned() };
    let rest = &name[at + one.len_utf8()..];
    if rest.starts_with(|c: char| c.is_numeric()) || name[..at].ends_with(char::is_numeric) {
        return name.to_owned();
    }
    format!("{}{number}{rest}", &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_name_counts_on() {
        assert_eq!(numbered("第1回", 2), "第2回");
        assert_eq!(numbered("第１回 講座", 12), "第12回 講座");
        assert_eq!(numbered("下関", 2), "下関");
        assert_eq!(numbered("2026年講座 第1回", 3), "2026年講座 第3回");
        assert_eq!(numbered("10周年", 3), "10周年");
    }
}
