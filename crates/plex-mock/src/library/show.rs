//! Shows.

use serde_json::{Value, json};

use super::{
    Detail, Field, SortKey, child_of,
    media::{Film, file_name},
    members::Members,
    movie::{
        CONTENT_RATINGS, COUNTRIES, GENRES, STUDIOS, Words, all_images, cast, colors, crew,
        for_sorting, guids, images, tenths,
    },
    summaries,
    titles::{self, Title},
};
use crate::{dice::Dice, look::member};

/// How many seasons and episodes a show has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) seasons: u64,
    /// The episodes of each season.
    pub(crate) per_season: u64,
    /// How many the owner has seen, from the first on.
    pub(crate) seen: u64,
}

impl Shape {
    /// The shape of the show of that number.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        Self::draw(&mut Dice::new(seed, "show details", number))
    }

    fn draw(dice: &mut Dice) -> Self {
        let seasons = dice.between(1, 9);
        let per_season = dice.between(6, 24);
        let episodes = seasons * per_season;
        let seen = if dice.chance(30) {
            episodes
        } else {
            dice.below(episodes)
        };
        Self {
            seasons,
            per_season,
            seen,
        }
    }
}

/// A show.
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
            Field::Rating | Field::AudienceRating => {
                return for_sorting(Some(self.audience_rating));
            }
            Field::Duration => self.duration,
        })
    }

    /// The show as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "show details", self.number);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let Shape {
            seasons,
            per_season,
            seen,
        } = Shape::draw(&mut dice);
        let episodes = seasons * per_season;
        let mut item = Members::of(detail);
        item.set("ratingKey", json!(key.to_string()));
        item.set("key", format!("{path}/children"));
        item.set("guid", format!("plex://show/{}", dice.hex(24)));
        item.set("slug", &*self.title.slug);
        item.set("studio", dice.pick(STUDIOS));
        item.set("type", "show");
        item.set("title", &*self.title.title);
        item.set("titleSort", self.title.sort.as_deref());
        item.set("originalTitle", self.title.original.as_deref());
        item.set("contentRating", dice.pick(CONTENT_RATINGS));
        item.set(
            "summary",
            summaries::draw_if(detail.of("summary").is_some(), &mut dice),
        );
        item.set("tagline", summaries::tagline(&mut dice));
        item.set("index", 1);
        item.set("audienceRating", self.audience_rating);
        item.set("audienceRatingImage", "themoviedb://image.rating");
        item.set("year", self.year);
        item.set("thumb", format!("{path}/thumb/{updated}"));
        item.set("art", format!("{path}/art/{updated}"));
        item.set(
            "theme",
            dice.chance(60).then(|| format!("{path}/theme/{updated}")),
        );
        item.set("duration", self.duration);
        item.set(
            "originallyAvailableAt",
            format!(
                "{}-{:02}-{:02}",
                self.year,
                dice.between(1, 12),
                dice.between(1, 28)
            ),
        );
        item.set("leafCount", episodes);
        item.set("viewedLeafCount", seen);
        item.set("childCount", seasons);
        item.set("addedAt", self.added);
        item.set("updatedAt", updated);
        if detail.is_whole("Image") {
            item.set("Image", all_images(&self.title.title, &path, updated));
            item.set("Rating", audience(self.audience_rating));
            let folder = format!("/media/shows/{}", file_name(&self.title.title));
            item.set("Location", json!([{"path": folder}]));
        }
        item.set("UltraBlurColors", colors(&mut dice, detail));
        item.set("Guid", guids(&mut dice, detail));
        let genres = Words("Genre", GENRES, 1..=3);
        item.set("Genre", genres.draw(&mut dice, detail));
        let countries = Words("Country", COUNTRIES, 1..=1);
        item.set("Country", countries.draw(&mut dice, detail));
        item.set("Role", cast(self.seed, &mut dice, detail));
        item.into()
    }

    /// A season as answers show it. `show` is the show as a line of a list.
    pub(crate) fn season(&self, key: u64, season: u64, show: &Value) -> Value {
        let shape = Shape::of(self.seed, self.number);
        let mut dice = Dice::new(self.seed, "season", self.number * 16 + season);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated + season;
        let seen = shape
            .seen
            .saturating_sub(season * shape.per_season)
            .min(shape.per_season);
        let title = format!("Season {}", season + 1);
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": format!("{path}/children"),
            "guid": format!("plex://season/{}", dice.hex(24)),
            "type": "season",
            "title": title,
            "summary": if dice.chance(40) { summaries::draw(&mut dice) } else { String::new() },
            "index": season + 1,
            "year": self.year + season,
            "thumb": format!("{path}/thumb/{updated}"),
            "art": show["art"],
            "leafCount": shape.per_season,
            "viewedLeafCount": seen,
            "addedAt": self.added + season * 86_400,
            "updatedAt": updated,
            "Guid": [{"id": format!("tvdb://{}", dice.below(2_000_000))}],
            "Image": images(&title, &path, updated),
            "UltraBlurColors": colors(&mut dice, Detail::Whole),
        });
        child_of(&mut item, show, "parent");
        item
    }

    /// The title of an episode.
    pub(crate) fn episode_title(seed: u64, number: u64, (season, episode): (u64, u64)) -> String {
        let shape = Shape::of(seed, number);
        let place = number * 512 + season * shape.per_season + episode;
        titles::draw(&mut Dice::new(seed, "episode", place)).title
    }

    /// Where the files of an episode lie, without what tells them apart.
    fn stem(&self, (season, episode): (u64, u64)) -> String {
        let show = file_name(&self.title.title);
        let (season, episode) = (season + 1, episode + 1);
        format!("/media/shows/{show}/Season {season:02}/{show} - S{season:02}E{episode:02}")
    }

    /// An episode as answers show it. `show` and `season` are those as a line of a list.
    pub(crate) fn episode(
        &self,
        key: u64,
        (season, episode): (u64, u64),
        (show, of_season): (&Value, &Value),
        detail: Detail,
    ) -> Value {
        let shape = Shape::of(self.seed, self.number);
        let number = season * shape.per_season + episode;
        let mut dice = Dice::new(self.seed, "episode", self.number * 512 + number);
        let title = titles::draw(&mut dice);
        let path = format!("/library/metadata/{key}");
        let added = self.added + number * 7200;
        let updated = added + dice.below(9_000_000);
        let duration = self.duration - dice.below(240_000);
        let media = detail.of("Media");
        let film = Film {
            stem: media.map_or_else(String::new, |_| self.stem((season, episode))),
            duration,
            added,
        };
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": path,
            "guid": format!("plex://episode/{}", dice.hex(24)),
            "type": "episode",
            "title": title.title,
            "contentRating": show["contentRating"],
            "summary": summaries::draw_if(detail.of("summary").is_some(), &mut dice),
            "index": episode + 1,
            "audienceRating": tenths(&mut dice, 48, 96),
            "audienceRatingImage": "themoviedb://image.rating",
            "year": self.year + season,
            "thumb": format!("{path}/thumb/{updated}"),
            "art": show["art"],
            "duration": duration,
            "originallyAvailableAt": format!(
                "{}-{:02}-{:02}",
                self.year + season,
                1 + episode / 3,
                1 + (episode % 3) * 7 + dice.below(7)
            ),
            "addedAt": added,
            "updatedAt": updated,
            "chapterSource": "media",
            "Media": film.media(&mut dice, key, media),
            "Guid": guids(&mut dice, detail),
            "Director": crew(self.seed, &mut dice, "Director", 1..=1, detail),
            "Writer": crew(self.seed, &mut dice, "Writer", 1..=2, detail),
            "Role": cast(self.seed, &mut dice, detail),
        });
        let members = [
            ("titleSort", title.sort.map(Value::from)),
            (
                "viewCount",
                (number < shape.seen).then(|| dice.between(1, 3).into()),
            ),
            (
                "viewOffset",
                (number == shape.seen && dice.chance(50))
                    .then(|| (duration / dice.between(2, 9)).into()),
            ),
            (
                "lastViewedAt",
                (number <= shape.seen).then(|| (updated + 10_000_000 + number).into()),
            ),
            (
                "Image",
                detail
                    .is_whole("Image")
                    .then(|| images(&title.title, &path, updated)),
            ),
            ("UltraBlurColors", Some(colors(&mut dice, detail))),
        ];
        if detail.is_whole("Rating") {
            let rating = member(&item, "audienceRating").as_f64().map(audience);
            if let Some(members) = item.as_object_mut() {
                members.insert("Rating".to_owned(), rating.unwrap_or_default());
            }
        }
        if let Some(item) = item.as_object_mut() {
            item.extend(
                members
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), value?))),
            );
            if number > shape.seen || item.get("viewOffset").is_none() && number == shape.seen {
                item.remove("lastViewedAt");
            }
        }
        child_of(&mut item, of_season, "parent");
        child_of(&mut item, show, "grandparent");
        item
    }
}

/// The one rating that the catalogue of shows has.
fn audience(value: f64) -> Value {
    json!([{"image": "themoviedb://image.rating", "value": value, "type": "audience"}])
}
