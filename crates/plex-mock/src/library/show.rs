//! Shows.

use serde_json::{Value, json};

use super::{
    Detail, child_of,
    drawn_tags::{COUNTRIES, Cast, GENRES, Words},
    media::file_name,
    members::Members,
    movie::{CONTENT_RATINGS, STUDIOS, all_images, colors, guids, images, in_tenths},
    summaries,
    titles::{self, Draft},
    told::{Short, Tell, Told},
};
use crate::dice::Dice;

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

/// A show as it is drawn. What takes a while to make is left in the stream that it is drawn from.
#[derive(Debug)]
pub(crate) struct Show {
    pub(super) title: Draft,
    pub(super) year: u64,
    pub(super) added: u64,
    updated: u64,
    pub(super) duration: u64,
    /// In tenths.
    audience_rating: u64,
    pub(super) shape: Shape,
    guid: Dice,
    studio: &'static str,
    pub(super) content_rating: &'static str,
    summary: Dice,
    tagline: Option<&'static str>,
    has_theme: bool,
    /// The month and the day.
    released: (u64, u64),
    colors: Dice,
    guids: Dice,
    genres: Dice,
    countries: Dice,
    cast: Dice,
    pub(super) seed: u64,
    pub(super) number: u64,
}

const GENRE: Words = Words("Genre", GENRES, 1..=3);
const COUNTRY: Words = Words("Country", COUNTRIES, 1..=1);

/// What no show has that nobody has edited.
#[rustfmt::skip]
const NEVER: &[&str] = &[
    "collection", "director", "editionTitle", "format", "label", "lastRatedAt", "lastViewedAt", "mood", "producer",
    "rating", "similar", "style", "subformat", "tag", "userRating", "writer",
];

impl Show {
    /// The show of that number.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "show", number);
        let title = titles::draft(&mut dice);
        let year = 2025 - dice.below(40).min(dice.below(40));
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        let duration = dice.pick(&[22, 25, 30, 42, 50, 60]) * 60_000;
        let audience_rating = dice.between(42, 95);
        let mut dice = Dice::new(seed, "show details", number);
        Self {
            title,
            year,
            added,
            updated,
            duration,
            audience_rating,
            shape: Shape::draw(&mut dice),
            guid: dice.skip(24),
            studio: dice.pick(STUDIOS),
            content_rating: dice.pick(CONTENT_RATINGS),
            summary: summaries::pass(&mut dice),
            tagline: summaries::tagline(&mut dice),
            has_theme: dice.chance(60),
            released: (dice.between(1, 12), dice.between(1, 28)),
            colors: dice.skip(4 * 6),
            guids: dice.skip(3),
            genres: GENRE.pass(&mut dice),
            countries: COUNTRY.pass(&mut dice),
            cast: dice,
            seed,
            number,
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
            "audienceRating" => Some(Short::Tenths(self.audience_rating)),
            "contentRating" => Some(Short::Word(self.content_rating)),
            "studio" | "network" => Some(Short::Word(self.studio)),
            "tagline" => self.tagline.map(Short::Word),
            "duration" => Some(Short::Number(self.duration)),
            "addedAt" => Some(Short::Number(self.added)),
            "updatedAt" => Some(Short::Number(self.updated)),
            "index" => Some(Short::Number(1)),
            "id" => Some(Short::Number(key)),
            field if NEVER.contains(&field) => None,
            field => return self.tell_more(field, tell),
        };
        one.map(Told::Short).into_iter().for_each(tell);
        Some(())
    }

    fn tell_more(&self, field: &str, tell: Tell<'_>) -> Option<()> {
        match field {
            "title" => tell(Told::Text(&self.title())),
            "titleSort" => tell(Told::Text(&self.title.for_sorting())),
            "genre" => GENRE.tell(self.genres, tell),
            "country" => COUNTRY.tell(self.countries, tell),
            "actor" => Cast::tell(self.cast, tell),
            _ => return None,
        }
        Some(())
    }

    /// The show as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let title = self.title.written();
        let path = format!("/library/metadata/{key}");
        let (year, updated) = (self.year, self.updated);
        let rating = in_tenths(self.audience_rating);
        let mut item = Members::of(detail);
        item.make("ratingKey", || key.to_string());
        item.make("key", || format!("{path}/children"));
        item.make("guid", || format!("plex://show/{}", { self.guid }.hex(24)));
        item.set("slug", &*title.slug);
        item.set("studio", self.studio);
        item.set("type", "show");
        item.set("title", &*title.title);
        item.set("titleSort", title.sort.as_deref());
        item.set("originalTitle", title.original.as_deref());
        item.set("contentRating", self.content_rating);
        item.make("summary", || summaries::draw(&mut { self.summary }));
        item.set("tagline", self.tagline);
        item.set("index", 1);
        item.set("audienceRating", rating);
        item.set("audienceRatingImage", "themoviedb://image.rating");
        item.set("year", year);
        item.make("thumb", || format!("{path}/thumb/{updated}"));
        item.make("art", || format!("{path}/art/{updated}"));
        let theme = self.has_theme.then(|| format!("{path}/theme/{updated}"));
        item.set("theme", theme);
        item.set("duration", self.duration);
        let (month, day) = self.released;
        item.make("originallyAvailableAt", || {
            format!("{year}-{month:02}-{day:02}")
        });
        let shape = self.shape;
        item.set("leafCount", shape.seasons * shape.per_season);
        item.set("viewedLeafCount", shape.seen);
        item.set("childCount", shape.seasons);
        item.set("addedAt", self.added);
        item.set("updatedAt", updated);
        if detail.is_whole("Image") {
            item.set("Image", all_images(&title.title, &path, updated));
            item.set("Rating", audience(rating));
            let folder = format!("/media/shows/{}", file_name(&title.title));
            item.set("Location", json!([{"path": folder}]));
        }
        item.set("UltraBlurColors", colors(&mut { self.colors }, detail));
        item.set("Guid", guids(&mut { self.guids }, detail));
        item.set("Genre", GENRE.draw(&mut { self.genres }, detail));
        item.set("Country", COUNTRY.draw(&mut { self.countries }, detail));
        item.set("Role", Cast::draw(self.seed, &mut { self.cast }, detail));
        item.into()
    }

    /// A season as answers show it. `show` is the show as a line of a list.
    pub(crate) fn season(&self, key: u64, season: u64, show: &Value) -> Value {
        let shape = self.shape;
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
}

/// The one rating that the catalogue of shows has.
pub(super) fn audience(value: f64) -> Value {
    json!([{"image": "themoviedb://image.rating", "value": value, "type": "audience"}])
}
