//! What the desk's refusals are called in an answer, with the numbers that belong to them.

use actix_web::http::StatusCode;

use super::error::{conflict, not_found};
use super::problem::Problem;
use crate::domain::seats::Refusal;

/// The problem that tells a refusal.
pub fn problem_of(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::NotOpen { .. } | Refusal::Closed | Refusal::Cancelled => of_window(refusal),
        Refusal::SessionFull => conflict("session_full", "All seats are taken", "All seats are taken, and there is no waiting list."),
        Refusal::NotEnoughSeats { left, wanted } => conflict(
            "not_enough_seats",
            "Not enough seats",
            format!("{left} seats are left, {wanted} were asked for. A party gets all its seats or none."),
        )
        .with_member("left", *left)
        .with_member("wanted", *wanted),
        Refusal::AlreadyRegistered => conflict(
            "already_registered",
            "Already registered",
            "A registration of this person, by name and mail address, exists for this session.",
        ),
        Refusal::GroupLimit { limit } => conflict(
            "group_limit",
            "Only so many sessions",
            format!("An applicant may hold at most {limit} of these sessions."),
        )
        .with_member("limit", *limit),
        Refusal::CompanyPeopleLimit { limit, people } => conflict(
            "company_people_limit",
            "Only so many people of one company",
            format!("A company may bring {limit} people; {people} are registered."),
        )
        .with_member("limit", *limit)
        .with_member("people", *people),
        Refusal::CompanyFixed => {
            conflict("company_fixed", "The company is fixed", "The company of a registration cannot be changed.")
        }
        Refusal::CapacityBelowConfirmed { confirmed, people } => conflict(
            "capacity_below_confirmed",
            "Capacity below what is confirmed",
            format!("{confirmed} seats are taken, by {people} people. Nobody is dropped by a smaller capacity."),
        )
        .with_member("confirmed", *confirmed)
        .with_member("people", *people),
        Refusal::GroupFixed => {
            conflict("group_fixed", "The session group is fixed", "The group cannot be changed once somebody has registered.")
        }
        Refusal::WrongState { state } => conflict(
            "wrong_state",
            "Not possible in this state",
            format!("This is not possible while the registration is {}.", state.as_str()),
        )
        .with_member("state", state.as_str()),
        Refusal::NoOffer => conflict("no_offer", "No offer is open", "No seat is offered to this registration now."),
        Refusal::OfferExpired => conflict(
            "offer_expired",
            "The time to answer has run out",
            "The seat was kept until its deadline, and goes to the next now.",
        ),
        Refusal::ChoiceFull { left, .. } => conflict(
            "choice_full",
            "A choice is used up",
            format!("Of something that was chosen {left} are left."),
        ),
        Refusal::StillOpen { closes_at } => conflict(
            "still_open",
            "Applications are still taken",
            format!("Nothing is drawn before {}: until then somebody may still enter.", closes_at.to_rfc3339()),
        ),
        Refusal::NobodyEntered => {
            conflict("nobody_entered", "Nobody has entered", "There is nobody in this session to be drawn.")
        }
        Refusal::NotFound => not_found(),
        Refusal::ChangedMeanwhile => conflict(
            "changed_meanwhile",
            "Somebody else was first",
            "Something was changed in the same moment. Please look again.",
        ),
        Refusal::IdempotencyConflict => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_conflict",
            "The key was used for something else",
            "This Idempotency-Key was used with another body. A new request needs a new key.",
        ),
    }
}

/// Refusals by the time of the request.
fn of_window(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::NotOpen { opens_at } => {
            let problem = conflict("not_open", "Not open yet", "Applications are not open yet.");
            match opens_at {
                Some(time) => problem.with_member("opens_at", time.to_rfc3339()),
                None => problem,
            }
        }
        Refusal::Cancelled => conflict("cancelled", "Cancelled", "The session has been cancelled."),
        _ => conflict("closed", "Closed", "Applications have closed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::state::State;

    #[test]
    fn refusals_have_the_codes_that_programs_know() {
        let expected = [
            (Refusal::NotOpen { opens_at: None }, 409, "not_open"),
            (Refusal::Closed, 409, "closed"),
            (Refusal::Cancelled, 409, "cancelled"),
            (Refusal::SessionFull, 409, "session_full"),
            (Refusal::NotEnoughSeats { left: 1, wanted: 2 }, 409, "not_enough_seats"),
            (Refusal::AlreadyRegistered, 409, "already_registered"),
            (Refusal::GroupLimit { limit: 1 }, 409, "group_limit"),
            (Refusal::CompanyPeopleLimit { limit: 3, people: 3 }, 409, "company_people_limit"),
            (Refusal::CompanyFixed, 409, "company_fixed"),
            (
                Refusal::CapacityBelowConfirmed { confirmed: 20, people: 25 },
                409,
                "capacity_below_confirmed",
            ),
            (Refusal::GroupFixed, 409, "group_fixed"),
            (Refusal::WrongState { state: State::Withdrawn }, 409, "wrong_state"),
            (Refusal::NoOffer, 409, "no_offer"),
            (Refusal::OfferExpired, 409, "offer_expired"),
            (
                Refusal::ChoiceFull { question: "lunch".into(), choice: "yes".into(), left: 0 },
                409,
                "choice_full",
            ),
            (Refusal::NotFound, 404, "not_found"),
            (Refusal::IdempotencyConflict, 422, "idempotency_conflict"),
            (Refusal::ChangedMeanwhile, 409, "changed_meanwhile"),
        ];
        for (refusal, status, code) in expected {
            let problem = problem_of(&refusal);
            assert_eq!((problem.status, problem.code.as_str()), (status, code), "{refusal:?}");
        }
    }

    #[test]
    fn a_capacity_that_is_too_small_is_refused_with_the_numbers() {
        let problem = problem_of(&Refusal::CapacityBelowConfirmed { confirmed: 20, people: 25 });
        assert!(problem.detail.contains("20") && problem.detail.contains("25"));
        assert_eq!(
            (&problem.members["confirmed"], &problem.members["people"]),
            (&20.into(), &25.into())
        );
    }
}
