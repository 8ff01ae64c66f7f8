//! The sections that a seed fills.

use super::{
    Counts, Kind,
    photos::PER_ALBUM,
    section::{About, Keys, Section, Shelves, Source},
};

/// The drawn sections, numbered by their kinds. The first may be there even if nothing lies in it.
pub(super) fn drawn(counts: Counts, with_first: bool) -> Shelves {
    let albums = counts.photos.min(MOST).div_ceil(PER_ALBUM as usize);
    let wanted = [
        (Kind::Movie, "Movies", "/media/movies", counts.movies),
        (Kind::Show, "TV Shows", "/media/shows", counts.shows),
        (Kind::Artist, "Music", "/media/music", counts.artists),
        (Kind::PhotoAlbum, "Photos", "/media/photos", albums),
        (Kind::Movie, "Other Videos", "/media/videos", counts.videos),
    ];
    let mut next_key = 1001;
    let mut sections: Vec<_> = (1..)
        .zip(wanted)
        .map(|(id, (kind, title, path, len))| {
            let len = len.min(MOST);
            let first = next_key;
            next_key += len as u64;
            let photos = if id == 4 {
                counts.photos.min(MOST) as u64
            } else {
                0
            };
            let keys = Keys {
                first,
                children: 0,
                block: match kind {
                    Kind::Show => 9 * slots(kind),
                    Kind::Artist => 7 * slots(kind),
                    // The photos, and a video.
                    Kind::PhotoAlbum => PER_ALBUM + 1,
                    _ => 0,
                },
                slots: slots(kind),
            };
            let section = Section {
                id,
                kind,
                title,
                len,
                matched: id < 4,
                source: Source::Drawn { photos },
                keys,
            };
            (section, path)
        })
        .collect();
    // What lies in other things is numbered behind all that does not, from a round number on.
    if next_key > 1001 {
        next_key = next_key.next_multiple_of(10_000);
    }
    let mut shelves = Shelves {
        next_id: 1,
        ..Shelves::default()
    };
    for (section, path) in &mut sections {
        section.keys.children = next_key;
        next_key += section.len as u64 * section.keys.block;
        if section.len > 0 || with_first && section.id == 1 {
            shelves.add(*section, About::of(section.kind, section.matched, path));
        }
    }
    shelves.next_key = next_key;
    shelves
}

/// How many keys there are for a drawn season or album and what lies in it.
const fn slots(kind: Kind) -> u64 {
    match kind {
        Kind::Show => 32,
        _ => 16,
    }
}

/// More than this no section holds.
const MOST: usize = 10_000_000;
