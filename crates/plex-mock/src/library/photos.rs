//! Photo albums and the photos in them.

use serde_json::{Value, json};

use super::{
    Detail, child_of,
    drawn_tags::Words,
    media::{Film, file_name, first_media},
    titles,
};
use crate::{containers, dice::Dice};

/// The most photos that one album holds.
pub(crate) const PER_ALBUM: u64 = 20;

/// The number of the album that an album lies in: of each four, the third lies in the first, and the last in the third.
pub(super) const fn around(number: u64) -> Option<u64> {
    match number % 4 {
        2 => number.checked_sub(2),
        3 => number.checked_sub(1),
        _ => None,
    }
}

/// Whether a video lies among the photos of an album: behind them, in every other one.
pub(super) const fn has_clip(number: u64) -> bool {
    number.is_multiple_of(2)
}

/// The folder of an album, within those of the albums around it.
fn folder(seed: u64, number: u64) -> String {
    let outer =
        around(number).map_or_else(|| "/media/photos".to_owned(), |outer| folder(seed, outer));
    let title = title(&mut Dice::new(seed, "photo album", number)).2;
    format!("{outer}/{}", file_name(&title))
}

/// When an album was added and last changed, and what it is called.
fn title(dice: &mut Dice) -> (u64, u64, String) {
    let added = dice.between(1_546_300_800, 1_767_225_600);
    let updated = added + dice.below(40_000_000);
    let title = match dice.below(3) {
        0 => format!("{} {}", titles::place(dice), dice.between(1998, 2025)),
        1 => format!("{} in {}", dice.pick(OCCASIONS), titles::place(dice)),
        _ => format!("{} {}", dice.pick(OCCASIONS), dice.between(1998, 2025)),
    };
    (added, updated, title)
}

/// An album as answers show it, in the one that it lies in.
pub(crate) fn album(seed: u64, number: u64, key: u64, outer: Option<&Value>) -> Value {
    let path = format!("/library/metadata/{key}");
    let (added, updated, title) = title(&mut Dice::new(seed, "photo album", number));
    let mut album = json!({
        "ratingKey": key.to_string(),
        "key": format!("{path}/children"),
        "guid": format!("local://{key}"),
        "type": "photo",
        "title": title,
        "summary": "",
        "index": 1,
        "composite": format!("{path}/composite/{updated}"),
        "thumb": format!("{path}/thumb/{updated}"),
        "art": format!("{path}/art/{updated}"),
        "addedAt": added,
        "updatedAt": updated,
    });
    if let Some(outer) = outer {
        child_of(&mut album, outer, "parent");
    }
    album
}

/// A photo as answers show it. `album` is its album.
pub(crate) fn photo(
    seed: u64,
    (number, photo): (u64, u64),
    key: u64,
    album: &Value,
    detail: Detail,
) -> Value {
    let mut dice = Dice::new(seed, "photo", number * PER_ALBUM + photo);
    let path = format!("/library/metadata/{key}");
    let added = album["addedAt"].as_u64().unwrap_or_default() + photo;
    let (width, height) = dice.pick(&[
        (4032_u64, 3024_u64),
        (3024, 4032),
        (6000, 4000),
        (1920, 1080),
    ]);
    let id = first_media(key);
    let title = format!("IMG_{:04}", dice.below(10_000));
    let year = dice.between(1998, 2025);
    let mut item = json!({
        "ratingKey": key.to_string(),
        "key": path,
        "guid": format!("local://{key}"),
        "type": "photo",
        "title": title,
        "summary": "",
        "index": photo + 1,
        "year": year,
        "thumb": format!("{path}/thumb/{added}"),
        "originallyAvailableAt": format!("{year}-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28)),
        "addedAt": added,
        "updatedAt": added,
        "createdAtAccuracy": "local",
        "createdAtTZOffset": "0",
        "Media": [{
            "id": id, "width": width, "height": height, "aspectRatio": 1.33, "container": "png",
            "aperture": "f/1.8", "exposure": "1/120", "iso": 100, "make": "Lumen", "model": "Pocket 3",
            "lens": "Lumen 26mm f/1.8",
            "Part": [{
                "id": id,
                "key": format!("/library/parts/{id}/{added}/file.png"),
                "file": format!("{}/{title}.png", folder(seed, number)),
                "size": containers::length("png"),
                "container": "png",
            }],
        }],
    });
    if let (true, Some(members)) = (dice.chance(50), item.as_object_mut()) {
        members.insert(
            "Tag".to_owned(),
            Words("Tag", SUBJECTS, 1..=3).draw(&mut dice, detail),
        );
    }
    child_of(&mut item, album, "parent");
    item
}

/// A video among photos as answers show it. `album` is its album.
pub(crate) fn clip(seed: u64, number: u64, key: u64, album: &Value, detail: Detail) -> Value {
    let mut dice = Dice::new(seed, "photo clip", number);
    let path = format!("/library/metadata/{key}");
    let added = album["addedAt"].as_u64().unwrap_or_default() + PER_ALBUM;
    let title = format!("VID_{:04}", dice.below(10_000));
    let year = dice.between(1998, 2025);
    let film = Film {
        stem: format!("{}/{title}", folder(seed, number)),
        duration: dice.between(5, 90) * 1000,
        added,
    };
    let mut item = json!({
        "ratingKey": key.to_string(),
        "key": path,
        "guid": format!("local://{key}"),
        "type": "clip",
        "title": title,
        "summary": "",
        "index": PER_ALBUM + 1,
        "year": year,
        "thumb": format!("{path}/thumb/{added}"),
        "duration": film.duration,
        "originallyAvailableAt": format!("{year}-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28)),
        "addedAt": added,
        "updatedAt": added,
        "createdAtAccuracy": "local",
        "createdAtTZOffset": "0",
        "Media": film.media(&mut dice, key, Some(detail)),
    });
    child_of(&mut item, album, "parent");
    item
}

const OCCASIONS: &[&str] = &[
    "Birthday",
    "Boat Trip",
    "First Snow",
    "Garden",
    "Harvest",
    "Moving Day",
    "School Play",
    "Sunday Walk",
    "Wedding",
];

const SUBJECTS: &[&str] = &[
    "Bicycle", "Bridge", "Cake", "Cat", "Child", "Dog", "Harbour", "Tree",
];
