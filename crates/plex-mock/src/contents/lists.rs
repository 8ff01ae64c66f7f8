//! Lists: which things are asked for, and in which order.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Account, Contents, OWNER, locked, tables::Values};
use crate::{
    dice::mix,
    library::{Kind, Section},
    query::{At, BadQuery, Condition, Query, Rule, fields},
};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) section: Section,
    pub(crate) kind: Kind,
    pub(crate) pairs: &'a [(String, String)],
}

/// The keys of lists that were asked for before, by what was asked. Nothing is left of them after a change.
pub(super) type Orders = HashMap<String, Arc<[u64]>>;

/// Whoever sends ever new queries must not fill the memory with their answers.
const KEPT: usize = 32;

/// The values that a field has in a section, by their titles: told once until something changes.
pub(super) type Offered =
    HashMap<(u32, Kind, &'static str, Account), Arc<BTreeMap<String, String>>>;

impl Contents {
    /// The values that a field has on a level of a section, by their titles.
    pub(crate) fn values(
        &self,
        section: &Section,
        level: Kind,
        field: &'static fields::Field,
        viewer: Account,
    ) -> Arc<BTreeMap<String, String>> {
        let name = (section.id, level, field.name, viewer);
        if let Some(known) = locked(&self.values).get(&name) {
            return Arc::clone(known);
        }
        let look = self.look(section, level, At { level, field }, viewer);
        let mut found = BTreeMap::new();
        let mut seen = vec![false; look.column().words().count()];
        for values in self
            .keys(section, level)
            .iter()
            .flat_map(|key| look.of(*key))
        {
            // Most have what others have, too.
            if let Values::Kept(ids) = values {
                let mut is_new = false;
                for id in ids {
                    if let Some(seen) = seen.get_mut(*id as usize) {
                        is_new |= !std::mem::replace(seen, true);
                    }
                }
                if !is_new {
                    continue;
                }
            }
            for (key, title) in look.texts(values) {
                found.insert(title.unwrap_or_else(|| key.clone()), key);
            }
        }
        let found = Arc::new(found);
        locked(&self.values).insert(name, Arc::clone(&found));
        found
    }

    /// With how many things of a kind each title begins that decides a thing's place: by their first letters.
    pub(crate) fn initials(
        &self,
        section: &Section,
        kind: Kind,
        keys: &[u64],
        viewer: Account,
    ) -> BTreeMap<char, u64> {
        let mut counts = BTreeMap::new();
        let Some(field) = fields::field("titleSort", kind) else {
            return counts;
        };
        let look = self.look(section, kind, At { level: kind, field }, viewer);
        for values in keys.iter().filter_map(|key| look.of(*key).next()) {
            let first = look.first_text(values).and_then(|text| text.chars().next());
            *counts.entry(first.unwrap_or('#')).or_default() += 1;
        }
        counts
    }

    /// Tells of each thing of a kind where its first file lies, if it has one.
    pub(crate) fn each_file(&self, section: &Section, kind: Kind, tell: &mut dyn FnMut(u64, &str)) {
        let Some(field) = fields::field("file", kind) else {
            return;
        };
        let look = self.look(section, kind, At { level: kind, field }, OWNER);
        for key in self.keys(section, kind) {
            let values = look.of(key).next();
            if let Some(file) = values.and_then(|values| look.first_text(values)) {
                tell(key, file);
            }
        }
    }

    /// The things of a kind whose titles hold a text: whether it begins with it, its title, its key.
    pub(crate) fn titled(
        &self,
        section: &Section,
        kind: Kind,
        text: &str,
    ) -> Vec<(bool, String, u64)> {
        let Some(field) = fields::field("title", kind) else {
            return Vec::new();
        };
        let look = self.look(section, kind, At { level: kind, field }, OWNER);
        let found = self.keys(section, kind).into_iter().filter_map(|key| {
            let title = look.first_text(look.of(key).next()?)?;
            let place = find_in_any_case(title, text)?;
            Some((place == 0, title.to_lowercase(), key))
        });
        found.collect()
    }

    /// The keys of what is asked for, in order.
    pub(crate) fn list(
        &self,
        wanted: &Wanted<'_>,
        viewer: Account,
        now: DateTime<Utc>,
    ) -> Result<Arc<[u64]>, BadQuery> {
        let query = Query::read(wanted.pairs, wanted.kind)?;
        let name = format!(
            "{}\u{0}{}\u{0}{viewer}\u{0}{}",
            wanted.section.id,
            wanted.kind.number(),
            query.text
        );
        if let Some(order) = locked(&self.orders).get(&name) {
            return Ok(Arc::clone(order));
        }
        let order: Arc<[u64]> = self.ask(wanted, &query, viewer, now).into();
        let mut orders = locked(&self.orders);
        if orders.len() >= KEPT {
            orders.clear();
        }
        orders.insert(name, Arc::clone(&order));
        Ok(order)
    }

    fn ask(
        &self,
        wanted: &Wanted<'_>,
        query: &Query,
        viewer: Account,
        now: DateTime<Utc>,
    ) -> Vec<u64> {
        let Wanted { section, kind, .. } = *wanted;
        let mut keys = self.keys(&section, kind);
        if let Some(filter) = &query.filter {
            let asked = (&section, kind, viewer, now);
            let mut takes = self.which(asked, filter, &keys).into_iter();
            keys.retain(|_| takes.next().unwrap_or(false));
        }
        self.sort(&mut keys, (&section, kind), &query.sort, viewer);
        if let Some(group) = query.group {
            let look = self.look(&section, kind, group, viewer);
            let mut seen = HashSet::new();
            keys.retain(|key| seen.insert(look.of(*key).next().map(|values| look.texts(values))));
        }
        keys
    }

    /// Which things a condition holds for.
    fn which(
        &self,
        asked: (&Section, Kind, Account, DateTime<Utc>),
        condition: &Condition,
        keys: &[u64],
    ) -> Vec<bool> {
        let join = |conditions: &[Condition], join: fn(bool, bool) -> bool, start: bool| {
            let mut joined = vec![start; keys.len()];
            for condition in conditions {
                let more = self.which(asked, condition, keys);
                for (joined, more) in joined.iter_mut().zip(more) {
                    *joined = join(*joined, more);
                }
            }
            joined
        };
        match condition {
            Condition::All(all) => join(all, |left, right| left && right, true),
            Condition::Any(any) => join(any, |left, right| left || right, false),
            Condition::Is(test) => {
                let (section, kind, viewer, now) = asked;
                let look = self.look(section, kind, test.at, viewer);
                let fits = |text: &str, title: Option<&str>| test.fits(text, title, now);
                let fitting: Vec<_> = look
                    .column()
                    .words()
                    .map(|(text, title)| fits(text, title))
                    .collect();
                let holds = |values| {
                    let has = match values {
                        Values::Kept(ids) => ids
                            .iter()
                            .any(|id| fitting.get(*id as usize).copied().unwrap_or(false)),
                        Values::Changed(values) => values
                            .iter()
                            .any(|(text, title)| fits(text, title.as_deref())),
                    };
                    has != test.is_negated()
                };
                keys.iter().map(|key| look.of(*key).any(holds)).collect()
            }
        }
    }

    /// Sorts keys of things of one kind.
    fn sort(
        &self,
        keys: &mut Vec<u64>,
        (section, kind): (&Section, Kind),
        rules: &[Rule],
        viewer: Account,
    ) {
        // What lies in other things is in its order there already.
        let level = kind.top();
        let by_title = Rule {
            at: fields::field("titleSort", level).map(|field| At { level, field }),
            descending: false,
            nulls_last: false,
        };
        let rules = if rules.is_empty() {
            std::slice::from_ref(&by_title)
        } else {
            rules
        };
        // What decides the place of each thing by each rule: the lowest comes first.
        let places = |rule: &Rule| -> Vec<u64> {
            let ranks = match rule.at {
                None => keys
                    .iter()
                    .map(|key| mix(key ^ self.library.seed))
                    .collect(),
                Some(at) => self.look(section, kind, at, viewer).ranks(keys),
            };
            ranks.into_iter().map(|rank| rule.place(rank)).collect()
        };
        let (first, others) = match rules.split_first() {
            Some((first, others)) => (places(first), others),
            None => return,
        };
        let others: Vec<_> = others.iter().map(places).collect();
        let mut order: Vec<_> = first.into_iter().zip(0_usize..).collect();
        order.sort_unstable_by(|(left, left_at), (right, right_at)| {
            let by_others = || {
                let mut orders = others.iter().map(|places| {
                    let place = |at: &usize| places.get(*at);
                    place(left_at).cmp(&place(right_at))
                });
                orders
                    .find(|order| order.is_ne())
                    .unwrap_or(Ordering::Equal)
            };
            left.cmp(right)
                .then_with(by_others)
                .then(left_at.cmp(right_at))
        });
        *keys = order
            .iter()
            .filter_map(|(_, place)| keys.get(*place))
            .copied()
            .collect();
    }
}

/// Where a text in small letters stands in another, whose case does not matter.
pub(crate) fn find_in_any_case(text: &str, small: &str) -> Option<usize> {
    if !text.is_ascii() {
        return text.to_lowercase().find(small);
    }
    let Some(first) = small.bytes().next() else {
        return Some(0);
    };
    let mut rest = text.as_bytes();
    let mut place = 0;
    while let Some(next) = rest
        .iter()
        .position(|byte| byte.to_ascii_lowercase() == first)
    {
        let (_, found) = rest.split_at_checked(next)?;
        let begin = found.get(..small.len())?;
        if begin.eq_ignore_ascii_case(small.as_bytes()) {
            return Some(place + next);
        }
        place += next + 1;
        rest = found.get(1..)?;
    }
    None
}

impl Rule {
    /// What decides the place of a thing of that rank, of which 0 is that of nothing: the lowest comes first.
    const fn place(&self, rank: u64) -> u64 {
        match rank {
            0 if self.nulls_last => u64::MAX,
            rank if self.descending => !rank,
            rank => rank,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find_in_any_case;

    #[test]
    fn texts_are_found_in_any_case() {
        let texts = [
            "",
            "The Quiet Harbour",
            "hHarb",
            "ÉTÉ Harbour",
            "İstanbul",
            "灯台の港",
        ];
        for text in texts {
            for small in [
                "", "h", "harb", "harbour", "harbours", "the q", "été", "stan", "港",
            ] {
                let expected = text.to_lowercase().find(small);
                assert_eq!(find_in_any_case(text, small), expected, "{text} {small}");
            }
        }
    }
}
