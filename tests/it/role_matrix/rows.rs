//! Rows of things that no request makes so quickly.

use uketsuke::clock;
use uketsuke::store::application_drafts::ApplicationDraftRow;
use uketsuke::store::bulk_actions::BulkRow;
use uketsuke::store::export_schedules::ExportRunRow;
use uketsuke::store::export_sets::ColumnSetRow;
use uketsuke::store::imports::ImportRow;
use uketsuke::store::jobs::JobRow;
use uketsuke::store::purges::PurgeRow;
use uketsuke::store::types::{Id, JsonText, Time};

/// Of whom, for which event, when.
pub struct Made {
    pub organization_id: Id,
    pub event_id: Id,
    pub now: Time,
}

impl Made {
    pub fn draft(&self) -> ApplicationDraftRow {
        let (id, now) = (self.fresh(), self.now);
        ApplicationDraftRow {
            id,
            organization_id: self.organization_id,
            event_id: self.event_id,
            session_id: None,
            message_key: id.0.as_bytes().to_vec(),
            sender: "taro@example.jp".into(),
            subject: "申込".into(),
            original: "氏名：山田".into(),
            attachments: 0,
            draft: JsonText(r#"{"applicant":{"name":"山田"},"consent":true}"#.into()),
            language: "ja".into(),
            state: "open".into(),
            registration_id: None,
            received_at: now,
            created_at: now,
            updated_at: now,
        }
    }

    pub fn job(&self) -> JobRow {
        let now = self.now;
        JobRow {
            organization_id: self.organization_id,
            id: self.fresh(),
            event_id: None,
            kind: "none".into(),
            parameters: JsonText("{}".into()),
            page: "/console".into(),
            state: "done".into(),
            total: None,
            done: 0,
            failed: 0,
            position: JsonText("{}".into()),
            result: JsonText("{}".into()),
            created_by: "service".into(),
            due_at: now,
            lease_id: None,
            lease_until: None,
            created_at: now,
            started_at: None,
            ended_at: Some(now),
            updated_at: now,
        }
    }

    pub fn bulk(&self) -> BulkRow {
        BulkRow {
            organization_id: self.organization_id,
            id: self.fresh(),
            event_id: self.event_id,
            action: "withdraw".into(),
            target_session_id: None,
            reason: None,
            total: 1,
            job_id: None,
            back: "/console".into(),
            created_by: "service".into(),
            created_at: self.now,
            target_meeting_id: None,
        }
    }

    pub fn column_set(&self) -> ColumnSetRow {
        ColumnSetRow {
            id: self.fresh(),
            organization_id: self.organization_id,
            name: "名札".into(),
            column_keys: "name,company".into(),
            rows_are: "attendees".into(),
            is_default: false,
            updated_at: self.now,
        }
    }

    pub fn export_run(&self) -> ExportRunRow {
        ExportRunRow {
            id: self.fresh(),
            organization_id: self.organization_id,
            schedule_id: self.fresh(),
            event_id: self.event_id,
            due_at: self.now,
            wanted: JsonText(r#"{"ending":"xlsx"}"#.into()),
            rows_found: 1,
            expires_at: Time(self.now.0 + chrono::TimeDelta::days(7)),
            created_at: self.now,
        }
    }

    pub fn import(&self) -> ImportRow {
        ImportRow {
            organization_id: self.organization_id,
            id: self.fresh(),
            event_id: self.event_id,
            session_id: None,
            format: "csv".into(),
            fingerprint: "0".into(),
            headers: JsonText(r#"["氏名"]"#.into()),
            mapping: JsonText("[]".into()),
            tells_by_mail: false,
            state: "mapping".into(),
            total: 1,
            report: JsonText("{}".into()),
            job_id: None,
            created_by: "service".into(),
            created_at: self.now,
            updated_at: self.now,
        }
    }

    pub fn purge(&self) -> PurgeRow {
        PurgeRow {
            id: self.fresh(),
            organization_id: self.organization_id,
            event_id: self.event_id,
            registration_id: Some(self.fresh()),
            kind: "request".into(),
            event_title: JsonText(r#"{"ja":"説明会"}"#.into()),
            last_meeting_at: None,
            rule: JsonText("{}".into()),
            requested_by: "service".into(),
            state: "done".into(),
            phase: "over".into(),
            cursor_session: None,
            cursor_sequence: 0,
            cursor_mail: None,
            counts: JsonText("{}".into()),
            started_at: self.now,
            erased_at: Some(self.now),
            finished_at: Some(self.now),
            previous_hash: None,
            hash: None,
        }
    }

    fn fresh(&self) -> Id {
        Id(clock::uuid_v7(self.now.0))
    }
}
