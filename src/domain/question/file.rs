//! A file as an answer: what is known of one that was sent, and what a question accepts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::answer::AnswerFault;
use super::file_type::FileType;
use super::{Answers, Question};

/// Bytes of a file at most, whatever a question allows: 10 MB.
pub const FILE_BYTES_MAX: u32 = 10_000_000;
/// Questions for a file that an event has at most.
pub const FILE_QUESTIONS_MAX: usize = 3;

/// A file that was sent; also the stored form of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentFile {
    /// Where its content is kept.
    pub upload: Uuid,
    /// Made harmless, with the ending of its content.
    pub name: String,
    /// By its content.
    #[serde(rename = "type")]
    pub file_type: FileType,
    pub bytes: u32,
}

/// Files that an answer may name, by the name that their sender was given for each.
pub type SentFiles = BTreeMap<String, SentFile>;

impl Question {
    /// Types that are accepted.
    pub fn accepted_types(&self) -> &[FileType] {
        if self.file_types.is_empty() { &FileType::ALL } else { &self.file_types }
    }

    /// Bytes of a file at most.
    pub fn bytes_max(&self) -> u32 {
        self.max_bytes.unwrap_or(FILE_BYTES_MAX).min(FILE_BYTES_MAX)
    }

    /// Holds a file of this many bytes, whose content is of this type, against the question.
    ///
    /// # Errors
    /// The broken rule; of a file that is too large the limit in kilobytes.
    pub fn check_file(
        &self,
        bytes: u64,
        file_type: Option<FileType>,
    ) -> Result<FileType, AnswerFault> {
        if bytes == 0 {
            return Err(AnswerFault::new("file_empty"));
        }
        if bytes > u64::from(self.bytes_max()) {
            let limit = Some(i64::from(self.bytes_max() / 1_000));
            return Err(AnswerFault { limit, ..AnswerFault::new("file_too_large") });
        }
        file_type
            .filter(|found| self.accepted_types().contains(found))
            .ok_or(AnswerFault::new("file_type"))
    }
}

/// The file that an answer names: the name that its sender was given for it.
pub fn parse_file(
    question: &Question,
    value: &Value,
    sent: &SentFiles,
) -> Result<Value, AnswerFault> {
    let name = value.as_str().ok_or(AnswerFault::new("wrong_type"))?;
    let file = sent.get(name).ok_or(AnswerFault::new("unknown_upload"))?;
    question.check_file(u64::from(file.bytes), Some(file.file_type))?;
    serde_json::to_value(file).map_err(|_| AnswerFault::new("wrong_type"))
}

/// The file of a stored answer, if it is one.
pub fn stored_file(answer: &Value) -> Option<SentFile> {
    serde_json::from_value(answer.clone()).ok()
}

/// Where the contents of all files among these answers are kept.
pub fn uploads_of(answers: &Answers) -> Vec<Uuid> {
    let objects = answers.values().filter(|answer| answer.get("upload").is_some());
    objects.filter_map(stored_file).map(|file| file.upload).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::QuestionKind;
    use super::super::samples::question;
    use super::*;

    fn cv() -> Question {
        Question {
            max_bytes: Some(1_000_000),
            file_types: vec![FileType::Pdf, FileType::Docx],
            ..question("cv", QuestionKind::File)
        }
    }

    #[test]
    fn a_file_is_held_against_the_question() {
        assert_eq!(cv().check_file(1_000_000, Some(FileType::Pdf)), Ok(FileType::Pdf));
        let code = |bytes, found| cv().check_file(bytes, found).unwrap_err();
        assert_eq!(code(1_000_001, Some(FileType::Pdf)).code, "file_too_large");
        assert_eq!(code(1_000_001, Some(FileType::Pdf)).limit, Some(1_000));
        assert_eq!(code(10, Some(FileType::Png)).code, "file_type");
        assert_eq!(code(10, None).code, "file_type");
        assert_eq!(code(0, None).code, "file_empty");
    }

    #[test]
    fn an_answer_names_a_file_that_its_sender_has_sent() {
        let file = SentFile {
            upload: Uuid::from_u128(7),
            name: "履歴書.pdf".into(),
            file_type: FileType::Pdf,
            bytes: 12,
        };
        let sent = SentFiles::from([("token".to_owned(), file.clone())]);
        let stored = parse_file(&cv(), &json!("token"), &sent).unwrap();
        assert_eq!(stored_file(&stored), Some(file));
        assert_eq!(stored["type"], "pdf");
        assert_eq!(parse_file(&cv(), &json!("other"), &sent).unwrap_err().code, "unknown_upload");
        assert_eq!(parse_file(&cv(), &json!(1), &sent).unwrap_err().code, "wrong_type");
        let answers = Answers::from([("cv".into(), stored), ("a".into(), json!({"upload": 1}))]);
        assert_eq!(uploads_of(&answers), [Uuid::from_u128(7)]);
    }
}
