//! The file under its temporary name.

use std::{
    io::SeekFrom,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest;
use bytes::Bytes;
use tokio::{
    fs::{self, File},
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

use super::record::{Record, Version};
use crate::{Error, Result};

/// After so many bytes the record is written anew: so much is fetched twice at most when the process dies.
const SAVED_EVERY: u64 = 8 * 1024 * 1024;

/// What has come of a file, on the disk.
pub(super) struct Partial {
    part: PathBuf,
    beside: PathBuf,
    file: File,
    /// Where the next write goes by itself.
    cursor: u64,
    unsaved: u64,
    pub(super) record: Record,
}

impl Partial {
    /// Opens what an earlier download of the same address left, or begins.
    pub(super) async fn open(path: &Path, source: String) -> Result<Self> {
        let part = with_ending(path, ".part");
        let beside = with_ending(path, ".part.json");
        let length = fs::metadata(&part).await.map_or(0, |found| found.len());
        let known = fs::read(&beside)
            .await
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok())
            .filter(|known| known.source == source && known.version.length.is_some())
            .filter(|known| known.done.is_sound() && known.done.end() <= length);
        let file = fs::OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(known.is_none())
            .open(&part)
            .await
            .map_err(at(&part))?;
        let record = known.unwrap_or(Record {
            source,
            ..Record::default()
        });
        Ok(Self {
            part,
            beside,
            file,
            cursor: 0,
            unsaved: 0,
            record,
        })
    }

    /// Throws away what has come.
    pub(super) async fn start_again(&mut self) -> Result<()> {
        self.record.version = Version::default();
        self.record.done = Default::default();
        self.unsaved = 0;
        self.file.set_len(0).await.map_err(at(&self.part))?;
        self.remove_record().await
    }

    /// Writes a piece to its place.
    pub(super) async fn write(&mut self, start: u64, piece: &Bytes) -> Result<()> {
        if self.cursor != start {
            let place = SeekFrom::Start(start);
            self.file.seek(place).await.map_err(at(&self.part))?;
        }
        self.file.write_all(piece).await.map_err(at(&self.part))?;
        let length = piece.len() as u64;
        self.cursor = start + length;
        self.record.done.add(start..self.cursor);
        self.unsaved += length;
        if self.unsaved >= SAVED_EVERY {
            self.save().await?;
        }
        Ok(())
    }

    /// Notes what is there, for whoever goes on. Without a length there is no going on, and nothing to note.
    pub(super) async fn save(&mut self) -> Result<()> {
        self.file.flush().await.map_err(at(&self.part))?;
        self.unsaved = 0;
        if self.record.version.length.is_none() {
            return Ok(());
        }
        // A record that is half written would be worse than an old one.
        let draft = with_ending(&self.beside, ".new");
        let text = serde_json::to_vec(&self.record).unwrap_or_default();
        fs::write(&draft, text).await.map_err(at(&draft))?;
        fs::rename(&draft, &self.beside)
            .await
            .map_err(at(&self.beside))
    }

    /// The SHA-256 of all that is there, in hexadecimal digits.
    pub(super) async fn sha256(&mut self) -> Result<String> {
        self.file.flush().await.map_err(at(&self.part))?;
        self.file.rewind().await.map_err(at(&self.part))?;
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = self.file.read(&mut buffer).await.map_err(at(&self.part))?;
            match buffer.get(..read) {
                None | Some([]) => break,
                Some(bytes) => hash.update(bytes),
            }
        }
        Ok(hex(hash.finish().as_ref()))
    }

    /// Gives the file its own name.
    pub(super) async fn finish(mut self, path: &Path) -> Result<()> {
        self.file.flush().await.map_err(at(&self.part))?;
        self.file.sync_all().await.map_err(at(&self.part))?;
        fs::rename(&self.part, path).await.map_err(at(path))?;
        self.remove_record().await
    }

    async fn remove_record(&self) -> Result<()> {
        match fs::remove_file(&self.beside).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(at(&self.beside)(error))
            }
            _ => Ok(()),
        }
    }
}

/// The digits of a hash.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    |source| Error::File { path, source }
}
