//! The numbers of an overview as pages show them: days in the event's zone, words, ways to what they count.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::domain::civil;
use crate::domain::state::State;
use crate::http::console::attendees;
use crate::http::console::paths::with_query;
use crate::http::console::visit::Visit;
use crate::http::pages::console::attendees::state_key;
use crate::http::pages::console::dashboard::activity::{ActivityDoer, ActivityLine, activity_key};
use crate::http::pages::console::dashboard::{
    ChoiceLine, Drawn, Figure, NamedDay, PRESENT, Standing, TroubleLine,
};
use crate::http::pages::texts::Texts;
use crate::store::arrival_counts::Arrivals;
use crate::usecases::Permission;
use crate::usecases::overview::{Doer, Overview};

/// Days that are drawn one by one; over more, a bar is a week.
const DAYS_DRAWN: usize = 92;
const HOUR: i64 = 3_600;

/// States whose numbers are always shown, and those that are shown where there are any.
const ALWAYS: [State; 3] = [State::Confirmed, State::Waitlisted, State::Withdrawn];
const SOMETIMES: [State; 5] =
    [State::Offered, State::Pending, State::EnteredDraw, State::Declined, State::DeclinedOffer];

/// How it stands.
pub fn of(visit: &Visit, found: &Overview) -> Standing {
    let zone = found.programme.event.time_zone;
    let days = days(visit, &found.arrivals, zone);
    let ways = ways(&found.arrivals);
    let drawn = Drawn::of(Texts::new(visit.language()), &days, &ways);
    let event = &found.programme.event;
    let may_see_people = visit.principal().may_in(event.id, Permission::ReadRegistrations);
    let unreachable = format!("/console/events/{}/unreachable", event.id);
    Standing {
        figures: figures(found, may_see_people),
        days: drawn.days,
        day_rows: drawn.day_rows,
        ways: drawn.ways,
        way_rows: drawn.way_rows,
        choices: choices(visit, found),
        trouble: trouble(found),
        unreachable_path: may_see_people.then_some(unreachable),
        activity: activity(visit, found, zone),
    }
}

fn figures(found: &Overview, may_see_people: bool) -> Vec<Figure> {
    let sessions = || found.sessions.iter().filter_map(|id| found.programme.session(*id));
    let capacity: i64 = sessions().map(|session| i64::from(session.settings.capacity)).sum();
    let mut figures = vec![Figure { word: "column-capacity", number: capacity, path: None }];
    // One session's people are behind one address.
    let only = found.sessions.first().filter(|_| found.sessions.len() == 1 && may_see_people);
    let path = |state: State| {
        only.map(|id| with_query(&attendees::path_of(*id), &[("state", state.as_str())]))
    };
    let figure = |state: State| Figure {
        word: state_key(state.as_str()),
        number: found.in_state(state),
        path: path(state),
    };
    figures.extend(ALWAYS.into_iter().map(figure));
    if found.present > 0 {
        figures.push(Figure { word: PRESENT, number: found.present, path: None });
    }
    figures.extend(SOMETIMES.into_iter().map(figure).filter(|figure| figure.number > 0));
    figures
}

/// What came on each day from the first to the last, in the event's zone; by weeks where there are many.
fn days(visit: &Visit, arrivals: &[Arrivals], zone: Tz) -> Vec<NamedDay> {
    let language = visit.value_language();
    let named = |(day, count): (NaiveDate, i64)| NamedDay {
        short: format!("{}/{}", day.month(), day.day()),
        long: civil::calendar_day(language, day),
        count,
    };
    by_day(arrivals, zone).into_iter().map(named).collect()
}

fn by_day(arrivals: &[Arrivals], zone: Tz) -> Vec<(NaiveDate, i64)> {
    let mut counts: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for arrived in arrivals {
        let Some(at) = DateTime::from_timestamp(arrived.hour * HOUR, 0) else { continue };
        *counts.entry(at.with_timezone(&zone).date_naive()).or_insert(0) += arrived.count;
    }
    let (Some(first), Some(last)) =
        (counts.keys().next().copied(), counts.keys().next_back().copied())
    else {
        return Vec::new();
    };
    let span = usize::try_from((last - first).num_days() + 1).unwrap_or(usize::MAX);
    let step = if span > DAYS_DRAWN { TimeDelta::days(7) } else { TimeDelta::days(1) };
    let mut days = Vec::new();
    let mut from = first;
    while from <= last {
        let to = from + step;
        days.push((from, counts.range(from..to).map(|(_, count)| count).sum()));
        from = to;
    }
    days
}

/// The ways with their numbers, the most used first.
fn ways(arrivals: &[Arrivals]) -> Vec<(String, i64)> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for arrived in arrivals {
        *counts.entry(arrived.source.as_str()).or_insert(0) += arrived.count;
    }
    let mut ways: Vec<(String, i64)> =
        counts.into_iter().map(|(source, count)| (source.to_owned(), count)).collect();
    ways.sort_by_key(|(_, count)| -count);
    ways
}

fn choices(visit: &Visit, found: &Overview) -> Vec<ChoiceLine> {
    let language = visit.value_language();
    let is_one = found.sessions.len() == 1;
    let mut lines = Vec::new();
    for question in &found.programme.event.questions {
        for choice in &question.choices {
            let Some(limit) = choice.limit else { continue };
            for id in &found.sessions {
                let key = (*id, question.key.clone(), choice.value.clone());
                let Some(left) = found.choices_left.get(&key) else { continue };
                let session = found.programme.session(*id).filter(|_| !is_one);
                lines.push(ChoiceLine {
                    session: session
                        .map(|session| session.name.get(language).to_owned())
                        .unwrap_or_default(),
                    question: question.label.get(language).to_owned(),
                    choice: choice.label.get(language).to_owned(),
                    left: *left,
                    limit,
                });
            }
        }
    }
    lines
}

fn trouble(found: &Overview) -> Vec<TroubleLine> {
    let event = found.programme.event.id.to_string();
    let only = found.sessions.first().filter(|_| found.sessions.len() == 1);
    let session = only.map(ToString::to_string).unwrap_or_default();
    let line = |(state, number): (&String, &i64)| {
        let of = [("state", state.as_str()), ("event", &event), ("session", &session)];
        TroubleLine::new(state, *number, with_query("/console/outbox", &of))
    };
    found.trouble.iter().map(line).collect()
}

fn activity(visit: &Visit, found: &Overview, zone: Tz) -> Vec<ActivityLine> {
    let each = found.activity.iter();
    each.map(|activity| ActivityLine {
        at: visit.short_time(activity.at, zone),
        word: activity_key(&activity.action),
        by: match &activity.by {
            Doer::Applicant => ActivityDoer::Applicant,
            Doer::Member(name) => ActivityDoer::Member(name.clone()),
            Doer::Program => ActivityDoer::Program,
            Doer::Service => ActivityDoer::Service,
        },
        path: activity.registration.as_ref().map(|(id, _)| attendees::path_of_registration(id)),
        reception_number: activity
            .registration
            .as_ref()
            .map(|(_, number)| number.clone())
            .unwrap_or_default(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrivals(hours: &[(i64, i64)]) -> Vec<Arrivals> {
        let each = hours.iter();
        each.map(|(hour, count)| Arrivals { hour: *hour, source: "web".into(), count: *count })
            .collect()
    }

    #[test]
    fn days_are_those_of_the_event_s_zone_and_none_is_left_out() {
        // 2026-10-01T14:00Z is 23:00 in Japan, an hour later it is the next day there.
        let hour = 1_790_863_200 / HOUR;
        let found =
            by_day(&arrivals(&[(hour, 2), (hour + 1, 3), (hour + 49, 1)]), chrono_tz::Asia::Tokyo);
        let named: Vec<(String, i64)> =
            found.into_iter().map(|(day, count)| (day.to_string(), count)).collect();
        let expected = [("2026-10-01", 2), ("2026-10-02", 3), ("2026-10-03", 0), ("2026-10-04", 1)];
        assert_eq!(named, expected.map(|(day, count)| (day.to_owned(), count)));
    }

    #[test]
    fn many_days_are_drawn_by_weeks_and_nothing_is_lost() {
        let hours: Vec<(i64, i64)> = (0..400).map(|day| (495_000 + day * 24, 1)).collect();
        let found = by_day(&arrivals(&hours), chrono_tz::UTC);
        assert_eq!((found.len(), found.iter().map(|(_, count)| count).sum::<i64>()), (58, 400));
    }
}
