//! What is done against robots, as the operator sets it.

use std::fmt;

/// Most that a figure of a rate can be.
const LARGEST: u32 = 1_000_000;

/// How often one address may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// So often at once; at least 1.
    pub at_once: u32,
    /// So often a minute after that; at least 1.
    pub a_minute: u32,
}

/// The protection against robots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Robots {
    /// Whether there is any.
    pub on: bool,
    /// Applications sent by the form, or by the API without a token.
    pub applications: Rate,
    /// Mails that anybody can cause.
    pub mails: Rate,
    /// Secret links that lead nowhere.
    pub guesses: Rate,
    /// Sign-in links of staff.
    pub sign_in: Rate,
    /// Companies and postal codes looked up while somebody types.
    pub lookups: Rate,
}

impl Rate {
    /// Reads `60,10`: sixty at once, ten a minute after that.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let figure = |text: &str| {
            text.trim().parse().ok().filter(|number: &u32| (1..=LARGEST).contains(number))
        };
        text.split_once(',')
            .and_then(|(at_once, a_minute)| {
                Some(Self { at_once: figure(at_once)?, a_minute: figure(a_minute)? })
            })
            .ok_or_else(|| {
                format!(
                    "\"{text}\" is not two numbers from 1 to {LARGEST} with a comma: how often at once, \
                     and how often a minute after that"
                )
            })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.at_once, self.a_minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_is_written() {
        assert_eq!(Rate::parse("60,10").unwrap(), Rate { at_once: 60, a_minute: 10 });
        assert_eq!(Rate::parse(" 1 , 2 ").unwrap().to_string(), "1,2");
        for wrong in ["", "60", "0,1", "1,0", "a,b", "1,2,3", "-1,5", "1000001,1"] {
            Rate::parse(wrong).unwrap_err();
        }
    }
}
