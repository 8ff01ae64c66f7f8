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
    library::{Field, Kind, Section, SortKey},
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
        let mut seen: HashSet<u32> = HashSet::new();
        for values in self
            .keys(section, level)
            .iter()
            .flat_map(|key| look.of(*key))
        {
            // Most have what others have, too.
            if let Values::Kept(ids) = values
                && ids.iter().all(|id| seen.contains(id))
            {
                continue;
            }
            if let Values::Kept(ids) = values {
                seen.extend(ids);
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

    /// Where the first file of each thing of a kind lies that has one.
    pub(crate) fn files(&self, section: &Section, kind: Kind) -> Vec<(u64, String)> {
        let Some(field) = fields::field("file", kind) else {
            return Vec::new();
        };
        let look = self.look(section, kind, At { level: kind, field }, OWNER);
        let keys = self.keys(section, kind).into_iter();
        keys.filter_map(|key| {
            let file = look
                .of(key)
                .next()
                .and_then(|values| look.first_text(values));
            Some((key, file?.to_owned()))
        })
        .collect()
    }

    /// The things of a kind whose titles hold a text: whether it begins with it, its title, its key.
    pub(crate) fn titled(
        &self,
        section: &Section,
        kind: Kind,
        text: &str,
    ) -> Vec<(bool, String, u64)> {
        let keys = self.keys(section, kind);
        let fits = |title: &str, key: u64| {
            let title = title.to_lowercase();
            let place = title.find(text)?;
            Some((place == 0, title, key))
        };
        let field = fields::field("title", kind);
        let is_read = |field| self.has_column(section, At { level: kind, field });
        let Some(field) = field.filter(|field| is_small(&keys) || is_read(field)) else {
            let titles = keys
                .iter()
                .filter_map(|key| Some((self.title(*key)?, *key)));
            return titles
                .filter_map(|(title, key)| fits(&title, key))
                .collect();
        };
        let look = self.look(section, kind, At { level: kind, field }, OWNER);
        let found = keys.iter().filter_map(|key| {
            let title = look
                .of(*key)
                .next()
                .and_then(|values| look.first_text(values));
            fits(title?, *key)
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
        // What lies in other things is in its order already.
        if rules.is_empty() && kind != kind.top() {
            return;
        }
        let by_title = Rule {
            at: fields::field("titleSort", kind).map(|field| At { level: kind, field }),
            descending: false,
            nulls_last: false,
        };
        let rules = if rules.is_empty() {
            std::slice::from_ref(&by_title)
        } else {
            rules
        };
        let ranks = |rule: &Rule| match rule.at {
            None => keys
                .iter()
                .map(|key| mix(key ^ self.library.seed))
                .collect(),
            Some(at) => self
                .drawn_ranks(keys, section, at)
                .unwrap_or_else(|| self.look(section, kind, at, viewer).ranks(keys)),
        };
        let ranks: Vec<Vec<u64>> = rules.iter().map(ranks).collect();
        let mut order: Vec<_> = (0..keys.len()).collect();
        order.sort_by(|left, right| {
            let by_rules = ranks.iter().zip(rules).map(|(ranks, rule)| {
                let rank = |place: &usize| ranks.get(*place).copied().unwrap_or(0);
                rule.compare(rank(left), rank(right))
            });
            let mut by_rules = by_rules.filter(|order| order.is_ne());
            by_rules.next().unwrap_or_else(|| left.cmp(right))
        });
        *keys = order
            .iter()
            .filter_map(|place| keys.get(*place))
            .copied()
            .collect();
    }

    /// The ranks of things that are drawn, where there are many, the field was not read yet, and what decides can be drawn
    /// without the rest: that takes a tenth of the time.
    fn drawn_ranks(&self, keys: &[u64], section: &Section, at: At) -> Option<Vec<u64>> {
        let field = Field::read(at.field.name)?;
        if is_small(keys) || self.has_column(section, at) || locked(&self.edits).is_begun() {
            return None;
        }
        let key = |key: &u64| self.library.sort_key(self.library.item(*key)?, field);
        let drawn: Vec<SortKey> = keys.iter().map(key).collect::<Option<_>>()?;
        let mut order: Vec<_> = (0_usize..).zip(&drawn).collect();
        order.sort_by_key(|(_, key)| *key);
        let mut ranks = vec![0; keys.len()];
        let (mut rank, mut last) = (0, &SortKey::Missing);
        for (place, key) in order {
            rank += u64::from(key != last);
            last = key;
            if let Some(of_place) = ranks.get_mut(place) {
                *of_place = rank;
            }
        }
        Some(ranks)
    }
}

/// Whether a field of so many things is read in no time.
const fn is_small(keys: &[u64]) -> bool {
    keys.len() <= 20_000
}

impl Rule {
    /// Compares ranks, of which 0 is that of nothing.
    fn compare(&self, left: u64, right: u64) -> Ordering {
        if self.nulls_last && (left == 0) != (right == 0) {
            return (left == 0).cmp(&(right == 0));
        }
        if self.descending {
            right.cmp(&left)
        } else {
            left.cmp(&right)
        }
    }
}
