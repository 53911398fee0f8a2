//! A proof that a computer has worked for some seconds on one form: small puzzles of SHA-256.
//!
//! For each puzzle a number is sought so that SHA-256 of the text `uketsuke/challenge/puzzle/number` begins with so many
//! zero bits. Many small puzzles instead of a large one: the sum of many short searches takes about the same time
//! for everybody, while one long search takes one in twenty people three times as long.

use sha2::{Digest as _, Sha256};

/// Puzzles of one proof.
pub const PUZZLES: u32 = 16;
/// Leading zero bits of each: 2^13 tries on average, 131,000 for all. An old telephone makes some 100,000 a
/// second, a new one ten times as many (measured: docs/decisions.md).
pub const BITS: u32 = 13;
/// Digits of the largest number that is looked at: beyond it nobody has to search.
const MOST_DIGITS: usize = 9;

/// Whether `proof` solves all puzzles of `challenge`: the numbers in the order of the puzzles, with dots.
pub fn is_proof(challenge: &str, proof: &str) -> bool {
    if challenge.is_empty() || proof.len() > (MOST_DIGITS + 1) * PUZZLES as usize {
        return false;
    }
    let numbers: Vec<&str> = proof.split('.').collect();
    numbers.len() == PUZZLES as usize
        && (0..)
            .zip(numbers)
            .all(|(puzzle, number)| is_number(number) && solves(challenge, puzzle, number))
}

/// As it is written by everybody: two spellings would be two solutions for one search.
fn is_number(text: &str) -> bool {
    (1..=MOST_DIGITS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

fn solves(challenge: &str, puzzle: u32, number: &str) -> bool {
    let hash = Sha256::digest(format!("uketsuke/{challenge}/{puzzle}/{number}"));
    let start = hash.iter().take(4).fold(0_u32, |start, byte| start << 8 | u32::from(*byte));
    start.leading_zeros() >= BITS
}

/// Works a proof out, as the browser does.
#[cfg(any(test, feature = "test-hooks"))]
pub fn work_out(challenge: &str) -> String {
    let solved =
        |puzzle| (0..u32::MAX).find(|number| solves(challenge, puzzle, &number.to_string()));
    let numbers: Vec<String> =
        (0..PUZZLES).filter_map(solved).map(|number| number.to_string()).collect();
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_serves_the_form_it_was_worked_out_for_and_no_other() {
        let proof = work_out("form-one");
        assert!(is_proof("form-one", &proof));
        assert!(!is_proof("form-two", &proof));
        assert!(!is_proof("", &proof));
    }

    #[test]
    fn what_is_no_proof_proves_nothing() {
        let proof = work_out("form-one");
        let short = proof.rsplit_once('.').unwrap().0.to_owned();
        let zeros = vec!["0"; PUZZLES as usize].join(".");
        let padded = format!("0{proof}");
        let long = format!("{proof}.1");
        let huge = "9".repeat(10_000);
        for wrong in ["", ".", &short, &zeros, &padded, &long, &huge, &proof.replace('.', ",")] {
            assert!(!is_proof("form-one", wrong), "{wrong}");
        }
    }

    #[test]
    fn guessing_costs_what_was_meant() {
        // Every number is as good as any: one in 2^13 solves a puzzle.
        let solved = (0..200_000_u32).filter(|n| solves("form-one", 0, &n.to_string())).count();
        assert!((8..=48).contains(&solved), "{solved} of 200,000, 24 expected");
    }
}
