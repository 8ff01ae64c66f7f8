//! Trailers, interviews and other additions to movies and shows.

use serde_json::{Value, json};

use super::{Detail, Item, Kind, media::Film};
use crate::dice::Dice;

/// The key of the first extra of all; those of one thing have so many keys each, behind those of everything else.
pub(crate) const FIRST: u64 = 20_000_000_000;
/// No thing has more extras.
pub(crate) const MOST: u64 = 16;

/// The kinds of extras: their number and word in answers, and what they are called.
pub(super) const SORTS: &[(u64, &str, &str)] = &[
    (1, "trailer", "Trailer"),
    (2, "deletedScene", "The Scene on the Stairs"),
    (3, "interview", "A Talk with the Director"),
    (5, "behindTheScenes", "How It Was Made"),
    (6, "sceneOrSample", "One Scene"),
    (9, "featurette", "The Music"),
    (10, "short", "The Short Before It"),
    (11, "other", "Outtakes"),
];

/// How many a drawn thing has.
pub(super) fn count(seed: u64, item: Item) -> u64 {
    if !matches!(item.kind, Kind::Movie | Kind::Show) || !item.section.matched {
        return 0;
    }
    let mut dice = Dice::new(seed, "extras", item.key);
    dice.pick(&[0, 1, 1, 2, 3, 4])
}

/// A drawn extra as answers show it. The first of a thing is always its trailer.
pub(super) fn value(seed: u64, item: Item, detail: Detail) -> Value {
    let (owner, number, _) = item.place;
    let mut dice = Dice::new(seed, "extra", item.key);
    let (sort, subtype, title) = match number {
        0 => SORTS.first().copied().unwrap_or_default(),
        _ => dice.pick(SORTS.get(1..).unwrap_or_default()),
    };
    let added = dice.between(1_546_300_800, 1_767_225_600);
    let film = Film {
        stem: format!("/media/extras/{owner}/{title}"),
        duration: dice.between(40, 400) * 1000,
        added,
    };
    let path = format!("/library/metadata/{}", item.key);
    json!({
        "ratingKey": item.key.to_string(),
        "key": path,
        "guid": format!("plex://clip/{}", dice.hex(24)),
        "type": "clip",
        "subtype": subtype,
        "extraType": sort,
        "title": title,
        "titleSort": title,
        "summary": "",
        "index": number + 1,
        "year": dice.between(1990, 2025),
        "thumb": format!("{path}/thumb/{added}"),
        "duration": film.duration,
        "addedAt": added,
        "Media": film.media(&mut dice, item.key, Some(detail)),
    })
}
