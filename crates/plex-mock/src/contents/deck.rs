//! What to continue with: what somebody has begun, and the next episodes of the shows they follow.

use std::collections::{BTreeMap, BTreeSet};

use super::{Account, Contents, OWNER, locked, views::View};
use crate::library::{Detail, Item, Kind, Section};

impl Contents {
    /// The keys of what somebody may continue with, everywhere or in a section, the latest first.
    pub(crate) fn deck(&self, viewer: Account, section: Option<&Section>) -> Vec<u64> {
        let mut candidates = BTreeSet::new();
        if viewer == OWNER {
            candidates.extend(self.first_deck().keys());
        }
        candidates.extend(
            locked(&self.views)
                .of(viewer)
                .filter_map(|(key, _)| self.library.item(key))
                .filter_map(|item| self.followed(item)),
        );
        let mut deck: Vec<_> = candidates
            .into_iter()
            .filter_map(|key| self.item(key))
            .filter(|item| section.is_none_or(|section| section.id == item.section.id))
            .filter_map(|item| self.next_of(item, viewer))
            .collect();
        deck.sort_by_key(|(last, key)| (std::cmp::Reverse(*last), *key));
        deck.into_iter().map(|(_, key)| key).collect()
    }

    /// What the owner had begun before anybody played anything here, movies and shows: how far, or when the last episode
    /// was seen.
    fn first_deck(&self) -> &BTreeMap<u64, View> {
        self.first_deck.get_or_init(|| {
            let sections = self.library.sections();
            let sections = sections.iter().filter(|section| section.is_drawn());
            let begun = sections.flat_map(|section| {
                let keys = match section.kind {
                    Kind::Movie => self.begun(section),
                    kind => self.library.keys(section, kind),
                };
                let keys = keys.into_iter();
                keys.filter_map(|key| Some((key, self.begun_before(self.library.item(key)?)?)))
            });
            begun.collect()
        })
    }

    fn begun_before(&self, item: Item) -> Option<View> {
        let item = match item.kind {
            Kind::Movie => item,
            Kind::Show => {
                let episodes = self.library.keys_within(item, Kind::Episode).into_iter();
                let episodes: Vec<_> = episodes.filter_map(|key| self.library.item(key)).collect();
                let unseen = episodes
                    .iter()
                    .position(|item| !self.library.was_seen(*item))?;
                *episodes.get(unseen.checked_sub(1)?)?
            }
            _ => return None,
        };
        let view = View::of(&self.library.value(item, Detail::Listing));
        (item.kind == Kind::Episode || view.offset > 0).then_some(view)
    }

    /// The movie itself, or the show of an episode.
    fn followed(&self, item: Item) -> Option<u64> {
        match item.kind {
            Kind::Movie | Kind::Show => Some(item.key),
            Kind::Season | Kind::Episode => self.followed(self.library.item(item.parent_key()?)?),
            _ => None,
        }
    }

    /// What comes next of a movie or a show, and when it was watched last.
    pub(crate) fn next_of(&self, item: Item, viewer: Account) -> Option<(u64, u64)> {
        if item.kind == Kind::Movie {
            let before = || {
                let begun = (viewer == OWNER).then(|| self.first_deck().get(&item.key))?;
                begun.copied()
            };
            let view = self.touched_by(item, viewer).or_else(before)?;
            return (view.offset > 0 && !view.put_away).then_some((view.last_viewed, item.key));
        }
        let episodes: Vec<_> = self
            .keys_within(item, Kind::Episode)
            .into_iter()
            .filter_map(|key| self.library.item(key))
            .collect();
        // Only of what was touched here the whole view is needed; making it for all would take long.
        let touched = |item: &Item| self.touched_by(*item, viewer);
        let seen = |item: &Item| match touched(item) {
            Some(view) => view.count > 0,
            None => viewer == OWNER && self.library.was_seen(*item),
        };
        let begun = episodes
            .iter()
            .filter_map(|item| Some((touched(item)?, item.key)))
            .filter(|(view, _)| view.offset > 0 && !view.put_away)
            .max_by_key(|(view, _)| view.last_viewed);
        if let Some((view, key)) = begun {
            return Some((view.last_viewed, key));
        }
        let last_seen = episodes.iter().rposition(seen)?;
        let next = episodes.get(last_seen + 1..)?.first()?;
        let last_viewed = episodes
            .iter()
            .filter_map(touched)
            .map(|view| view.last_viewed)
            .max()
            .unwrap_or_else(|| {
                let before = self.first_deck().get(&item.key);
                before.map_or(0, |view| view.last_viewed)
            });
        let put_away = touched(next).is_some_and(|view| view.put_away);
        (!put_away).then_some((last_viewed, next.key))
    }

    fn touched_by(&self, item: Item, viewer: Account) -> Option<View> {
        locked(&self.views).of_one(viewer, item.key).copied()
    }
}
