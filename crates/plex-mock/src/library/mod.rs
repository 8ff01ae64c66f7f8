//! The library behind the media server: made from a seed, the same every time.

mod movie;
mod people;
mod show;
mod summaries;
mod titles;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

pub(crate) use self::{movie::Movie, show::Show};

/// How much of a thing an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// A line of a list.
    Listing,
    /// The thing by itself, with everything that is known of it.
    Whole,
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Movie,
    Show,
}

impl Kind {
    /// The word for it in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Show => "show",
        }
    }

    /// The number for it in queries.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Movie => 1,
            Self::Show => 2,
        }
    }
}

/// A section of the library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    pub(crate) title: &'static str,
    pub(crate) path: &'static str,
    pub(crate) len: usize,
    first_key: u64,
}

/// All sections.
///
/// Things are not kept: each is a function of the seed and its number, made when it is asked for. That makes a library of
/// a million movies as quick to start as one of ten. What is kept is the order of the lists that were asked for.
#[derive(Debug)]
pub(crate) struct Library {
    seed: u64,
    sections: Vec<Section>,
    orders: Mutex<Orders>,
}

impl Library {
    pub(crate) fn new(seed: u64, movies: usize, shows: usize) -> Self {
        let (movies, shows) = (movies.min(MOST), shows.min(MOST));
        let movies = Section {
            id: 1,
            kind: Kind::Movie,
            title: "Movies",
            path: "/media/movies",
            len: movies,
            first_key: 1001,
        };
        let first_key = movies.first_key + movies.len as u64;
        let shows = Section {
            id: 2,
            kind: Kind::Show,
            title: "TV Shows",
            path: "/media/shows",
            len: shows,
            first_key,
        };
        let sections = [movies, shows]
            .into_iter()
            .filter(|section| section.len > 0 || section.kind == Kind::Movie)
            .collect();
        Self {
            seed,
            sections,
            orders: Mutex::default(),
        }
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    pub(crate) fn section(&self, id: &str) -> Option<Section> {
        let id: u32 = id.parse().ok()?;
        self.sections
            .iter()
            .find(|section| section.id == id)
            .copied()
    }

    /// The section and the number in it of the thing that has this rating key.
    pub(crate) fn find(&self, rating_key: &str) -> Option<(Section, usize)> {
        let key: u64 = rating_key.parse().ok()?;
        self.sections.iter().find_map(|section| {
            let index = usize::try_from(key.checked_sub(section.first_key)?).ok()?;
            (index < section.len).then_some((*section, index))
        })
    }

    /// One thing as answers show it.
    pub(crate) fn value(&self, section: Section, index: usize, detail: Detail) -> Value {
        let key = section.first_key + index as u64;
        match section.kind {
            Kind::Movie => Movie::make(self.seed, index as u64).value(key, detail),
            Kind::Show => Show::make(self.seed, index as u64).value(key, detail),
        }
    }

    /// The numbers of a section's things in the order of a `sort` such as `titleSort:desc,year`.
    pub(crate) fn order(&self, section: Section, sort: &str) -> Arc<[u32]> {
        let wanted = (section.id, sort.to_owned());
        if let Some(order) = self
            .orders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&wanted)
        {
            return Arc::clone(order);
        }
        let order = self.sorted(section, &rules(sort));
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever sends ever new sorts must not fill the memory with them.
        if orders.len() >= KEPT_ORDERS {
            orders.clear();
        }
        orders.insert(wanted, Arc::clone(&order));
        order
    }

    fn sorted(&self, section: Section, rules: &[(Field, bool)]) -> Arc<[u32]> {
        let mut keyed: Vec<(Vec<SortKey>, u32)> = (0..section.len as u64)
            .map(|index| {
                let keys = match section.kind {
                    Kind::Movie => {
                        let movie = Movie::make(self.seed, index);
                        rules
                            .iter()
                            .map(|(field, _)| movie.sort_key(*field))
                            .collect()
                    }
                    Kind::Show => {
                        let show = Show::make(self.seed, index);
                        rules
                            .iter()
                            .map(|(field, _)| show.sort_key(*field))
                            .collect()
                    }
                };
                (keys, index as u32)
            })
            .collect();
        keyed.sort_by(|(left, left_index), (right, right_index)| {
            let by_rules =
                left.iter()
                    .zip(right)
                    .zip(rules)
                    .map(|((left, right), (_, descending))| {
                        if *descending {
                            right.cmp(left)
                        } else {
                            left.cmp(right)
                        }
                    });
            by_rules
                .fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
                .then(left_index.cmp(right_index))
        });
        keyed.into_iter().map(|(_, index)| index).collect()
    }
}

/// The numbers of a section's things, by section and `sort`.
type Orders = HashMap<(u32, String), Arc<[u32]>>;

/// More than this no section holds.
const MOST: usize = 10_000_000;

const KEPT_ORDERS: usize = 32;

/// What lists can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Year,
    Released,
    Added,
    Updated,
    Rating,
    AudienceRating,
    Duration,
}

/// The value that decides a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Number(u64),
    Text(String),
}

impl SortKey {
    /// Titles sort without regard to case.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }
}

/// Reads a `sort`. What it does not know it leaves out, and without any rule lists are sorted by title.
fn rules(sort: &str) -> Vec<(Field, bool)> {
    let mut rules: Vec<_> = sort
        .split(',')
        .filter_map(|rule| {
            let (field, features) = rule.trim().split_once(':').unwrap_or((rule.trim(), ""));
            // A level may stand before the field: `movie.titleSort`.
            let field = match field.rsplit('.').next().unwrap_or(field) {
                "titleSort" | "title" => Field::Title,
                "year" => Field::Year,
                "originallyAvailableAt" => Field::Released,
                "addedAt" => Field::Added,
                "updatedAt" => Field::Updated,
                "rating" => Field::Rating,
                "audienceRating" => Field::AudienceRating,
                "duration" => Field::Duration,
                _ => return None,
            };
            Some((field, features.split(':').any(|feature| feature == "desc")))
        })
        .collect();
    if rules.is_empty() {
        rules.push((Field::Title, false));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_things() {
        let library = Library::new(7, 3, 2);
        assert_eq!(
            library
                .find("1001")
                .map(|(section, index)| (section.id, index)),
            Some((1, 0))
        );
        assert_eq!(
            library
                .find("1004")
                .map(|(section, index)| (section.id, index)),
            Some((2, 0))
        );
        assert!(library.find("1006").is_none());
        assert!(library.find("0").is_none());
        assert!(library.find("-1").is_none());
    }

    #[test]
    fn orders_are_whole_and_sorted() {
        let library = Library::new(7, 200, 0);
        let section = library.sections()[0];
        for sort in [
            "titleSort",
            "year:desc,titleSort",
            "addedAt:desc",
            "nonsense",
        ] {
            let mut order = library.order(section, sort).to_vec();
            order.sort_unstable();
            assert_eq!(order, (0..200).collect::<Vec<_>>(), "{sort}");
        }
        let years: Vec<_> = library
            .order(section, "year:desc")
            .iter()
            .map(|index| {
                library.value(section, *index as usize, Detail::Listing)["year"]
                    .as_u64()
                    .unwrap()
            })
            .collect();
        assert!(years.is_sorted_by(|left, right| left >= right));
    }
}
