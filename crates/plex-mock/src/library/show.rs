//! Shows.

use serde_json::{Map, Value, json};

use super::{
    Detail, Field, SortKey,
    movie::{
        CONTENT_RATINGS, COUNTRIES, GENRES, STUDIOS, colors, crew, for_sorting, guids, images,
        tenths, words,
    },
    summaries,
    titles::{self, Title},
};
use crate::dice::Dice;

/// A show. Its seasons and episodes are numbers only, for now.
#[derive(Debug)]
pub(crate) struct Show {
    pub(crate) title: Title,
    year: u64,
    added: u64,
    updated: u64,
    duration: u64,
    audience_rating: f64,
    seed: u64,
    number: u64,
}

impl Show {
    /// The show of that number.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "show", number);
        let title = titles::draw(&mut dice);
        let year = 2025 - dice.below(40).min(dice.below(40));
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        let duration = dice.pick(&[22, 25, 30, 42, 50, 60]) * 60_000;
        let audience_rating = tenths(&mut dice, 42, 95);
        Self {
            title,
            year,
            added,
            updated,
            duration,
            audience_rating,
            seed,
            number,
        }
    }

    pub(crate) fn sort_key(&self, field: Field) -> SortKey {
        SortKey::Number(match field {
            Field::Title => return SortKey::text(self.title.for_sorting()),
            Field::Year | Field::Released => self.year,
            Field::Added => self.added,
            Field::Updated => self.updated,
            Field::Rating | Field::AudienceRating => for_sorting(Some(self.audience_rating)),
            Field::Duration => self.duration,
        })
    }

    /// The show as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "show details", self.number);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let seasons = dice.between(1, 9);
        let episodes = seasons * dice.between(6, 24);
        let seen = if dice.chance(30) {
            episodes
        } else {
            dice.below(episodes)
        };
        let mut item = Map::new();
        let mut set = |name: &str, value: Value| {
            if !value.is_null() {
                item.insert(name.to_owned(), value);
            }
        };
        set("ratingKey", json!(key.to_string()));
        set("key", json!(format!("{path}/children")));
        set("guid", json!(format!("plex://show/{}", dice.hex(24))));
        set("slug", json!(self.title.slug));
        set("studio", json!(dice.pick(STUDIOS)));
        set("type", json!("show"));
        set("title", json!(self.title.title));
        set("titleSort", json!(self.title.sort));
        set("originalTitle", json!(self.title.original));
        set("contentRating", json!(dice.pick(CONTENT_RATINGS)));
        set("summary", json!(summaries::draw(&mut dice)));
        set("tagline", summaries::tagline(&mut dice).into());
        set("index", json!(1));
        set("audienceRating", json!(self.audience_rating));
        set("audienceRatingImage", json!("themoviedb://image.rating"));
        set("year", json!(self.year));
        set("thumb", json!(format!("{path}/thumb/{updated}")));
        set("art", json!(format!("{path}/art/{updated}")));
        set(
            "theme",
            dice.chance(60)
                .then(|| format!("{path}/theme/{updated}"))
                .into(),
        );
        set("duration", json!(self.duration));
        set(
            "originallyAvailableAt",
            json!(format!(
                "{}-{:02}-{:02}",
                self.year,
                dice.between(1, 12),
                dice.between(1, 28)
            )),
        );
        set("leafCount", json!(episodes));
        set("viewedLeafCount", json!(seen));
        set("childCount", json!(seasons));
        set("addedAt", json!(self.added));
        set("updatedAt", json!(updated));
        if detail == Detail::Whole {
            set("Image", images(&self.title.title, &path, updated));
        }
        set("UltraBlurColors", colors(&mut dice));
        set("Guid", guids(&mut dice));
        set("Genre", words(&mut dice, "genre", GENRES, 1, 3, detail));
        set(
            "Country",
            words(&mut dice, "country", COUNTRIES, 1, 1, detail),
        );
        set("Role", crew(self.seed, &mut dice, "actor", 3, 3, detail));
        Value::Object(item)
    }
}
