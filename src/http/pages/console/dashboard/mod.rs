//! How an event or a session stands, in numbers and pictures.

pub mod activity;
pub mod session;

use super::attendees::source_key;
use super::outbox::mail_state_key;
use crate::http::pages::charts::days::{Day, DayChart};
use crate::http::pages::charts::shares::{Share, ShareChart};
use crate::http::pages::texts::Texts;
use activity::ActivityLine;

/// Key of how many were there.
pub const PRESENT: &str = "dashboard-present";

/// A number that is looked at first.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Key of what it counts.
    pub word: &'static str,
    /// The number.
    pub number: i64,
    /// Where one sees who they are.
    pub path: Option<String>,
}

/// A row of the table of days.
#[derive(Debug, Clone)]
pub struct DayRow {
    /// The day written out.
    pub day: String,
    /// What came on it.
    pub count: i64,
    /// All until then.
    pub until: i64,
}

/// A limited choice.
#[derive(Debug, Clone)]
pub struct ChoiceLine {
    /// The session; empty where the page is about one.
    pub session: String,
    /// What is asked.
    pub question: String,
    /// What is chosen.
    pub choice: String,
    /// Persons who may still have it.
    pub left: u32,
    /// Persons who may have it in all.
    pub limit: u32,
}

/// Mails that need a hand.
#[derive(Debug, Clone)]
pub struct TroubleLine {
    /// Their state.
    pub word: &'static str,
    /// How many.
    pub number: i64,
    /// Where they are.
    pub path: String,
}

impl TroubleLine {
    /// Mails in this state of the queue.
    pub fn new(state: &str, number: i64, path: String) -> Self {
        Self { word: mail_state_key(state), number, path }
    }
}

/// Everything but the sessions.
#[derive(Debug)]
pub struct Standing {
    /// The numbers.
    pub figures: Vec<Figure>,
    /// Applications over time; `None` before the first.
    pub days: Option<DayChart>,
    /// The same in rows.
    pub day_rows: Vec<DayRow>,
    /// The ways they came; `None` before the first.
    pub ways: Option<ShareChart>,
    /// The same in rows.
    pub way_rows: Vec<Share>,
    /// Limited choices.
    pub choices: Vec<ChoiceLine>,
    /// Mails that need a hand; none for who may not know.
    pub trouble: Vec<TroubleLine>,
    /// Where those are listed whom no mail reaches.
    pub unreachable_path: Option<String>,
    /// What happened last.
    pub activity: Vec<ActivityLine>,
}

/// What came on each day, with the day's short and long name.
#[derive(Debug, Clone)]
pub struct NamedDay {
    /// 10/3.
    pub short: String,
    /// Written out.
    pub long: String,
    /// How many.
    pub count: i64,
}

impl Standing {
    /// Whether the choices are of several sessions.
    pub fn names_sessions(&self) -> bool {
        self.choices.iter().any(|line| !line.session.is_empty())
    }
}

/// The pictures of a standing with their rows.
#[derive(Debug)]
pub struct Drawn {
    /// Over time.
    pub days: Option<DayChart>,
    /// The same in rows.
    pub day_rows: Vec<DayRow>,
    /// By way.
    pub ways: Option<ShareChart>,
    /// The same in rows.
    pub way_rows: Vec<Share>,
}

impl Drawn {
    /// Pictures of these days and ways.
    pub fn of(texts: Texts, days: &[NamedDay], ways: &[(String, i64)]) -> Self {
        let mut until = 0;
        let mut day_rows = Vec::with_capacity(days.len());
        for day in days {
            until += day.count;
            day_rows.push(DayRow { day: day.long.clone(), count: day.count, until });
        }
        let bars: Vec<Day> =
            days.iter().map(|day| Day { label: day.short.clone(), count: day.count }).collect();
        let shares = ways
            .iter()
            .map(|(source, count)| Share { label: texts.t(source_key(source)), count: *count });
        let way_rows: Vec<Share> = shares.collect();
        let about = texts.t2("dashboard-days-about", "total", until, "days", days.len());
        let said: Vec<String> =
            way_rows.iter().map(|share| format!("{} {}", share.label, share.count)).collect();
        let days = (!bars.is_empty())
            .then(|| DayChart::new("days", texts.t("dashboard-days"), about, &bars));
        let ways = (!way_rows.is_empty()).then(|| {
            ShareChart::new("ways", texts.t("dashboard-ways"), said.join(", "), &way_rows)
        });
        Self { days, day_rows, ways, way_rows }
    }
}

#[cfg(any(test, feature = "test-hooks"))]
impl Standing {
    /// A standing of some weeks, or of an event that nobody has applied to.
    pub fn sample(texts: Texts, is_empty: bool) -> Self {
        let numbers: &[i64] = if is_empty { &[] } else { &[12, 7, 0, 3, 5, 9, 14, 2, 1, 0, 6] };
        let day = |(number, count): (usize, &i64)| NamedDay {
            short: format!("10/{}", number + 1),
            long: format!("令和8年(2026年)10月{}日", number + 1),
            count: *count,
        };
        let days: Vec<NamedDay> = numbers.iter().enumerate().map(day).collect();
        let ways: Vec<(String, i64)> = if is_empty {
            Vec::new()
        } else {
            vec![("web".into(), 49), ("telephone".into(), 8), ("mail".into(), 2)]
        };
        let figure = |word, number, path: &str| Figure {
            word,
            number,
            path: (!path.is_empty()).then(|| path.to_owned()),
        };
        let filled = |lines: Vec<ChoiceLine>| if is_empty { Vec::new() } else { lines };
        let drawn = Drawn::of(texts, &days, &ways);
        Self {
            figures: vec![
                figure("column-capacity", 60, ""),
                figure("state-confirmed", 41, "/console/sessions/s1/attendees?state=confirmed"),
                figure("state-waitlisted", 4, "/console/sessions/s1/attendees?state=waitlisted"),
                figure("state-offered", 1, ""),
                figure("state-withdrawn", 3, ""),
                figure(PRESENT, 20, ""),
            ],
            days: drawn.days,
            day_rows: drawn.day_rows,
            ways: drawn.ways,
            way_rows: drawn.way_rows,
            choices: filled(vec![ChoiceLine {
                session: "下関".into(),
                question: "昼食".into(),
                choice: "弁当A".into(),
                left: 3,
                limit: 20,
            }]),
            trouble: vec![TroubleLine::new("failed", 2, "/console/outbox?state=failed".into())],
            unreachable_path: Some("/console/events/sample/unreachable".into()),
            activity: if is_empty { Vec::new() } else { ActivityLine::samples() },
        }
    }
}

/// The pages of the room in one language.
///
/// # Errors
/// When a template cannot be written.
#[cfg(any(test, feature = "test-hooks"))]
pub fn gallery(
    language: crate::http::pages::texts::Language,
) -> Result<Vec<crate::http::pages::gallery::Page>, askama::Error> {
    use session::SessionOverviewView;
    Ok(crate::http::pages::gallery::pages_of!(language; SessionOverviewView))
}
