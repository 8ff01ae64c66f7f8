//! Where things lie: which key stands for which thing, and what lies in which.

use super::{
    Kind, Library, Section, extras,
    music::Artist,
    photos::{self, PER_ALBUM},
    section::Source,
    show::Shape,
};

/// A thing, before it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) section: Section,
    pub(crate) kind: Kind,
    pub(crate) key: u64,
    /// Which one it is of those at the top, then of the season or album, then in that. Of an extra: the key of what it
    /// belongs to, and which one it is of those. Of an album of photos: the second is one more than the number of the album
    /// that it lies in.
    pub(crate) place: (u64, u64, u64),
}

impl Item {
    /// The key of what holds it, or of what an extra belongs to.
    pub(crate) fn parent_key(&self) -> Option<u64> {
        let keys = &self.section.keys;
        match self.kind {
            Kind::Season | Kind::Album | Kind::Photo | Kind::PhotoClip => {
                Some(keys.first + self.place.0)
            }
            Kind::PhotoAlbum => Some(keys.first + self.place.1.checked_sub(1)?),
            Kind::Episode | Kind::Track => {
                Some(keys.children + self.place.0 * keys.block + self.place.1 * keys.slots)
            }
            Kind::Clip => Some(self.place.0),
            _ => None,
        }
    }
}

impl Library {
    /// The thing that has this key.
    pub(crate) fn item(&self, key: u64) -> Option<Item> {
        if let Some(number) = key.checked_sub(extras::FIRST) {
            return self.extra(number / extras::MOST, number % extras::MOST);
        }
        let shelves = self.shelves();
        let lots = shelves.lots.iter().map(|lot| &lot.section);
        let mut sections = shelves.sections.iter().chain(lots);
        sections.find_map(|section| self.item_in(section, key))
    }

    /// The thing that has this key, if it lies in this section, lots aside.
    pub(crate) fn item_in(&self, section: &Section, key: u64) -> Option<Item> {
        let keys = section.keys;
        let at = |first: u64, len: u64| key.checked_sub(first).filter(|index| *index < len);
        if let Some(index) = at(keys.first, section.len as u64) {
            return Some(self.at_top(section, index));
        }
        let number = at(keys.children, section.len as u64 * keys.block)?;
        let (index, slot) = (number / keys.block, number % keys.block);
        if section.kind == Kind::PhotoAlbum {
            let kind = self.kind_in_album(section, index, slot)?;
            return Some(made(section, kind, (index, 0, slot)));
        }
        let shape = self.shape(section, index);
        let (child, slot) = (slot / keys.slots, slot % keys.slots);
        let leaves = *shape.get(usize::try_from(child).ok()?)?;
        let kind = section.kind.child()?;
        match slot.checked_sub(1) {
            None => Some(made(section, kind, (index, child, 0))),
            Some(leaf) if leaf < leaves => Some(made(section, kind.child()?, (index, child, leaf))),
            Some(_) => None,
        }
    }

    /// The thing of that number at the top of a section, of which there is one.
    pub(super) fn at_top(&self, section: &Section, index: u64) -> Item {
        let outer = match (section.kind, section.source) {
            (Kind::PhotoAlbum, Source::Drawn { .. }) => photos::around(index),
            (Kind::PhotoAlbum, _) => {
                let written = self.written(section);
                written.and_then(|written| written.around(index))
            }
            _ => None,
        };
        let outer = outer.map_or(0, |outer| outer + 1);
        made(section, section.kind, (index, outer, 0))
    }

    /// What lies at a place in an album of photos.
    fn kind_in_album(&self, section: &Section, index: u64, slot: u64) -> Option<Kind> {
        let photos = self.shape(section, index).first().copied().unwrap_or(0);
        match section.source {
            Source::Drawn { .. } if slot == PER_ALBUM => {
                (photos > 0 && photos::has_clip(index)).then_some(Kind::PhotoClip)
            }
            _ if slot >= photos => None,
            Source::Drawn { .. } => Some(Kind::Photo),
            _ => self.written(section)?.kind_in_album(index, slot),
        }
    }

    /// The keys of the albums of photos that lie in one.
    pub(crate) fn albums_within(&self, item: Item) -> Vec<u64> {
        if item.kind != Kind::PhotoAlbum {
            return Vec::new();
        }
        let section = &item.section;
        let is_in_it = |index: &u64| self.at_top(section, *index).parent_key() == Some(item.key);
        // An album lies in one before it, and those of a seed near by.
        let from = item.place.0 + 1;
        let to = match section.source {
            Source::Drawn { .. } => (section.len as u64).min(from + 3),
            _ => section.len as u64,
        };
        let inner = (from..to).filter(is_in_it);
        inner.map(|index| section.keys.first + index).collect()
    }

    /// How much lies in each season or album of a thing at the top; of an album of photos, how many do.
    fn shape(&self, section: &Section, index: u64) -> Vec<u64> {
        let Source::Drawn { photos } = section.source else {
            let written = self.written(section);
            return written.map_or_else(Vec::new, |written| written.shape(section.kind, index));
        };
        let (children, leaves) = match section.kind {
            Kind::Show => {
                let shape = Shape::of(self.seed, index);
                (shape.seasons, shape.per_season)
            }
            Kind::Artist => Artist::make(self.seed, index).shape(),
            Kind::PhotoAlbum => (1, photos.saturating_sub(index * PER_ALBUM).min(PER_ALBUM)),
            _ => (0, 0),
        };
        vec![leaves; children as usize]
    }

    /// The extra of that number of the thing of that key.
    fn extra(&self, owner: u64, number: u64) -> Option<Item> {
        if owner >= extras::FIRST {
            return None;
        }
        let item = self.item(owner)?;
        (number < self.count_of_extras(item)).then(|| Item {
            section: item.section,
            kind: Kind::Clip,
            key: extras::FIRST + owner * extras::MOST + number,
            place: (owner, number, 0),
        })
    }

    fn count_of_extras(&self, item: Item) -> u64 {
        match item.section.source {
            Source::Written | Source::Added(_) => self
                .thing(item, |thing| thing.extras.len() as u64)
                .unwrap_or(0),
            Source::Drawn { .. } => extras::count(self.seed, item),
        }
    }

    /// The trailers and the like of a thing.
    pub(crate) fn extras(&self, item: Item) -> Vec<Item> {
        (0..self.count_of_extras(item))
            .filter_map(|number| self.extra(item.key, number))
            .collect()
    }

    /// The key of the thing of that number at the top of a section.
    pub(crate) fn first_key_at(&self, section: &Section, index: u64) -> Option<u64> {
        (index < section.len as u64).then_some(section.keys.first + index)
    }

    /// The keys of all things of a kind in a section, in the order of their numbers.
    pub(crate) fn keys(&self, section: &Section, kind: Kind) -> Vec<u64> {
        let mut keys = self.keys_in(section, kind);
        for lot in self.lots_of(section) {
            keys.extend(self.keys_in(&lot, kind));
        }
        keys
    }

    fn keys_in(&self, section: &Section, kind: Kind) -> Vec<u64> {
        let (first, len) = (section.keys.first, section.len as u64);
        if kind == section.kind {
            return (first..first + len).collect();
        }
        if kind.top() != section.kind {
            return Vec::new();
        }
        (0..len)
            .flat_map(|index| self.keys_within(made(section, section.kind, (index, 0, 0)), kind))
            .collect()
    }

    /// The keys of all things of a kind that lie in a thing.
    pub(crate) fn keys_within(&self, item: Item, kind: Kind) -> Vec<u64> {
        let section = &item.section;
        let (index, child, _) = item.place;
        if item.kind == kind {
            return vec![item.key];
        }
        if kind.top() != section.kind || kind < item.kind || item.kind == Kind::Clip {
            return Vec::new();
        }
        let shape = self.shape(section, index);
        let of = |place| made(section, kind, place).key;
        if kind.top() == Kind::PhotoAlbum {
            let slots = (0..section.keys.block).filter(|slot| {
                let there = self.kind_in_album(section, index, *slot);
                there == Some(kind)
            });
            return slots.map(|slot| of((index, 0, slot))).collect();
        }
        let is_leaf = kind.child().is_none();
        let of_child = |(child, leaves): (u64, u64)| {
            let leaves = if is_leaf { leaves } else { 1 };
            (0..leaves).map(move |leaf| (index, child, leaf))
        };
        let children = (0..).zip(shape);
        if item.kind == section.kind {
            return children.flat_map(of_child).map(of).collect();
        }
        let mine = children.filter(|(number, _)| is_leaf && *number == child);
        mine.flat_map(of_child).map(of).collect()
    }
}

/// The thing of a kind at a place.
pub(super) const fn made(section: &Section, kind: Kind, place: (u64, u64, u64)) -> Item {
    let (index, child, leaf) = place;
    let keys = section.keys;
    let in_block = keys.children + index * keys.block;
    let key = match kind {
        Kind::Season | Kind::Album => in_block + child * keys.slots,
        Kind::Episode | Kind::Track => in_block + child * keys.slots + 1 + leaf,
        Kind::Photo | Kind::PhotoClip => in_block + leaf,
        _ => keys.first + index,
    };
    Item {
        section: *section,
        kind,
        key,
        place,
    }
}
