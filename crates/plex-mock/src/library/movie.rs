//! Movies.

use serde_json::{Value, json};

use super::{
    Detail,
    drawn_tags::{COUNTRIES, Cast, Crew, GENRES, Words},
    media::{self, Film, file_name},
    members::Members,
    summaries,
    titles::{self, Draft},
    told::{Short, Tell, Told},
};
use crate::dice::Dice;

/// A movie as it is drawn. What takes a while to make is left in the stream that it is drawn from.
#[derive(Debug)]
pub(crate) struct Movie {
    title: Draft,
    year: u64,
    /// The month and the day.
    released: (u64, u64),
    added: u64,
    updated: u64,
    duration: u64,
    /// In tenths, as the other rating.
    rating: Option<u64>,
    audience_rating: Option<u64>,
    guid: Dice,
    studio: Option<&'static str>,
    content_rating: Option<&'static str>,
    summary: Dice,
    tagline: Option<&'static str>,
    has_chapters: bool,
    has_extra: bool,
    seen: Seen,
    colors: Dice,
    media: Dice,
    guids: Dice,
    genres: Dice,
    countries: Dice,
    directors: Dice,
    writers: Dice,
    /// The cast, and behind it the producers.
    cast: Dice,
    seed: u64,
}

/// What the owner had done with a movie before the start.
#[derive(Debug, Default)]
struct Seen {
    count: Option<u64>,
    offset: Option<u64>,
    last: Option<u64>,
}

/// What no movie has that nobody has edited.
#[rustfmt::skip]
const NEVER: &[&str] = &[
    "childCount", "collection", "editionTitle", "format", "index", "label", "lastRatedAt", "mood", "similar", "style",
    "subformat", "tag", "userRating",
];

const GENRE: Words = Words("Genre", GENRES, 1..=3);
const COUNTRY: Words = Words("Country", COUNTRIES, 1..=2);
const DIRECTOR: Crew = Crew("Director", 1..=1);
const WRITER: Crew = Crew("Writer", 1..=2);
const PRODUCER: Crew = Crew("Producer", 1..=3);

impl Movie {
    /// The movie of that number.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "movie", number);
        let title = titles::draft(&mut dice);
        // The lower of two ages: libraries hold more new films than old ones.
        let year = 2025 - dice.below(75).min(dice.below(75));
        let released = (dice.between(1, 12), dice.between(1, 28));
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        let duration = dice.between(71 * 60, 178 * 60) * 1000 + dice.below(1000);
        let rating = dice.chance(86).then(|| dice.between(22, 98));
        let audience_rating = dice.chance(93).then(|| dice.between(31, 96));
        let mut dice = Dice::new(seed, "movie details", number);
        Self {
            title,
            year,
            released,
            added,
            updated,
            duration,
            rating,
            audience_rating,
            guid: dice.skip(24),
            studio: dice.chance(92).then(|| dice.pick(STUDIOS)),
            content_rating: dice.chance(90).then(|| dice.pick(CONTENT_RATINGS)),
            summary: summaries::pass(&mut dice),
            tagline: summaries::tagline(&mut dice),
            has_chapters: dice.chance(70),
            has_extra: dice.chance(35),
            seen: Seen::draw(&mut dice, duration, updated),
            colors: dice.skip(4 * 6),
            media: media::pass(&mut dice),
            guids: dice.skip(3),
            genres: GENRE.pass(&mut dice),
            countries: COUNTRY.pass(&mut dice),
            directors: DIRECTOR.pass(&mut dice),
            writers: WRITER.pass(&mut dice),
            cast: dice,
            seed,
        }
    }

    /// The title.
    pub(crate) fn title(&self) -> String {
        self.title.title()
    }

    /// Tells the values of a field without making anything else. Gives nothing, and tells nothing, where it cannot.
    pub(crate) fn tell(&self, key: u64, field: &str, tell: Tell<'_>) -> Option<()> {
        let one = match field {
            "year" => Some(Short::Number(self.year)),
            "decade" => Some(Short::Number(self.year / 10 * 10)),
            "originallyAvailableAt" => {
                let (month, day) = self.released;
                Some(Short::Date(self.year, month, day))
            }
            "rating" => self.rating.map(Short::Tenths),
            "audienceRating" => self.audience_rating.map(Short::Tenths),
            "contentRating" => self.content_rating.map(Short::Word),
            "studio" => self.studio.map(Short::Word),
            "tagline" => self.tagline.map(Short::Word),
            "duration" => Some(Short::Number(self.duration)),
            "addedAt" => Some(Short::Number(self.added)),
            "updatedAt" => Some(Short::Number(self.updated)),
            "lastViewedAt" => self.seen.last.map(Short::Number),
            "viewCount" => Some(Short::Number(self.seen.count.unwrap_or(0))),
            "viewOffset" => Some(Short::Number(self.seen.offset.unwrap_or(0))),
            "unwatched" => Some(self.seen.count.is_none().into()),
            "inProgress" => Some(self.seen.offset.is_some().into()),
            "duplicate" => Some((media::versions(self.media, key).count() > 1).into()),
            "mediaSize" => Some(Short::Number(media::size(self.media))),
            "hdr" | "dovi" | "trash" | "unmatched" => Some(false.into()),
            "id" => Some(Short::Number(key)),
            field if NEVER.contains(&field) => None,
            field => return self.tell_more(key, field, tell),
        };
        one.map(Told::Short).into_iter().for_each(tell);
        Some(())
    }

    fn tell_more(&self, key: u64, field: &str, tell: Tell<'_>) -> Option<()> {
        match field {
            "title" => tell(Told::Text(&self.title())),
            "titleSort" => tell(Told::Text(&self.title.for_sorting())),
            "guid" => tell(Told::Text(&self.guid())),
            "summary" => {
                let summary = summaries::draw(&mut { self.summary });
                // An empty text is no value.
                if !summary.is_empty() {
                    tell(Told::Text(&summary));
                }
            }
            "file" => {
                let version = media::versions(self.media, key).next()?;
                tell(Told::Text(&Film::file(&self.stem(), &version)));
            }
            "genre" => GENRE.tell(self.genres, tell),
            "country" => COUNTRY.tell(self.countries, tell),
            "director" => DIRECTOR.tell(self.directors, tell),
            "writer" => WRITER.tell(self.writers, tell),
            "actor" => Cast::tell(self.cast, tell),
            "producer" => {
                let mut dice = self.cast;
                Cast::pass(&mut dice);
                PRODUCER.tell(dice, tell);
            }
            field => {
                for version in media::versions(self.media, key) {
                    version.tell(field, tell)?;
                }
            }
        }
        Some(())
    }

    fn guid(&self) -> String {
        format!("plex://movie/{}", { self.guid }.hex(24))
    }

    /// The movie as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let title = self.title.written();
        let path = format!("/library/metadata/{key}");
        let (year, updated) = (self.year, self.updated);
        let [rating, audience_rating] =
            [self.rating, self.audience_rating].map(|rating| rating.map(in_tenths));
        let mut item = Members::of(detail);
        item.make("ratingKey", || key.to_string());
        item.make("key", || path.clone());
        item.make("guid", || self.guid());
        item.make("slug", || format!("{}-{year}", title.slug));
        item.set("studio", self.studio);
        item.set("type", "movie");
        item.set("title", &*title.title);
        item.set("titleSort", title.sort.as_deref());
        item.set("originalTitle", title.original.as_deref());
        item.set("contentRating", self.content_rating);
        item.make("summary", || summaries::draw(&mut { self.summary }));
        item.set("tagline", self.tagline);
        item.set("rating", rating);
        item.set("audienceRating", audience_rating);
        item.set("ratingImage", rating.map(critics_image));
        let image = audience_rating.map(|_| "themoviedb://image.rating");
        item.set("audienceRatingImage", image);
        item.set("year", year);
        item.make("thumb", || format!("{path}/thumb/{updated}"));
        item.make("art", || format!("{path}/art/{updated}"));
        item.set("duration", self.duration);
        let (month, day) = self.released;
        item.make("originallyAvailableAt", || {
            format!("{year}-{month:02}-{day:02}")
        });
        item.set("addedAt", self.added);
        item.set("updatedAt", updated);
        item.set("chapterSource", self.has_chapters.then_some("media"));
        item.set("hasPremiumPrimaryExtra", self.has_extra.then_some("1"));
        item.set("viewCount", self.seen.count);
        item.set("viewOffset", self.seen.offset);
        item.set("lastViewedAt", self.seen.last);
        if detail.is_whole("Image") {
            item.set("Image", all_images(&title.title, &path, updated));
        }
        item.set("UltraBlurColors", colors(&mut { self.colors }, detail));
        let media = detail.of("Media");
        let film = Film {
            stem: media.map_or_else(String::new, |_| self.stem()),
            duration: self.duration,
            added: self.added,
        };
        item.set("Media", film.media(&mut { self.media }, key, media));
        item.set("Guid", guids(&mut { self.guids }, detail));
        item.set("Genre", GENRE.draw(&mut { self.genres }, detail));
        item.set("Country", COUNTRY.draw(&mut { self.countries }, detail));
        item.set(
            "Director",
            DIRECTOR.draw(self.seed, &mut { self.directors }, detail),
        );
        item.set(
            "Writer",
            WRITER.draw(self.seed, &mut { self.writers }, detail),
        );
        let mut dice = self.cast;
        item.set("Role", Cast::draw(self.seed, &mut dice, detail));
        if detail.is_whole("Producer") {
            item.set("Producer", PRODUCER.draw(self.seed, &mut dice, detail));
        }
        if detail.is_whole("Rating") {
            item.set("Rating", ratings(rating, audience_rating));
        }
        item.into()
    }

    /// Where its files lie, without what tells them apart.
    fn stem(&self) -> String {
        let (title, year) = (file_name(&self.title.title()), self.year);
        format!("/media/movies/{title} ({year})/{title} ({year})")
    }
}

impl Seen {
    fn draw(dice: &mut Dice, duration: u64, updated: u64) -> Self {
        let (mut count, mut offset) = (None, None);
        if dice.chance(40) {
            count = Some(dice.between(1, 4));
        } else if dice.chance(12) {
            offset = Some(duration / dice.between(2, 9));
        }
        let last = (count.or(offset)).map(|_| updated + dice.below(10_000_000));
        Self {
            count,
            offset,
            last,
        }
    }
}

fn ratings(rating: Option<f64>, audience_rating: Option<f64>) -> Value {
    let critic = rating
        .map(|value| json!({"image": critics_image(value), "value": value, "type": "critic"}));
    let audience = audience_rating.map(
        |value| json!({"image": "themoviedb://image.rating", "value": value, "type": "audience"}),
    );
    let ratings: Vec<_> = critic.into_iter().chain(audience).collect();
    if ratings.is_empty() {
        Value::Null
    } else {
        ratings.into()
    }
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
    in_tenths(dice.between(low, high))
}

pub(super) fn in_tenths(rating: u64) -> f64 {
    rating as f64 / 10.0
}

pub(super) fn critics_image(rating: f64) -> &'static str {
    if rating < 6.0 {
        "rottentomatoes://image.rating.rotten"
    } else {
        "rottentomatoes://image.rating.ripe"
    }
}

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
