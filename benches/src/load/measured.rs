//! One figure of one round, and the median of several.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::Latencies;

/// What was measured in one round.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Measured {
    /// Good answers a second.
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub p999_ms: f64,
    pub max_ms: f64,
    /// How many answers had which status; 0 is a connection that was lost.
    pub answers: BTreeMap<u16, u64>,
    /// What each process used of the processor meanwhile.
    pub processor: BTreeMap<String, Share>,
}

/// A part of the processor.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Share {
    /// 1 is one core all the time.
    pub cores: f64,
    /// Microseconds for one good answer.
    pub us_each: f64,
}

impl Measured {
    /// From what was counted within a stretch of time.
    pub fn new(
        latencies: &Latencies,
        answers: BTreeMap<u16, u64>,
        within: Duration,
        used: &BTreeMap<&'static str, Duration>,
    ) -> Self {
        let good: u64 =
            answers.iter().filter(|(status, _)| is_good(**status)).map(|(_, n)| n).sum();
        let good = as_float(good);
        let share = |used: &Duration| Share {
            cores: used.as_secs_f64() / within.as_secs_f64(),
            us_each: if good > 0.0 { used.as_secs_f64() * 1e6 / good } else { 0.0 },
        };
        Self {
            per_second: good / within.as_secs_f64(),
            p50_ms: latencies.quantile_ms(0.5),
            p99_ms: latencies.quantile_ms(0.99),
            p999_ms: latencies.quantile_ms(0.999),
            max_ms: latencies.max_ms(),
            answers,
            processor: used.iter().map(|(name, used)| ((*name).to_owned(), share(used))).collect(),
        }
    }

    /// Each number's median over the rounds; answers are added up.
    pub fn median(rounds: &[Self]) -> Self {
        let of = |pick: &dyn Fn(&Self) -> f64| median(rounds.iter().map(pick).collect());
        let mut answers = BTreeMap::new();
        for (status, count) in rounds.iter().flat_map(|round| &round.answers) {
            *answers.entry(*status).or_insert(0) += count;
        }
        let names = rounds.first().into_iter().flat_map(|round| round.processor.keys());
        let share = |name: &String| Share {
            cores: of(&|round| round.processor.get(name).map_or(0.0, |share| share.cores)),
            us_each: of(&|round| round.processor.get(name).map_or(0.0, |share| share.us_each)),
        };
        Self {
            per_second: of(&|round| round.per_second),
            p50_ms: of(&|round| round.p50_ms),
            p99_ms: of(&|round| round.p99_ms),
            p999_ms: of(&|round| round.p999_ms),
            max_ms: of(&|round| round.max_ms),
            answers,
            processor: names.map(|name| (name.clone(), share(name))).collect(),
        }
    }

    /// Answers that were not good.
    pub fn refused(&self) -> u64 {
        self.answers.iter().filter(|(status, _)| !is_good(**status)).map(|(_, count)| count).sum()
    }
}

fn is_good(status: u16) -> bool {
    matches!(status, 200..=299 | 304)
}

/// Exact for every count that is met here.
pub fn as_float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The one in the middle; of an even number the lower of the two.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len().saturating_sub(1) / 2;
    numbers.get(middle).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert!((median(vec![5.0, 1.0, 3.0]) - 3.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 1.0]) - 1.0).abs() < f64::EPSILON);
        assert!(median(vec![]).abs() < f64::EPSILON);
    }
}
