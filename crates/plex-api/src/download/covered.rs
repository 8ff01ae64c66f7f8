//! Which stretches of a file are there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Stretches in order, none touching the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Covered(Vec<(u64, u64)>);

impl Covered {
    /// Adds a stretch.
    pub(super) fn add(&mut self, added: Range<u64>) {
        if added.is_empty() {
            return;
        }
        let before = self.0.partition_point(|(_, end)| *end < added.start);
        let after = self.0.partition_point(|(start, _)| *start <= added.end);
        let joined = self.0.drain(before..after).fold(added, |joined, known| {
            joined.start.min(known.0)..joined.end.max(known.1)
        });
        self.0.insert(before, (joined.start, joined.end));
    }

    /// How many bytes they are.
    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(|(start, end)| end - start).sum()
    }

    /// Where the last of them ends.
    pub(super) fn end(&self) -> u64 {
        self.0.last().map_or(0, |(_, end)| *end)
    }

    /// Whether they are in order: a record on the disk may be anything.
    pub(super) fn is_sound(&self) -> bool {
        let is_none_empty = self.0.iter().all(|(start, end)| start < end);
        is_none_empty && self.0.is_sorted_by(|one, next| one.1 < next.0)
    }

    /// What is missing of a file of that length.
    pub(super) fn gaps(&self, length: u64) -> Vec<Range<u64>> {
        let starts = std::iter::once(0).chain(self.0.iter().map(|(_, end)| *end));
        let ends = self.0.iter().map(|(start, _)| *start).chain([length]);
        starts
            .zip(ends)
            .map(|(start, end)| start..end)
            .filter(|gap| !gap.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_join_and_leave_gaps() {
        let mut covered = Covered::default();
        assert_eq!(covered.gaps(10).first(), Some(&(0..10)));
        for stretch in [5..7, 0..2, 7..8, 3..3, 1..4] {
            covered.add(stretch);
        }
        assert_eq!(covered.0, [(0, 4), (5, 8)]);
        assert_eq!((covered.bytes(), covered.end()), (7, 8));
        assert_eq!(covered.gaps(10), [4..5, 8..10]);
        covered.add(4..5);
        covered.add(8..10);
        assert_eq!(covered.0, [(0, 10)]);
        assert!(covered.gaps(10).is_empty());
    }

    #[test]
    fn a_record_may_be_anything() {
        assert!(Covered(vec![(0, 1), (2, 3)]).is_sound());
        for wrong in [vec![(1, 1)], vec![(2, 3), (0, 1)], vec![(0, 2), (1, 3)]] {
            assert!(!Covered(wrong).is_sound());
        }
    }
}
