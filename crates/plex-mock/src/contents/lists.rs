//! Lists: which things are asked for, and in which order.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Account, Contents, locked};
use crate::{
    dice::mix,
    library::{Detail, Field, Item, Kind, Section, SortKey},
    look::member,
    query::{
        BadQuery, Query, Rule,
        fields::{self, Type},
    },
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
pub(super) type Values = HashMap<(u32, Kind, &'static str, Account), Arc<BTreeMap<String, String>>>;

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
        let mut found = BTreeMap::new();
        for key in self.keys(section, level) {
            let value = self.value_of(key, Detail::Whole, viewer);
            for (key, title) in field.values(&value) {
                found.insert(title.unwrap_or_else(|| key.clone()), key);
            }
        }
        let found = Arc::new(found);
        locked(&self.values).insert(name, Arc::clone(&found));
        found
    }

    /// The title that decides a thing's place, without making the rest of it where that can be had.
    pub(crate) fn sort_title(&self, key: u64, viewer: Account) -> String {
        let drawn = || match self
            .library
            .sort_key(self.library.item(key)?, Field::Title)?
        {
            SortKey::Text(title) => Some(title),
            _ => None,
        };
        if let Some(title) = drawn().filter(|_| !self.is_edited(key)) {
            return title;
        }
        let value = self.value_of(key, Detail::Listing, viewer);
        let title = value.get("titleSort").unwrap_or(member(&value, "title"));
        title.as_str().unwrap_or_default().to_owned()
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
        let mut keys = self.keys(&wanted.section, wanted.kind);
        if query.has_filter() {
            keys.retain(|key| {
                self.item(*key)
                    .is_some_and(|item| query.takes(now, &|level| self.on(item, level, viewer)))
            });
        }
        self.sort(&mut keys, wanted.kind, &query.sort, viewer);
        if let Some(group) = &query.group {
            let mut seen = std::collections::HashSet::new();
            keys.retain(|key| {
                let value = self
                    .item(*key)
                    .and_then(|item| self.on(item, group.level, viewer).into_iter().next())
                    .map(|value| group.field.values(&value));
                seen.insert(value)
            });
        }
        keys
    }

    /// A thing on a level: itself, what it lies in, or all that lies in it.
    fn on(&self, item: Item, level: Kind, viewer: Account) -> Vec<Value> {
        let whole = |item| self.value(item, Detail::Whole, viewer);
        if level >= item.kind {
            let keys = self.keys_within(item, level);
            return keys
                .into_iter()
                .filter_map(|key| self.library.item(key))
                .map(whole)
                .collect();
        }
        let above = std::iter::successors(Some(item), |item| self.library.item(item.parent_key()?));
        above.filter(|item| item.kind == level).map(whole).collect()
    }

    /// Sorts keys of things of one kind.
    pub(crate) fn sort(&self, keys: &mut [u64], kind: Kind, rules: &[Rule], viewer: Account) {
        // What lies in other things is in its order already.
        if rules.is_empty() && kind != kind.top() {
            return;
        }
        let by_title = Rule {
            at: crate::query::fields::field("titleSort", kind)
                .map(|field| crate::query::At { level: kind, field }),
            descending: false,
            nulls_last: false,
        };
        let rules = if rules.is_empty() {
            std::slice::from_ref(&by_title)
        } else {
            rules
        };
        let mut keyed: Vec<(Vec<SortKey>, u64)> = keys
            .iter()
            .map(|key| (self.sort_keys(*key, rules, viewer), *key))
            .collect();
        keyed.sort_by(|(left, left_key), (right, right_key)| {
            let by_rules = left.iter().zip(right).zip(rules);
            by_rules
                .map(|((left, right), rule)| rule.compare(left, right))
                .find(|order| order.is_ne())
                .unwrap_or_else(|| left_key.cmp(right_key))
        });
        for (place, (_, key)) in keys.iter_mut().zip(keyed) {
            *place = key;
        }
    }

    fn sort_keys(&self, key: u64, rules: &[Rule], viewer: Account) -> Vec<SortKey> {
        let Some(item) = self.library.item(key) else {
            return Vec::new();
        };
        let is_edited = self.is_edited(key);
        rules
            .iter()
            .map(|rule| {
                let Some(at) = rule.at else {
                    return SortKey::Number(mix(key ^ self.library.seed));
                };
                // Making the whole thing for its title alone takes twenty times as long.
                if let (false, true, Some(field)) =
                    (is_edited, at.level == item.kind, Field::read(at.field.name))
                    && let Some(key) = self.library.sort_key(item, field)
                {
                    return key;
                }
                let values = self
                    .on(item, at.level, viewer)
                    .iter()
                    .flat_map(|value| at.field.values(value))
                    .next();
                match (values, at.field.kind) {
                    (None, _) => SortKey::Missing,
                    (Some((text, _)), Type::Integer | Type::Date | Type::Boolean) => {
                        // Ratings are the only numbers with something behind the point.
                        let is_rating = at.field.name.to_lowercase().ends_with("rating");
                        let scale = if is_rating { 10.0 } else { 1.0 };
                        text.parse::<f64>().map_or_else(
                            |_| SortKey::text(&text),
                            |number| SortKey::Number((number.max(0.0) * scale) as u64),
                        )
                    }
                    (Some((text, title)), _) => SortKey::text(&title.unwrap_or(text)),
                }
            })
            .collect()
    }
}

impl Rule {
    fn compare(&self, left: &SortKey, right: &SortKey) -> Ordering {
        let missing = |key: &SortKey| *key == SortKey::Missing;
        if self.nulls_last && missing(left) != missing(right) {
            return missing(left).cmp(&missing(right));
        }
        if self.descending {
            right.cmp(left)
        } else {
            left.cmp(right)
        }
    }
}
