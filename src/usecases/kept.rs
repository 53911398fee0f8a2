//! What takes a moment to work out, kept in a process while nothing that it was made of has changed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Kept in one place at most: what few people look at in one hour.
const AT_MOST: usize = 8;

/// The latest answers, each with all that it was made of.
pub struct Kept<K, V>(Mutex<VecDeque<(K, Arc<V>)>>);

impl<K: PartialEq, V> Kept<K, V> {
    pub const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// What is kept under this key, or what is made now. Two who ask at once may both make it: nobody waits for another.
    pub fn or_made<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let fresh = Arc::new(make()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, Arc::clone(&fresh)));
        kept.truncate(AT_MOST);
        Ok(fresh)
    }

    fn known(&self, key: &K) -> Option<Arc<V>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, value)| Arc::clone(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_made_again_until_it_has_changed_or_many_others_came() {
        let kept: Kept<(i32, i32), i32> = Kept::new();
        let ask = |key, value| *kept.or_made(key, || Ok::<_, ()>(value)).unwrap();
        assert_eq!((ask((1, 1), 10), ask((1, 1), 11), ask((1, 2), 12)), (10, 10, 12));
        for other in 0..8 {
            ask((2, other), 0);
        }
        assert_eq!(ask((1, 1), 13), 13);
    }
}
