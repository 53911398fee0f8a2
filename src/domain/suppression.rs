//! Hiding small numbers in tables that leave the office (秘匿): a count of few persons may tell who they are.

/// Counts below this are not shown.
pub const SMALLEST_SHOWN: u64 = 5;

/// The counts of one table that add up to a total that is known: those that are too small are hidden, and where only one
/// would be, also the next smallest, from which it could be reckoned. Nobody is nobody: 0 is shown.
pub fn shown(counts: &[u64]) -> Vec<Option<u64>> {
    let mut shown: Vec<Option<u64>> = counts
        .iter()
        .map(|count| Some(*count).filter(|count| *count == 0 || *count >= SMALLEST_SHOWN))
        .collect();
    let hidden = shown.iter().filter(|count| count.is_none()).count();
    if hidden == 1 {
        let next = shown.iter_mut().filter(|count| count.is_some_and(|count| count > 0)).min();
        if let Some(next) = next {
            *next = None;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_hidden_and_none_can_be_reckoned_from_the_others() {
        assert_eq!(shown(&[10, 20]), [Some(10), Some(20)]);
        assert_eq!(shown(&[3, 20, 8]), [None, Some(20), None]);
        assert_eq!(shown(&[3, 1, 20]), [None, None, Some(20)]);
        assert_eq!(shown(&[0, 7]), [Some(0), Some(7)]);
        assert_eq!(shown(&[4]), [None]);
    }
}
