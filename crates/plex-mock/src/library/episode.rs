//! Episodes of shows.

use serde_json::{Value, json};

use super::{
    Detail, child_of,
    drawn_tags::{Cast, Crew},
    media::{self, Film, file_name},
    movie::{colors, guids, images, in_tenths},
    show::{Show, audience},
    summaries,
    titles::{self, Draft},
    told::{Short, Tell, Told},
};
use crate::{dice::Dice, look::set};

/// An episode as it is drawn. What takes a while to make is left in the stream that it is drawn from.
#[derive(Debug)]
pub(crate) struct Episode {
    title: Draft,
    /// Which one it is of the season, and which season that is.
    place: (u64, u64),
    year: u64,
    added: u64,
    updated: u64,
    duration: u64,
    content_rating: &'static str,
    guid: Dice,
    summary: Dice,
    /// In tenths.
    audience_rating: u64,
    /// The month and the day.
    released: (u64, u64),
    media: Dice,
    guids: Dice,
    directors: Dice,
    writers: Dice,
    cast: Dice,
    view_count: Option<u64>,
    view_offset: Option<u64>,
    last_viewed: Option<u64>,
    colors: Dice,
    of_show: Draft,
    seed: u64,
}

const DIRECTOR: Crew = Crew("Director", 1..=1);
const WRITER: Crew = Crew("Writer", 1..=2);

/// What no episode has that nobody has edited.
#[rustfmt::skip]
const NEVER: &[&str] = &[
    "absoluteIndex", "collection", "country", "editionTitle", "format", "genre", "label", "lastRatedAt", "mood",
    "producer", "rating", "similar", "style", "subformat", "tag", "tagline", "userRating",
];

impl Episode {
    /// The episode at that place: of that season, and which of its episodes.
    pub(crate) fn make(show: &Show, (season, episode): (u64, u64)) -> Self {
        let number = season * show.shape.per_season + episode;
        let mut dice = Dice::new(show.seed, "episode", show.number * 512 + number);
        let title = titles::draft(&mut dice);
        let added = show.added + number * 7200;
        let updated = added + dice.below(9_000_000);
        let duration = show.duration - dice.below(240_000);
        let seen = show.shape.seen;
        let guid = dice.skip(24);
        let summary = summaries::pass(&mut dice);
        let audience_rating = dice.between(48, 96);
        let released = (1 + episode / 3, 1 + (episode % 3) * 7 + dice.below(7));
        let media = media::pass(&mut dice);
        let guids = dice.skip(3);
        let (directors, writers) = (DIRECTOR.pass(&mut dice), WRITER.pass(&mut dice));
        let cast = Cast::pass(&mut dice);
        let view_count = (number < seen).then(|| dice.between(1, 3));
        let is_next = number == seen && dice.chance(50);
        let view_offset = is_next.then(|| duration / dice.between(2, 9));
        Self {
            title,
            place: (episode, season),
            year: show.year + season,
            added,
            updated,
            duration,
            content_rating: show.content_rating,
            guid,
            summary,
            audience_rating,
            released,
            media,
            guids,
            directors,
            writers,
            cast,
            view_count,
            view_offset,
            last_viewed: (view_count.or(view_offset)).map(|_| updated + 10_000_000 + number),
            colors: dice.skip(4 * 6),
            of_show: show.title,
            seed: show.seed,
        }
    }

    /// The title.
    pub(crate) fn title(&self) -> String {
        self.title.title()
    }

    fn guid(&self) -> String {
        format!("plex://episode/{}", { self.guid }.hex(24))
    }

    /// Where the files lie, without what tells them apart.
    fn stem(&self) -> String {
        let show = file_name(&self.of_show.title());
        let (episode, season) = (self.place.0 + 1, self.place.1 + 1);
        format!("/media/shows/{show}/Season {season:02}/{show} - S{season:02}E{episode:02}")
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
            "duration" => Some(Short::Number(self.duration)),
            "addedAt" => Some(Short::Number(self.added)),
            "updatedAt" => Some(Short::Number(self.updated)),
            "lastViewedAt" => self.last_viewed.map(Short::Number),
            "viewCount" => Some(Short::Number(self.view_count.unwrap_or(0))),
            "viewOffset" => Some(Short::Number(self.view_offset.unwrap_or(0))),
            "unwatched" => Some(self.view_count.is_none().into()),
            "inProgress" => Some(self.view_offset.is_some().into()),
            "index" => Some(Short::Number(self.place.0 + 1)),
            "parentIndex" => Some(Short::Number(self.place.1 + 1)),
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
            "director" => DIRECTOR.tell(self.directors, tell),
            "writer" => WRITER.tell(self.writers, tell),
            "actor" => Cast::tell(self.cast, tell),
            field => {
                for version in media::versions(self.media, key) {
                    version.tell(field, tell)?;
                }
            }
        }
        Some(())
    }

    /// The episode as answers show it. `show` and `season` are those as a line of a list.
    pub(crate) fn value(
        &self,
        key: u64,
        (show, of_season): (&Value, &Value),
        detail: Detail,
    ) -> Value {
        let seed = self.seed;
        let title = self.title.written();
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let media = detail.of("Media");
        let film = Film {
            stem: media.map_or_else(String::new, |_| self.stem()),
            duration: self.duration,
            added: self.added,
        };
        let (month, day) = self.released;
        let rating = in_tenths(self.audience_rating);
        let summary = detail.of("summary");
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": path,
            "guid": self.guid(),
            "type": "episode",
            "title": title.title,
            "contentRating": self.content_rating,
            "summary": summary.map(|_| summaries::draw(&mut { self.summary })),
            "index": self.place.0 + 1,
            "audienceRating": rating,
            "audienceRatingImage": "themoviedb://image.rating",
            "year": self.year,
            "thumb": format!("{path}/thumb/{updated}"),
            "art": show["art"],
            "duration": self.duration,
            "originallyAvailableAt": format!("{}-{month:02}-{day:02}", self.year),
            "addedAt": self.added,
            "updatedAt": updated,
            "chapterSource": "media",
            "Media": film.media(&mut { self.media }, key, media),
            "Guid": guids(&mut { self.guids }, detail),
            "Director": DIRECTOR.draw(seed, &mut { self.directors }, detail),
            "Writer": WRITER.draw(seed, &mut { self.writers }, detail),
            "Role": Cast::draw(seed, &mut { self.cast }, detail),
            "UltraBlurColors": colors(&mut { self.colors }, detail),
        });
        if detail.is_whole("Image") {
            set(&mut item, "Image", images(&title.title, &path, updated));
        }
        if detail.is_whole("Rating") {
            set(&mut item, "Rating", audience(rating));
        }
        for (name, number) in [
            ("viewCount", self.view_count),
            ("viewOffset", self.view_offset),
            ("lastViewedAt", self.last_viewed),
        ] {
            if let Some(number) = number {
                set(&mut item, name, number.into());
            }
        }
        if let Some(sort) = title.sort {
            set(&mut item, "titleSort", sort.into());
        }
        child_of(&mut item, of_season, "parent");
        child_of(&mut item, show, "grandparent");
        item
    }
}
