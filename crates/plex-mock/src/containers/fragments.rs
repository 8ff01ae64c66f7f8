//! MP4 in pieces, as DASH fetches it: a head without pictures, and fragments with one each.

use super::{atom, sample, words};

/// What a player fetches first.
pub(crate) fn fragment_header() -> Vec<u8> {
    let extends = atom(
        b"mvex",
        &[&atom(b"trex", &[&words(&[0, 1, 1, 1000, 0, 0])])],
    );
    let kind = atom(b"ftyp", &[b"iso5", &words(&[0x200]), b"iso5isomavc1mp41"]);
    [kind, super::movie(&[], None, &[&extends])].concat()
}

/// The fragment of that number, which lasts so many seconds.
pub(crate) fn fragment(number: u64, seconds: u64) -> Vec<u8> {
    let sample = sample();
    let begins = number * seconds * 1000;
    let moof = |offset: u32| {
        let run = [
            // With an offset of the data, and for each sample its length in time and bytes.
            0x301,
            1,
            offset,
            (seconds * 1000) as u32,
            sample.len() as u32,
        ];
        let track = atom(
            b"traf",
            &[
                &atom(b"tfhd", &[&words(&[0x2_0000, 1])]),
                &atom(b"tfdt", &[&words(&[0x100_0000]), &begins.to_be_bytes()]),
                &atom(b"trun", &[&words(&run)]),
            ],
        );
        let head = atom(b"mfhd", &[&words(&[0, number as u32 + 1])]);
        atom(b"moof", &[&head, &track])
    };
    let offset = moof(0).len() as u32 + 8;
    let kind = atom(b"styp", &[b"msdh", &words(&[0]), b"msdhmsix"]);
    [kind, moof(offset), atom(b"mdat", &[&sample])].concat()
}
