//! Things as answers show them, before anybody has changed them.

use std::sync::{Arc, PoisonError};

use serde_json::Value;

use super::{
    Detail, Item, Kind, Library, episode::Episode, extras, movie::Movie, music::Artist, photos,
    places::made, show::Show,
};
use crate::look::member;

impl Library {
    /// One thing as answers show it, before anybody has changed it.
    pub(crate) fn value(&self, item: Item, detail: Detail) -> Value {
        if !item.section.is_drawn() {
            return self
                .thing(item, |thing| thing.value(item, detail))
                .unwrap_or_default();
        }
        let (index, child, leaf) = item.place;
        let section = &item.section;
        let top = || self.holder(self.at_top(section, index));
        let parent = || {
            let kind = item.kind.parent().unwrap_or(item.kind);
            self.holder(made(section, kind, (index, child, 0)))
        };
        match item.kind {
            Kind::Movie if section.matched => {
                let mut movie = Movie::make(self.seed, index).value(item.key, detail);
                let size = movie.pointer_mut("/Media/0/Part/0/size");
                if let (0, Some(large), Some(size)) = (index, self.large_file, size) {
                    *size = large.into();
                }
                movie
            }
            Kind::Movie => unmatched(
                Movie::make(self.seed ^ UNMATCHED, index).value(item.key, detail),
                item.key,
            ),
            Kind::Show => Show::make(self.seed, index).value(item.key, detail),
            Kind::Season => Show::make(self.seed, index).season(item.key, child, &top()),
            Kind::Episode => {
                let episode = Episode::make(&Show::make(self.seed, index), (child, leaf));
                episode.value(item.key, (&top(), &parent()), detail)
            }
            Kind::Artist => Artist::make(self.seed, index).value(item.key, detail),
            Kind::Album => Artist::make(self.seed, index).album(item.key, child, &top(), detail),
            Kind::Track => Artist::make(self.seed, index).track(
                item.key,
                (child, leaf),
                (&top(), &parent()),
                detail,
            ),
            Kind::PhotoAlbum => {
                let outer = item.parent_key().and_then(|key| self.item(key));
                let outer = outer.map(|outer| self.holder(outer));
                photos::album(self.seed, index, item.key, outer.as_deref())
            }
            Kind::Photo => photos::photo(self.seed, (index, leaf), item.key, &top(), detail),
            Kind::PhotoClip => photos::clip(self.seed, index, item.key, &top(), detail),
            Kind::Clip => extras::value(self.seed, item, detail),
        }
    }

    /// The line of a thing that holds others.
    fn holder(&self, item: Item) -> Arc<Value> {
        let holders = || self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = holders().get(&item.key) {
            return Arc::clone(known);
        }
        let made = Arc::new(self.value(item, Detail::Listing));
        let mut holders = holders();
        if holders.len() >= HOLDERS {
            holders.clear();
        }
        holders.insert(item.key, Arc::clone(&made));
        made
    }

    /// The title of a thing, without making the rest of it.
    pub(crate) fn title(&self, item: Item) -> String {
        let (index, child, leaf) = item.place;
        match item.kind {
            _ if !item.section.is_drawn() => self
                .thing(item, |thing| thing.title(item))
                .unwrap_or_default(),
            Kind::Movie if item.section.matched => Movie::make(self.seed, index).title(),
            Kind::Show => Show::make(self.seed, index).title(),
            Kind::Episode => Episode::make(&Show::make(self.seed, index), (child, leaf)).title(),
            Kind::Artist => Artist::make(self.seed, index).title.title,
            Kind::Album => Artist::album_title(self.seed, index, child),
            Kind::Track => Artist::track_title(self.seed, index, (child, leaf)),
            _ => member(&self.value(item, Detail::Listing), "title")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// Writes into a thing what lies above it: `parentTitle`, `grandparentKey` and so on.
pub(super) fn child_of(item: &mut Value, above: &Value, level: &str) {
    let Some(members) = item.as_object_mut() else {
        return;
    };
    for (name, of) in [
        ("RatingKey", "ratingKey"),
        ("Guid", "guid"),
        ("Slug", "slug"),
        ("Studio", "studio"),
        ("Title", "title"),
        ("Index", "index"),
        ("Thumb", "thumb"),
        ("Theme", "theme"),
        ("Year", "year"),
    ] {
        if level == "grandparent" && matches!(name, "Index" | "Year" | "Studio") {
            continue;
        }
        if let Some(value) = above.get(of) {
            members.insert(format!("{level}{name}"), value.clone());
        }
    }
    if let Some(art) = above.get("art").filter(|_| level == "grandparent") {
        members.insert("grandparentArt".to_owned(), art.clone());
    }
    let key = above["ratingKey"].as_str().unwrap_or_default();
    members.insert(
        format!("{level}Key"),
        format!("/library/metadata/{key}").into(),
    );
}

/// A video that no agent knows: only what the file tells.
fn unmatched(mut video: Value, key: u64) -> Value {
    if let Some(members) = video.as_object_mut() {
        members.retain(|name, _| !FROM_AGENTS.contains(&name.as_str()));
        members.insert(
            "guid".to_owned(),
            format!("com.plexapp.agents.none://{key}?lang=xn").into(),
        );
        members.insert("subtype".to_owned(), "clip".into());
        members.insert("summary".to_owned(), "".into());
    }
    video
}

#[rustfmt::skip]
const FROM_AGENTS: &[&str] = &[
    "Collection", "Country", "Director", "Genre", "Guid", "Image", "Producer", "Rating", "Role",
    "UltraBlurColors", "Writer", "audienceRating", "audienceRatingImage", "contentRating",
    "hasPremiumPrimaryExtra", "originalTitle", "rating", "ratingImage", "slug", "studio",
    "tagline",
];

/// So many lines of what holds others are kept.
const HOLDERS: usize = 512;

const UNMATCHED: u64 = 0x5151;
