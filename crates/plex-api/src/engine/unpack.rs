//! Bodies that come packed by gzip.
//!
//! The HTTP library could unpack them, but without a bound: a few kilobytes unpack to gigabytes, and what is read piece by
//! piece is never counted as a whole.

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, HeaderMap};

/// How much is unpacked at once: deflate makes at most a thousand times as much of it.
const SIP: usize = 2 * 1024;

/// Unpacks a body as it comes, up to a limit.
pub(super) struct Unpacker {
    gzip: MultiGzDecoder<Room>,
    /// Packed, and not looked at yet.
    rest: Bytes,
    has_begun: bool,
    limit: u64,
}

/// Why a body cannot be unpacked.
#[derive(Debug)]
pub(super) enum Unpackable {
    /// It is larger than the limit.
    TooLarge,
    /// It is no gzip, or ends too early.
    Broken(io::Error),
}

impl Unpacker {
    /// One for an answer with this head, where it is packed. The head then no longer says so. A stretch of a file unpacks
    /// to its own length at most, anything else to the limit.
    pub(super) fn of(headers: &mut HeaderMap, limit: u64) -> Option<Self> {
        let how = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
        if !how.eq_ignore_ascii_case("gzip") && !how.eq_ignore_ascii_case("x-gzip") {
            return None;
        }
        let limit = stretch(headers).unwrap_or(limit);
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        Some(Self {
            gzip: MultiGzDecoder::new(Room {
                bytes: Vec::new(),
                left: limit,
                is_full: false,
            }),
            rest: Bytes::new(),
            has_begun: false,
            limit,
        })
    }

    /// The most that it gives, in bytes.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Takes in the next piece, once [`next`](Self::next) has given all of the one before.
    pub(super) fn push(&mut self, packed: Bytes) {
        self.has_begun |= !packed.is_empty();
        self.rest = packed;
    }

    /// The next of what has been taken in; none where more is needed.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Unpackable> {
        while !self.rest.is_empty() {
            let sip = self.rest.len().min(SIP);
            let written = self
                .gzip
                .write_all(self.rest.get(..sip).unwrap_or_default());
            self.rest.advance(sip);
            if let Some(bytes) = self.taken(written)? {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// What is left at the end of the body. An answer without a body is one, whatever its head says.
    pub(super) fn finish(&mut self) -> Result<Option<Bytes>, Unpackable> {
        let finished = match self.has_begun {
            true => self.gzip.try_finish(),
            false => Ok(()),
        };
        self.taken(finished)
    }

    fn taken(&mut self, worked: io::Result<()>) -> Result<Option<Bytes>, Unpackable> {
        let room = self.gzip.get_mut();
        match worked {
            Err(_) if room.is_full => Err(Unpackable::TooLarge),
            Err(error) => Err(Unpackable::Broken(error)),
            Ok(()) if room.bytes.is_empty() => Ok(None),
            Ok(()) => Ok(Some(std::mem::take(&mut room.bytes).into())),
        }
    }
}

/// How many bytes the stretch has that an answer says it is.
fn stretch(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (place, _) = range.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = place.split_once('-')?;
    let [first, last]: [u64; 2] = [first.parse().ok()?, last.parse().ok()?];
    last.checked_sub(first)?.checked_add(1)
}

/// Where the unpacked bytes are until somebody takes them.
struct Room {
    bytes: Vec<u8>,
    left: u64,
    is_full: bool,
}

impl io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => {
                self.is_full = true;
                return Err(io::ErrorKind::FileTooLarge.into());
            }
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    /// What a body of these pieces unpacks to.
    fn unpacked(pieces: &[&[u8]], limit: u64) -> Result<Vec<u8>, Unpackable> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        let mut unpacker = Unpacker::of(&mut headers, limit).unwrap();
        let mut plain = Vec::new();
        for piece in pieces {
            unpacker.push(Bytes::copy_from_slice(piece));
            while let Some(bytes) = unpacker.next()? {
                assert!(bytes.len() <= 2048 * SIP, "{}", bytes.len());
                plain.extend_from_slice(&bytes);
            }
        }
        while let Some(bytes) = unpacker.finish()? {
            plain.extend_from_slice(&bytes);
        }
        Ok(plain)
    }

    #[test]
    fn wherever_it_is_cut_it_is_the_same() {
        let plain: Vec<u8> = (0..5000_u32).flat_map(|n| (n * n).to_le_bytes()).collect();
        let body = packed(&plain);
        for cut in [0, 1, 5, 10, 11, 3000, body.len() - 3, body.len()] {
            let (start, end) = body.split_at(cut);
            assert_eq!(unpacked(&[start, end], 1 << 20).unwrap(), plain, "{cut}");
        }
        let twice = [body.as_slice(), &packed(b"more")].concat();
        assert!(unpacked(&[&twice], 1 << 20).unwrap().ends_with(b"more"));
        assert_eq!(unpacked(&[], 10).unwrap(), b"");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let body = packed(&vec![0; 8 << 20]);
        assert!(matches!(
            unpacked(&[&body], (8 << 20) - 1),
            Err(Unpackable::TooLarge)
        ));
        assert_eq!(unpacked(&[&body], 8 << 20).unwrap().len(), 8 << 20);
    }

    #[test]
    fn half_of_it_and_what_is_none_are_told_apart_from_the_whole() {
        let body = packed(b"a text that is long enough");
        for cut in 1..body.len() {
            let half = unpacked(&[&body[..cut]], 100);
            assert!(
                matches!(half, Err(Unpackable::Broken(_))),
                "{cut}: {half:?}"
            );
        }
        let other = unpacked(&[b"<html>no gzip at all</html>"], 100);
        assert!(matches!(other, Err(Unpackable::Broken(_))), "{other:?}");
    }

    #[test]
    fn a_stretch_of_a_file_says_itself_how_long_it_is() {
        let table = [
            ("bytes 0-0/10", Some(1)),
            ("bytes 100-199/*", Some(100)),
            ("bytes */10", None),
            ("bytes 5-4/10", None),
            ("bytes 0-18446744073709551615/*", None),
            ("", None),
        ];
        for (range, bytes) in table {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_RANGE, range.parse().unwrap());
            headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
            let unpacker = Unpacker::of(&mut headers, 7).unwrap();
            assert_eq!(unpacker.limit(), bytes.unwrap_or(7), "{range:?}");
        }
    }

    #[test]
    fn what_is_not_packed_is_left_alone() {
        for how in ["identity", "br", ""] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, how.parse().unwrap());
            assert!(Unpacker::of(&mut headers, 10).is_none(), "{how:?}");
            assert_eq!(headers.len(), 1);
        }
        assert!(Unpacker::of(&mut HeaderMap::new(), 10).is_none());
    }
}
