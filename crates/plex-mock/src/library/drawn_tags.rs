//! Tags that are drawn: words out of a list, and people.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{
    Detail,
    people::{self, Person, tag_id},
    told::{Short, Tell},
};
use crate::{dice::Dice, look::set};

/// Tags out of a list of words: the member that they are shown as, the words, and how many.
pub(super) struct Words(
    pub(super) &'static str,
    pub(super) &'static [&'static str],
    pub(super) RangeInclusive<u64>,
);

impl Words {
    /// Passes over them. Gives the stream that begins with them.
    pub(super) fn pass(&self, dice: &mut Dice) -> Dice {
        let from = *dice;
        let count = self.count(dice);
        dice.skip(count);
        from
    }

    /// Tells them without making them.
    pub(super) fn tell(&self, mut dice: Dice, tell: Tell<'_>) {
        let count = self.count(&mut dice);
        for word in dice.several(self.1, count) {
            tell(Short::Tag(word).into());
        }
    }

    fn count(&self, dice: &mut Dice) -> u64 {
        let Self(_, from, count) = self;
        let count = dice.between(*count.start(), *count.end());
        count.min(from.len() as u64)
    }

    pub(super) fn draw(&self, dice: &mut Dice, detail: Detail) -> Value {
        let mut from = self.pass(dice);
        let Self(name, words, _) = self;
        let Some(detail) = detail.of(name) else {
            return Value::Null;
        };
        let count = self.count(&mut from);
        let filter = name.to_lowercase();
        from.several(words, count)
            .into_iter()
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

/// Tags that are people: the member that they are shown as, and how many.
pub(super) struct Crew(pub(super) &'static str, pub(super) RangeInclusive<u64>);

impl Crew {
    /// Passes over them. Gives the stream that begins with them.
    pub(super) fn pass(&self, dice: &mut Dice) -> Dice {
        let from = *dice;
        let count = self.count(dice);
        dice.skip(count * people::DRAWS);
        from
    }

    /// Tells them without making them.
    pub(super) fn tell(&self, mut dice: Dice, tell: Tell<'_>) {
        for _ in 0..self.count(&mut dice) {
            tell(Short::Person(people::draw_number(&mut dice)).into());
        }
    }

    fn count(&self, dice: &mut Dice) -> u64 {
        dice.between(*self.1.start(), *self.1.end())
    }

    pub(super) fn draw(&self, seed: u64, dice: &mut Dice, detail: Detail) -> Value {
        let mut from = self.pass(dice);
        let Some(detail) = detail.of(self.0) else {
            return Value::Null;
        };
        let filter = self.0.to_lowercase();
        (0..self.count(&mut from))
            .map(|_| people::draw(seed, &mut from))
            .map(|person| match detail {
                Detail::Listing => json!({"tag": person.name}),
                _ => in_full(&filter, &person),
            })
            .collect()
    }
}

/// Who plays in something.
pub(super) struct Cast;

impl Cast {
    /// Passes over it. Gives the stream that begins with it.
    pub(super) fn pass(dice: &mut Dice) -> Dice {
        let from = *dice;
        for _ in 0..Self::count(dice) {
            dice.skip(people::DRAWS);
            people::draw_character(dice);
        }
        from
    }

    /// Tells who it is without making them.
    pub(super) fn tell(mut dice: Dice, tell: Tell<'_>) {
        for _ in 0..Self::count(&mut dice) {
            tell(Short::Person(people::draw_number(&mut dice)).into());
            people::draw_character(&mut dice);
        }
    }

    fn count(dice: &mut Dice) -> u64 {
        dice.between(4, 14)
    }

    /// Who plays whom; a line of a list names the first three.
    pub(super) fn draw(seed: u64, dice: &mut Dice, detail: Detail) -> Value {
        let mut from = Self::pass(dice);
        let Some(detail) = detail.of("Role") else {
            return Value::Null;
        };
        let roles = (0..Self::count(&mut from)).map(|_| {
            let person = people::draw(seed, &mut from);
            (person, people::draw_character(&mut from))
        });
        match detail {
            Detail::Listing => roles
                .take(3)
                .map(|(person, _)| json!({"tag": person.name}))
                .collect(),
            _ => roles
                .map(|(person, character)| {
                    let mut role = in_full("actor", &person);
                    set(&mut role, "role", people::character(character).into());
                    role
                })
                .collect(),
        }
    }
}

/// The person of that number as answers show it, if tags of that sort are people.
pub(super) fn person(seed: u64, filter: &str, id: &str) -> Option<Value> {
    let is_person = matches!(filter, "actor" | "director" | "producer" | "writer");
    let person = is_person.then(|| people::person_of(seed, id))??;
    Some(in_full(filter, &person))
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
