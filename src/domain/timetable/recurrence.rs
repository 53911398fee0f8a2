//! Days that come again: every week, every second week, every month on the same weekday or day.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::domain::public_holidays;

/// Days that one rule makes at most: as many meetings as a session may have.
pub const OCCURRENCES_MAX: usize = 100;
/// Days that are looked at at most: a rule may leave out nearly all of them.
const CANDIDATES_MAX: u32 = 600;

/// When it comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Week,
    SecondWeek,
    /// On the same weekday of the same week of the month (第2木曜日). Months without it are left out.
    MonthByWeekday,
    /// On the same day of the month. Months without it are left out.
    MonthByDay,
}

/// When it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// So many days, those that are left out not counted.
    Count(usize),
    /// The last day that may be one.
    Day(NaiveDate),
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    pub first: NaiveDate,
    pub every: Every,
    pub until: Until,
    /// Days on which it does not take place.
    pub except: Vec<NaiveDate>,
    pub leaves_out_holidays: bool,
}

/// Why a day is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    Named,
    Holiday(&'static str),
}

/// The days of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    pub held: Vec<NaiveDate>,
    pub left_out: Vec<(NaiveDate, LeftOut)>,
}

impl Recurrence {
    /// Its days in their order.
    pub fn days(&self) -> Occurrences {
        let mut days = Occurrences::default();
        for day in (0..CANDIDATES_MAX).filter_map(|number| self.candidate(number)) {
            let is_over = match self.until {
                Until::Count(count) => days.held.len() >= count,
                Until::Day(last) => day > last,
            };
            if is_over || days.held.len() >= OCCURRENCES_MAX {
                break;
            }
            match self.why_not(day) {
                Some(why) => days.left_out.push((day, why)),
                None => days.held.push(day),
            }
        }
        days
    }

    fn why_not(&self, day: NaiveDate) -> Option<LeftOut> {
        if self.except.contains(&day) {
            return Some(LeftOut::Named);
        }
        let holiday = public_holidays::name_of(day).filter(|_| self.leaves_out_holidays);
        holiday.map(LeftOut::Holiday)
    }

    /// The day of this number from 0; months that have none give none.
    fn candidate(&self, number: u32) -> Option<NaiveDate> {
        let weeks = |weeks: u32| self.first.checked_add_days(Days::new(u64::from(weeks) * 7));
        match self.every {
            Every::Week => weeks(number),
            Every::SecondWeek => weeks(number * 2),
            Every::MonthByWeekday => {
                let month = self.first.with_day(1)?.checked_add_months(Months::new(number))?;
                let week = u8::try_from((self.first.day() - 1) / 7 + 1).ok()?;
                NaiveDate::from_weekday_of_month_opt(
                    month.year(),
                    month.month(),
                    self.first.weekday(),
                    week,
                )
            }
            Every::MonthByDay => {
                let month = self.first.with_day(1)?.checked_add_months(Months::new(number))?;
                month.with_day(self.first.day())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn rule(first: NaiveDate, every: Every, until: Until) -> Recurrence {
        Recurrence { first, every, until, except: Vec::new(), leaves_out_holidays: false }
    }

    fn held(rule: &Recurrence) -> String {
        let days = rule.days().held;
        days.iter().map(|day| day.format("%-m/%-d").to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn weeks_and_months_come_again() {
        let count = Until::Count(4);
        assert_eq!(held(&rule(date(4, 9), Every::Week, count)), "4/9 4/16 4/23 4/30");
        assert_eq!(held(&rule(date(4, 9), Every::SecondWeek, count)), "4/9 4/23 5/7 5/21");
        assert_eq!(held(&rule(date(4, 9), Every::MonthByWeekday, count)), "4/9 5/14 6/11 7/9");
        assert_eq!(held(&rule(date(4, 30), Every::MonthByWeekday, count)), "4/30 7/30 10/29 12/31");
        assert_eq!(held(&rule(date(1, 31), Every::MonthByDay, count)), "1/31 3/31 5/31 7/31");
        assert_eq!(held(&rule(date(4, 9), Every::Week, Until::Day(date(4, 23)))), "4/9 4/16 4/23");
    }

    #[test]
    fn what_is_left_out_is_made_up_for_at_the_end() {
        let mut weekly = rule(date(4, 15), Every::Week, Until::Count(4));
        weekly.except = vec![date(4, 22)];
        weekly.leaves_out_holidays = true;
        let days = weekly.days();
        assert_eq!(held(&weekly), "4/15 5/13 5/20 5/27");
        assert_eq!(
            days.left_out,
            [
                (date(4, 22), LeftOut::Named),
                (date(4, 29), LeftOut::Holiday("昭和の日")),
                (date(5, 6), LeftOut::Holiday("振替休日"))
            ]
        );
    }

    #[test]
    fn a_rule_without_end_ends() {
        let far = NaiveDate::from_ymd_opt(2099, 1, 1).unwrap();
        assert_eq!(
            rule(date(4, 9), Every::Week, Until::Day(far)).days().held.len(),
            OCCURRENCES_MAX
        );
    }
}
