//! Inviting somebody by mail.

use actix_web::HttpResponse;

use super::members;
use super::rights_form::{self, Typed};
use crate::http::console::open_visit::Page;
use crate::http::console::posted::{Fields, Posted};
use crate::http::console::visit::Visit;
use crate::http::pages::console::frame::Section;
use crate::http::pages::console::people::field::{FormErrors, error_lines, line_field};
use crate::http::pages::console::people::members::InviteView;
use crate::http::pages::field::{Field, LineKind};
use crate::usecases::Failure;
use crate::usecases::people::invite::{self, Invited, Inviter};

const FORM: &str = "people-invite";

pub async fn show(visit: Visit) -> HttpResponse {
    let typed = Typed { role: "editor".to_owned(), ..Typed::default() };
    let outcome = page(&visit, 200, ("", ""), &typed, &FormErrors::default()).await;
    visit.answer(outcome)
}

async fn page(
    visit: &Visit,
    status: u16,
    (email, name): (&str, &str),
    typed: &Typed,
    errors: &FormErrors,
) -> Page {
    let mut fields = person_fields(visit, email, name, errors);
    fields.extend(rights_form::fields(visit, typed, &[], errors).await?);
    let view = InviteView {
        frame: visit.frame(Section::Settings),
        errors: error_lines(&fields),
        fields,
        mail_is_caught: visit.mail_is_caught(),
    };
    visit.page(status, &view)
}

/// Who is invited.
pub fn person_fields(visit: &Visit, email: &str, name: &str, errors: &FormErrors) -> Vec<Field> {
    let texts = visit.texts();
    vec![
        line_field(texts, FORM, "email", LineKind::OtherEmail, email, errors),
        line_field(texts, FORM, "name", LineKind::Text, name, errors).hinted(FORM).optional(),
    ]
}

/// Who was typed in.
///
/// # Errors
/// What is wrong with it.
pub fn invited(visit: &Visit, fields: &Fields) -> Result<Invited, Failure> {
    let language = visit.value_language().of_mail();
    Invited::parse(fields.text("email"), fields.text("name"), language.as_str())
}

/// In whose name.
pub fn inviter(visit: &Visit) -> Inviter {
    Inviter::of(&visit.app, &visit.signed_in().member_name)
}

pub async fn press(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = pressed(&visit, posted).await;
    visit.answer(outcome)
}

async fn pressed(visit: &Visit, posted: Posted) -> Page {
    let fields = visit.admitted(posted)?;
    let typed = Typed::of(&fields);
    let done = match both(invited(visit, &fields), typed.right(visit)) {
        Ok((invited, right)) => {
            invite::invite(&visit.app, visit.principal(), invited, right, inviter(visit)).await
        }
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => Ok(visit.see_other(&format!("{}?done=invited", members::PATH))),
        Err(Failure::Invalid(faults)) => {
            let person = (fields.text("email"), fields.text("name"));
            page(visit, 422, person, &typed, &FormErrors::of(&faults)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Both, or all that is wrong with either.
pub fn both<A, B>(one: Result<A, Failure>, other: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Failure::Invalid(mut faults)), Err(Failure::Invalid(more))) => {
            faults.extend(more);
            Err(Failure::Invalid(faults))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

pub async fn again(visit: Visit, posted: Posted) -> HttpResponse {
    let outcome = sent_again(&visit, posted).await;
    visit.answer(outcome)
}

async fn sent_again(visit: &Visit, posted: Posted) -> Page {
    visit.admitted(posted)?;
    let language = visit.value_language().of_mail();
    let id = visit.part("member")?;
    invite::again(&visit.app, visit.principal(), id, language.as_str(), inviter(visit)).await?;
    Ok(visit.see_other(&format!("{}?done=invited", members::PATH)))
}
