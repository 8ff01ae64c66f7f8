//! Movies.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{
    Detail, Field, SortKey,
    media::{Film, file_name},
    members::Members,
    people::{self, Person, tag_id},
    summaries,
    titles::{self, Title},
};
use crate::{dice::Dice, look::set};

/// A movie.
#[derive(Debug)]
pub(crate) struct Movie {
    pub(crate) title: Title,
    pub(crate) year: u64,
    released: String,
    added: u64,
    updated: u64,
    duration: u64,
    rating: Option<f64>,
    audience_rating: Option<f64>,
    seed: u64,
    number: u64,
}

impl Movie {
    /// The movie of that number. Only what lists are sorted by is drawn here, the rest when it is shown.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "movie", number);
        let title = titles::draw(&mut dice);
        // The lower of two ages: libraries hold more new films than old ones.
        let year = 2025 - dice.below(75).min(dice.below(75));
        let released = format!(
            "{year}-{:02}-{:02}",
            dice.between(1, 12),
            dice.between(1, 28)
        );
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        let duration = dice.between(71 * 60, 178 * 60) * 1000 + dice.below(1000);
        let rating = dice.chance(86).then(|| tenths(&mut dice, 22, 98));
        let audience_rating = dice.chance(93).then(|| tenths(&mut dice, 31, 96));
        Self {
            title,
            year,
            released,
            added,
            updated,
            duration,
            rating,
            audience_rating,
            seed,
            number,
        }
    }

    pub(crate) fn sort_key(&self, field: Field) -> SortKey {
        SortKey::Number(match field {
            Field::Title => return SortKey::text(self.title.for_sorting()),
            Field::Released => return SortKey::text(&self.released),
            Field::Year => self.year,
            Field::Added => self.added,
            Field::Updated => self.updated,
            Field::Rating => return for_sorting(self.rating),
            Field::AudienceRating => return for_sorting(self.audience_rating),
            Field::Duration => self.duration,
        })
    }

    /// The movie as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "movie details", self.number);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let mut item = Members::of(detail);
        item.make("ratingKey", || key.to_string());
        item.make("key", || path.clone());
        match detail.of("guid") {
            Some(_) => item.set("guid", format!("plex://movie/{}", dice.hex(24))),
            None => dice.skip(24),
        }
        item.make("slug", || format!("{}-{}", self.title.slug, self.year));
        item.set("studio", dice.chance(92).then(|| dice.pick(STUDIOS)));
        item.set("type", "movie");
        item.set("title", &*self.title.title);
        item.set("titleSort", self.title.sort.as_deref());
        item.set("originalTitle", self.title.original.as_deref());
        let content_rating = dice.chance(90).then(|| dice.pick(CONTENT_RATINGS));
        item.set("contentRating", content_rating);
        let summary = summaries::draw_if(detail.of("summary").is_some(), &mut dice);
        item.set("summary", summary);
        item.set("tagline", summaries::tagline(&mut dice));
        item.set("rating", self.rating);
        item.set("audienceRating", self.audience_rating);
        item.set("ratingImage", self.rating.map(critics_image));
        let image = self.audience_rating.map(|_| "themoviedb://image.rating");
        item.set("audienceRatingImage", image);
        item.set("year", self.year);
        item.make("thumb", || format!("{path}/thumb/{updated}"));
        item.make("art", || format!("{path}/art/{updated}"));
        item.set("duration", self.duration);
        item.set("originallyAvailableAt", &*self.released);
        item.set("addedAt", self.added);
        item.set("updatedAt", updated);
        item.set("chapterSource", dice.chance(70).then_some("media"));
        item.set("hasPremiumPrimaryExtra", dice.chance(35).then_some("1"));
        if dice.chance(40) {
            item.set("viewCount", dice.between(1, 4));
            item.set("lastViewedAt", updated + dice.below(10_000_000));
        } else if dice.chance(12) {
            item.set("viewOffset", self.duration / dice.between(2, 9));
            item.set("lastViewedAt", updated + dice.below(10_000_000));
        }
        if detail.is_whole("Image") {
            item.set("Image", all_images(&self.title.title, &path, updated));
        }
        item.set("UltraBlurColors", colors(&mut dice, detail));
        let media = detail.of("Media");
        let film = Film {
            stem: media.map_or_else(String::new, |_| self.stem()),
            duration: self.duration,
            added: self.added,
        };
        item.set("Media", film.media(&mut dice, key, media));
        item.set("Guid", guids(&mut dice, detail));
        let genres = Words("Genre", GENRES, 1..=3);
        item.set("Genre", genres.draw(&mut dice, detail));
        let countries = Words("Country", COUNTRIES, 1..=2);
        item.set("Country", countries.draw(&mut dice, detail));
        for (name, count) in [("Director", 1..=1), ("Writer", 1..=2)] {
            item.set(name, crew(self.seed, &mut dice, name, count, detail));
        }
        item.set("Role", cast(self.seed, &mut dice, detail));
        if detail.is_whole("Producer") {
            let producers = crew(self.seed, &mut dice, "Producer", 1..=3, detail);
            item.set("Producer", producers);
        }
        if detail.is_whole("Rating") {
            item.set("Rating", self.ratings());
        }
        item.into()
    }

    /// Where its files lie, without what tells them apart.
    fn stem(&self) -> String {
        let (title, year) = (file_name(&self.title.title), self.year);
        format!("/media/movies/{title} ({year})/{title} ({year})")
    }

    fn ratings(&self) -> Value {
        let critic = self
            .rating
            .map(|value| json!({"image": critics_image(value), "value": value, "type": "critic"}));
        let audience = self.audience_rating.map(|value| json!({"image": "themoviedb://image.rating", "value": value, "type": "audience"}));
        let ratings: Vec<_> = critic.into_iter().chain(audience).collect();
        if ratings.is_empty() {
            Value::Null
        } else {
            ratings.into()
        }
    }
}

/// Tags out of a list of words: the member that they are shown as, the words, and how many.
pub(super) struct Words(
    pub(super) &'static str,
    pub(super) &'static [&'static str],
    pub(super) RangeInclusive<u64>,
);

impl Words {
    pub(super) fn draw(&self, dice: &mut Dice, detail: Detail) -> Value {
        let Self(name, from, count) = self;
        let count = dice.between(*count.start(), *count.end());
        let words = dice.several(from, count).into_iter();
        let Some(detail) = detail.of(name) else {
            return Value::Null;
        };
        let filter = name.to_lowercase();
        words
            .map(|word| match detail {
                Detail::Listing => json!({"tag": word}),
                _ => {
                    let id = tag_id(word);
                    json!({"id": id, "filter": format!("{filter}={id}"), "tag": word})
                }
            })
            .collect()
    }
}

/// Tags that are people.
pub(super) fn crew(
    seed: u64,
    dice: &mut Dice,
    name: &str,
    count: RangeInclusive<u64>,
    detail: Detail,
) -> Value {
    let count = dice.between(*count.start(), *count.end());
    let people: Vec<_> = (0..count).map(|_| people::draw_number(dice)).collect();
    let people = people
        .into_iter()
        .map(|number| people::person(seed, number));
    match detail.of(name) {
        None => Value::Null,
        Some(Detail::Listing) => people.map(|person| json!({"tag": person.name})).collect(),
        Some(_) => {
            let filter = name.to_lowercase();
            people.map(|person| in_full(&filter, &person)).collect()
        }
    }
}

/// Who plays whom; a line of a list names the first three.
pub(super) fn cast(seed: u64, dice: &mut Dice, detail: Detail) -> Value {
    let count = dice.between(4, 14);
    let roles = (0..count).map(|_| (people::draw_number(dice), people::draw_character(dice)));
    let roles: Vec<_> = roles.collect();
    let roles = roles
        .into_iter()
        .map(|(number, character)| (people::person(seed, number), character));
    match detail.of("Role") {
        None => Value::Null,
        Some(Detail::Listing) => roles
            .take(3)
            .map(|(person, _)| json!({"tag": person.name}))
            .collect(),
        Some(_) => roles
            .map(|(person, character)| {
                let mut role = in_full("actor", &person);
                set(&mut role, "role", people::character(character).into());
                role
            })
            .collect(),
    }
}

fn in_full(filter: &str, person: &Person) -> Value {
    json!({
        "id": person.id,
        "filter": format!("{filter}={}", person.id),
        "tag": person.name,
        "tagKey": person.tag_key,
        "thumb": format!("https://images.example.org/people/{}.jpg", person.tag_key),
    })
}

pub(super) fn images(title: &str, path: &str, updated: u64) -> Value {
    json!([
        {"alt": title, "type": "coverPoster", "url": format!("{path}/thumb/{updated}")},
        {"alt": title, "type": "background", "url": format!("{path}/art/{updated}")},
    ])
}

/// The same, and what only things with an agent of their own have: a logo, and a square picture.
pub(super) fn all_images(title: &str, path: &str, updated: u64) -> Value {
    let mut all = images(title, path, updated);
    if let Some(all) = all.as_array_mut() {
        for (kind, element) in [
            ("clearLogo", "clearLogo"),
            ("backgroundSquare", "squareArt"),
        ] {
            let url = format!("{path}/{element}/{updated}");
            all.push(json!({"alt": title, "type": kind, "url": url}));
        }
    }
    all
}

pub(super) fn colors(dice: &mut Dice, detail: Detail) -> Value {
    if detail.of("UltraBlurColors").is_none() {
        dice.skip(4 * 6);
        return Value::Null;
    }
    json!({"topLeft": dice.hex(6), "topRight": dice.hex(6), "bottomRight": dice.hex(6), "bottomLeft": dice.hex(6)})
}

pub(super) fn guids(dice: &mut Dice, detail: Detail) -> Value {
    if detail.of("Guid").is_none() {
        dice.skip(3);
        return Value::Null;
    }
    json!([
        {"id": format!("imdb://tt{:07}", dice.below(10_000_000))},
        {"id": format!("tmdb://{}", dice.below(1_300_000))},
        {"id": format!("tvdb://{}", dice.below(400_000))},
    ])
}

/// A rating with one digit after the point.
pub(super) fn tenths(dice: &mut Dice, low: u64, high: u64) -> f64 {
    dice.between(low, high) as f64 / 10.0
}

/// Unrated things come before the worst.
pub(super) fn for_sorting(rating: Option<f64>) -> SortKey {
    rating.map_or(SortKey::Missing, |rating| {
        SortKey::Number((rating * 10.0) as u64)
    })
}

pub(super) fn critics_image(rating: f64) -> &'static str {
    if rating < 6.0 {
        "rottentomatoes://image.rating.rotten"
    } else {
        "rottentomatoes://image.rating.ripe"
    }
}

#[rustfmt::skip]
pub(super) const GENRES: &[&str] = &[
    "Action", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama",
    "Family", "Fantasy", "History", "Horror", "Music", "Musical", "Mystery", "Romance",
    "Science Fiction", "Thriller", "War", "Western",
];

#[rustfmt::skip]
pub(super) const COUNTRIES: &[&str] = &[
    "Argentina", "Australia", "Brazil", "Canada", "Denmark", "Egypt", "France", "Germany", "Greece",
    "India", "Iran", "Italy", "Japan", "Mexico", "Nigeria", "Norway", "Poland", "Portugal",
    "Senegal", "South Korea", "Spain", "Sweden", "Türkiye", "United Kingdom",
    "United States of America",
];

#[rustfmt::skip]
pub(super) const STUDIOS: &[&str] = &[
    "Aldermoor Pictures", "Atelier Saint-Aubry", "Blue Heron Films", "Brackwater Studios",
    "Cinematográfica Belmonte", "Copper Kettle Productions", "Eleventh Hour", "Filmhaus Lindenau",
    "Gransund Film", "Halfmoon Entertainment", "Kirishima Eiga", "Lantern & Sons",
    "Lowmarsh Film Co-operative", "Montefosco Cinema", "Paper Crane", "Third Balcony",
];

pub(super) const CONTENT_RATINGS: &[&str] = &[
    "G", "PG", "PG-13", "PG-13", "R", "R", "NR", "gb/12A", "de/16",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_list_is_as_long_as_a_real_one() {
        let bytes: usize = (0..400)
            .map(|number| {
                Movie::make(7, number)
                    .value(number, Detail::Listing)
                    .to_string()
                    .len()
            })
            .sum();
        assert!(
            (1500..2100).contains(&(bytes / 400)),
            "{} bytes a movie",
            bytes / 400
        );
    }

    #[test]
    fn a_library_has_its_odd_ones() {
        let movies: Vec<_> = (0..400)
            .map(|number| Movie::make(7, number).value(number, Detail::Listing))
            .collect();
        let summary = |movie: &Value| movie["summary"].as_str().unwrap().len();
        assert!(movies.iter().any(|movie| summary(movie) == 0));
        assert!(movies.iter().any(|movie| summary(movie) > 1500));
        assert!(
            movies
                .iter()
                .any(|movie| !movie["title"].as_str().unwrap().is_ascii())
        );
        assert!(movies.iter().any(|movie| movie.get("rating").is_none()));
    }

    #[test]
    fn whole_and_listing_are_the_same_movie() {
        let movie = Movie::make(3, 5);
        let (listing, whole) = (
            movie.value(1, Detail::Listing),
            movie.value(1, Detail::Whole),
        );
        for name in ["title", "summary", "guid", "year", "addedAt", "thumb"] {
            assert_eq!(listing[name], whole[name], "{name}");
        }
        assert!(whole["Media"][0]["Part"][0]["Stream"].is_array());
    }
}
