//! What things are taken for by their agents, and what else they could be.

use serde_json::{Value, json};

use super::{Account, Contents, OWNER, locked};
use crate::{
    dice::Dice,
    library::{Detail, Item},
    look::member,
};

/// What a match says of a thing, and so what is gone without one.
const TOLD: &[&str] = &[
    "Country",
    "Director",
    "Genre",
    "Guid",
    "Producer",
    "Rating",
    "Role",
    "Writer",
    "audienceRating",
    "audienceRatingImage",
    "contentRating",
    "originallyAvailableAt",
    "rating",
    "ratingImage",
    "studio",
    "summary",
    "tagline",
];

/// The guid that a title such as `imdb-tt0012345` stands for, by which agents are asked for one thing and no other.
fn outer_guid(title: &str) -> Option<String> {
    let (agent, id) = title.split_once('-')?;
    matches!(agent, "imdb" | "tmdb" | "tvdb" | "mbid").then(|| format!("{agent}://{id}"))
}

impl Contents {
    /// The thing of the same kind in the same section that an outer catalogue calls so.
    fn known_by(&self, item: Item, guid: &str, viewer: Account) -> Vec<Value> {
        self.keys(&item.section, item.kind)
            .into_iter()
            .map(|key| self.value_of(key, Detail::Listing, viewer))
            .find(|value| {
                let mut guids = member(value, "Guid").as_array().into_iter().flatten();
                guids.any(|known| member(known, "id") == guid)
            })
            .map(|value| {
                json!({
                    "guid": member(&value, "guid"), "name": member(&value, "title"), "year": member(&value, "year"), "score": 100,
                    "summary": member(&value, "summary"), "thumb": member(&value, "thumb"),
                })
            })
            .into_iter()
            .collect()
    }

    /// What a thing could be, the likeliest first.
    pub(crate) fn candidates(
        &self,
        item: Item,
        title: Option<&str>,
        year: Option<u64>,
        viewer: Account,
    ) -> Vec<Value> {
        if let Some(guid) = title.and_then(outer_guid) {
            return self.known_by(item, &guid, viewer);
        }
        let whole = self.library.value(item, Detail::Whole);
        let known_title = member(&whole, "title").as_str().unwrap_or_default();
        let known_year = member(&whole, "year").as_u64();
        let title = title
            .filter(|title| !title.is_empty())
            .unwrap_or(known_title);
        let is_known = title.eq_ignore_ascii_case(known_title);
        let now = self.value(item, Detail::Listing, viewer);
        let mut dice = Dice::new(self.library.seed, title, item.key);
        let kind = item.kind.name();
        let mut candidates: Vec<Value> = Vec::new();
        if is_known {
            candidates.push(json!({
                "guid": own_guid(&whole, kind, &mut dice), "name": known_title, "year": known_year, "score": 100,
                "summary": member(&whole, "summary"), "thumb": member(&whole, "thumb"),
            }));
        }
        let base = year.or(known_year).unwrap_or(2000);
        for (number, offset) in [0, 1, 3]
            .into_iter()
            .enumerate()
            .skip(usize::from(is_known))
        {
            candidates.push(json!({
                "guid": format!("plex://{kind}/{}", dice.hex(24)),
                "name": if number == 0 { title.to_owned() } else { format!("{title} ({number})") },
                "year": base.saturating_sub(offset),
                "score": 92 - number as u64 * 11,
                "summary": "Another of that name.",
                "thumb": format!("https://pictures.example/{}.jpg", dice.hex(12)),
            }));
        }
        for candidate in &mut candidates {
            let is_now = member(candidate, "guid") == member(&now, "guid");
            if let Some(members) = candidate.as_object_mut() {
                members.retain(|_, value| !value.is_null());
                members.insert("type".to_owned(), kind.into());
                members.insert("lifespanEnded".to_owned(), false.into());
                if is_now {
                    members.insert("matched".to_owned(), true.into());
                }
            }
        }
        candidates
    }

    /// Takes a thing for something.
    pub(crate) fn apply_match(
        &self,
        item: Item,
        guid: &str,
        name: Option<&str>,
        year: Option<u64>,
    ) {
        let mut told: Vec<(&str, Option<Value>)> = TOLD.iter().map(|name| (*name, None)).collect();
        told.push(("guid", Some(guid.into())));
        if let Some(name) = name {
            told.push(("title", Some(name.into())));
            told.push(("titleSort", None));
        }
        if let Some(year) = year {
            told.push(("year", Some(year.into())));
        }
        self.tell(item, &told);
    }

    /// Knows a thing by its files alone.
    pub(crate) fn unmatch(&self, item: Item) {
        let mut told: Vec<(&str, Option<Value>)> =
            TOLD.iter().map(|name| (*name, Some(Value::Null))).collect();
        told.push(("summary", Some("".into())));
        told.push(("guid", Some(format!("local://{}", item.key).into())));
        self.tell(item, &told);
    }

    /// Sets members as an agent does: what is locked stays. `None` brings back what was there at first.
    fn tell(&self, item: Item, told: &[(&str, Option<Value>)]) {
        let now = self.value(item, Detail::Whole, OWNER);
        let fields = member(&now, "Field")
            .as_array()
            .cloned()
            .unwrap_or_default();
        let is_locked = |name: &str| {
            let name = match name {
                "Role" => "actor".to_owned(),
                name => name.to_lowercase(),
            };
            fields.iter().any(|field| {
                let locked = member(field, "name").as_str().unwrap_or_default();
                locked.to_lowercase() == name
            })
        };
        let mut edits = locked(&self.edits);
        for (name, value) in told.iter().filter(|(name, _)| !is_locked(name)) {
            edits.tell(item.key, name, value.clone());
        }
        drop(edits);
        self.changed();
    }
}

/// The guid that the thing had at first, or one for it.
fn own_guid(whole: &Value, kind: &str, dice: &mut Dice) -> Value {
    let guid = member(whole, "guid");
    match guid.as_str() {
        Some(known) if known.starts_with("plex://") => guid.clone(),
        _ => format!("plex://{kind}/{}", dice.hex(24)).into(),
    }
}
