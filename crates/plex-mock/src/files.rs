//! Files to be sent: small real containers, and large ones that are worked out while they are sent.

use std::{
    io::{self, Read as _, Seek as _, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
};

use axum::body::{Body, Bytes};
use chrono::{DateTime, Utc};
use futures_util::stream;
use tokio::task;

use crate::{containers, dice::mix};

/// A file as HTTP knows it.
#[derive(Debug)]
pub(crate) struct File {
    source: Source,
    pub(crate) length: u64,
    /// With its quotes.
    pub(crate) tag: String,
    pub(crate) modified: DateTime<Utc>,
    pub(crate) content_type: &'static str,
}

#[derive(Debug, Clone)]
enum Source {
    /// It lies on the disk.
    Disk(PathBuf),
    Small(&'static [u8]),
    /// The number makes the files of one length differ.
    Large(u64),
}

impl File {
    /// The file of a part, by what the part says of itself and how often files have been replaced.
    pub(crate) fn new(name: &str, container: &str, size: u64, edition: u64, added: i64) -> Self {
        let small = containers::bytes(container);
        let source = if size == small.len() as u64 {
            Source::Small(small)
        } else {
            Source::Large(edition)
        };
        let modified = added.saturating_add(i64::try_from(edition).unwrap_or(0));
        Self {
            source,
            length: size,
            tag: format!("\"{name}-{modified:x}\""),
            modified: DateTime::from_timestamp(modified, 0).unwrap_or_default(),
            content_type: containers::content_type(container),
        }
    }

    /// A file on the disk; nothing, if there is none any more.
    pub(crate) fn on_disk(path: PathBuf, container: &str) -> Option<Self> {
        let found = std::fs::metadata(&path).ok()?;
        let modified = found
            .modified()
            .map(DateTime::<Utc>::from)
            .unwrap_or_default();
        Some(Self {
            source: Source::Disk(path),
            length: found.len(),
            tag: format!("\"{:x}-{:x}\"", found.len(), modified.timestamp_micros()),
            modified,
            content_type: containers::content_type(container),
        })
    }

    /// A stretch of it, as a body that takes no more memory than a piece.
    pub(crate) fn body(&self, range: Range<u64>) -> Body {
        match &self.source {
            Source::Disk(path) => {
                let path = path.clone();
                let pieces = stream::unfold(range, move |mut range| {
                    let path = path.clone();
                    async move {
                        let end = range.end.min(range.start.saturating_add(PIECE));
                        let wanted = range.start..end;
                        range.start = end;
                        if wanted.is_empty() {
                            return None;
                        }
                        let piece = task::spawn_blocking(move || stretch(&path, wanted)).await;
                        Some((
                            piece
                                .unwrap_or_else(|error| Err(io::Error::other(error)))
                                .map(Bytes::from),
                            range,
                        ))
                    }
                });
                Body::from_stream(pieces)
            }
            Source::Small(bytes) => {
                let range = range.start as usize..range.end as usize;
                Body::from(bytes.get(range).unwrap_or_default())
            }
            Source::Large(edition) => {
                let edition = *edition;
                let pieces = stream::unfold(range, move |mut range| async move {
                    let end = range.end.min(range.start.saturating_add(PIECE));
                    let piece = large_file_bytes(edition, range.start..end);
                    range.start = end;
                    (!piece.is_empty()).then(|| (Ok::<_, io::Error>(Bytes::from(piece)), range))
                });
                Body::from_stream(pieces)
            }
        }
    }

    /// A stretch of it in memory, for bodies of several stretches.
    pub(crate) fn bytes(&self, range: Range<u64>) -> Vec<u8> {
        match &self.source {
            Source::Disk(path) => stretch(path, range).unwrap_or_default(),
            Source::Small(bytes) => bytes
                .get(range.start as usize..range.end as usize)
                .unwrap_or_default()
                .to_vec(),
            Source::Large(edition) => large_file_bytes(*edition, range),
        }
    }
}

/// A stretch of a file on the disk.
fn stretch(path: &Path, range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    file.take(range.end.saturating_sub(range.start))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// How much of a large file is made at once.
const PIECE: u64 = 64 * 1024;

/// The bytes of a stretch of a large file, such as [`Builder::large_file`](crate::Builder::large_file) makes: what a
/// download should have brought. The edition is 0, and one more after each
/// [`PlexMock::replace_files`](crate::PlexMock::replace_files).
#[must_use]
pub fn large_file_bytes(edition: u64, range: Range<u64>) -> Vec<u8> {
    let first = range.start / 8;
    let words = first..range.end.div_ceil(8).max(first);
    let bytes: Vec<u8> = words
        .flat_map(|word| mix(word ^ (edition << 48)).to_le_bytes())
        .collect();
    let skipped = (range.start - first * 8) as usize;
    let wanted = range.end.saturating_sub(range.start) as usize;
    bytes.into_iter().skip(skipped).take(wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::large_file_bytes;

    #[test]
    fn stretches_fit_together() {
        let whole = large_file_bytes(0, 0..1000);
        assert_eq!(whole.len(), 1000);
        for (start, end) in [(0, 3), (3, 17), (16, 24), (999, 1000), (5, 5)] {
            let part = large_file_bytes(0, start as u64..end as u64);
            assert_eq!(part, whole[start..end]);
        }
        assert_ne!(large_file_bytes(1, 0..8), whole[..8]);
    }
}
