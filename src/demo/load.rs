//! Puts a case into an empty database, as an organizer would enter it.

use chrono::{DateTime, Utc};

use super::case::{Case, CaseEvent, CasePlace, CaseSession, CaseUnit};
use crate::app::App;
use crate::domain::application_rules::ApplicationRulesDraft;
use crate::domain::draft::{EventDraft, MeetingDraft, SessionDraft};
use crate::domain::event::{Allocation, CapacityUnit};
use crate::domain::ids::{EventId, OrganizationId};
use crate::domain::reminder::default_reminders;
use crate::domain::seats::Actor;
use crate::domain::values::localized::Localized;
use crate::store::organizations;
use crate::usecases::{Failure, Permission, Principal, admin, change_event, create_event};

/// The organization of the demonstration.
pub const ORGANIZATION: &str = "demo";
/// Names in addresses for the events of the core case, in its order.
const SLUGS: [&str; 2] = ["telework", "workation"];
/// The most people one company brings in the demonstration.
const PEOPLE_PER_COMPANY: i64 = 5;

/// What was put in.
pub struct Loaded {
    /// Secret of the organizer's one-time link.
    pub sign_in: String,
    pub events: Vec<EventId>,
}

/// Enters the case with an organizer and publishes its events.
///
/// # Errors
/// [`Failure::Conflict`] `not_empty` for a database that somebody uses.
pub async fn load(app: &App, case: &Case) -> Result<Loaded, Failure> {
    if !app.read(|conn| Ok::<_, Failure>(organizations::is_empty(conn)?)).await? {
        return Err(Failure::Conflict("not_empty"));
    }
    let now = app.clock.now();
    let sign_in = admin::create_organizer(
        &app.database,
        now,
        ORGANIZATION,
        &case.organizer,
        "organizer@example.jp",
    )?;
    let organization = app
        .read(|conn| organizations::by_slug(conn, ORGANIZATION)?.ok_or(Failure::NotFound))
        .await?;
    let principal = Principal::new(
        OrganizationId(organization.id.0),
        Actor::Token(organization.id.0),
        Permission::ALL.to_vec(),
    );
    let mut events = Vec::new();
    for (number, event) in case.events.iter().enumerate() {
        let draft = event_draft(case, event, SLUGS.get(number).copied(), now);
        let id = create_event::create(app, &principal, &draft).await?;
        change_event::publish(app, &principal, &id.to_string()).await?;
        events.push(id);
    }
    Ok(Loaded { sign_in, events })
}

pub(super) fn event_draft(
    case: &Case,
    event: &CaseEvent,
    slug: Option<&str>,
    now: DateTime<Utc>,
) -> EventDraft {
    let by_company = event.capacity_unit == CaseUnit::Company;
    EventDraft {
        title: Localized::plain(&event.title),
        slug: slug.map(str::to_owned),
        audience: Localized::plain(&event.audience),
        description: Localized::plain(&description(case, event)),
        contact: Localized::plain(&format!(
            "{}\n電話 000-1234-5678 (平日 午前9時～午後5時)",
            case.organizer
        )),
        capacity_unit: if by_company { CapacityUnit::Company } else { CapacityUnit::Person },
        allocation: Allocation::FirstCome,
        people_per_application: 3,
        people_per_company: by_company.then_some(PEOPLE_PER_COMPANY),
        questions: Vec::new(),
        time_zone: case.time_zone.name().to_owned(),
        application_rules: ApplicationRulesDraft::default(),
        reminders: default_reminders(),
        session_groups: Vec::new(),
        sessions: event.sessions.iter().map(|session| session_draft(session, now)).collect(),
    }
}

fn description(case: &Case, event: &CaseEvent) -> String {
    let contents: Vec<String> =
        event.contents.iter().map(|content| format!("・{content}")).collect();
    let mut text = case.project.clone();
    if !contents.is_empty() {
        text = format!("{text}\n\n{}", contents.join("\n"));
    }
    format!("{text}\n\n共催: {}\n参加費: 無料", case.co_organizers.join("、"))
}

fn session_draft(session: &CaseSession, now: DateTime<Utc>) -> SessionDraft {
    let (venue, address, online_url) = match &session.place {
        CasePlace::Room { venue, address } => (Some(venue.as_str()), Some(address.as_str()), None),
        CasePlace::Online => (None, None, Some("https://meeting.example.jp/telework".to_owned())),
    };
    SessionDraft {
        name: Localized::plain(&session.name),
        capacity: i64::from(session.capacity),
        people_capacity: None,
        waiting_list: true,
        waiting_list_head_blocks: false,
        opens_at: Some(now.to_rfc3339()),
        // The case names no deadline: the evening before, so that the list can be printed.
        closes_at: Some((session.starts_at - chrono::TimeDelta::days(1)).to_rfc3339()),
        grace_seconds: 600,
        group: None,
        meetings: vec![MeetingDraft {
            starts_at: session.starts_at.to_rfc3339(),
            ends_at: session.ends_at.to_rfc3339(),
            venue: venue.map(Localized::plain),
            address: address.map(Localized::plain),
            online_url,
        }],
    }
}
