//! Values of fields, told of drawn things without making these.

use super::{Episode, Item, Kind, Library, Movie, Show, media::Language, people, tag_id};
use crate::query::fields;

/// A value of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told<'a> {
    /// A text that few others have.
    Text(&'a str),
    Short(Short),
}

/// A value that need not be written to be told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Short {
    Number(u64),
    /// A rating.
    Tenths(u64),
    /// A year, a month, a day.
    Date(u64, u64, u64),
    Word(&'static str),
    /// A tag that is no person.
    Tag(&'static str),
    /// The person of that number.
    Person(u64),
    Language(Language),
}

/// Where values go.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(Told<'_>);

impl From<Short> for Told<'_> {
    fn from(short: Short) -> Self {
        Self::Short(short)
    }
}

impl From<bool> for Short {
    fn from(flag: bool) -> Self {
        Self::Number(flag.into())
    }
}

impl Short {
    /// The value as a text and, where it is one out of a list, the title that it goes by.
    pub(crate) fn written(self, seed: u64) -> (String, Option<String>) {
        match self {
            Self::Number(number) => (number.to_string(), None),
            Self::Tenths(number) => (format!("{}.{}", number / 10, number % 10), None),
            Self::Date(year, month, day) => (format!("{year}-{month:02}-{day:02}"), None),
            Self::Word(word) => (word.to_owned(), None),
            Self::Tag(word) => (tag_id(word).to_string(), Some(word.to_owned())),
            Self::Person(number) => {
                let person = people::person(seed, number);
                (person.id.to_string(), Some(person.name))
            }
            Self::Language((name, _, code)) => (code.to_owned(), Some(name.to_owned())),
        }
    }
}

/// What tells of a drawn thing without making it.
pub(crate) struct Teller<'a> {
    library: &'a Library,
    item: Item,
    drawn: Drawn,
}

/// A thing as it is drawn.
enum Drawn {
    Movie(Movie),
    Show(Show),
    Episode(Episode),
    Other,
    /// It was described.
    No,
}

impl Teller<'_> {
    /// Tells the values that a field had before anybody changed the thing. Gives nothing, and tells nothing, where the
    /// thing has to be made for that.
    pub(crate) fn tell(&self, field: &str, tell: Tell<'_>) -> Option<()> {
        let item = self.item;
        match &self.drawn {
            // The file of the first may be larger than it is drawn.
            Drawn::Movie(_) if field == "mediaSize" && item.place.0 == 0 => None,
            Drawn::Movie(movie) => movie.tell(item.key, field, tell),
            Drawn::Show(show) => show.tell(item.key, field, tell),
            Drawn::Episode(episode) => episode.tell(item.key, field, tell),
            Drawn::Other if field == "title" => {
                tell(Told::Text(&self.library.title(item)));
                Some(())
            }
            // Neither has tags.
            Drawn::Other if matches!(item.kind, Kind::Season | Kind::Track) => fields::TAGS
                .iter()
                .any(|tags| tags.name == field)
                .then_some(()),
            Drawn::Other | Drawn::No => None,
        }
    }
}

impl Library {
    /// What tells of a thing without making it.
    pub(crate) fn teller(&self, item: Item) -> Teller<'_> {
        let (index, child, leaf) = item.place;
        let drawn = match item.kind {
            _ if !item.section.is_drawn() => Drawn::No,
            Kind::Movie if item.section.matched => Drawn::Movie(Movie::make(self.seed, index)),
            Kind::Show => Drawn::Show(Show::make(self.seed, index)),
            Kind::Episode => {
                let show = Show::make(self.seed, index);
                Drawn::Episode(Episode::make(&show, (child, leaf)))
            }
            _ => Drawn::Other,
        };
        Teller {
            library: self,
            item,
            drawn,
        }
    }
}
