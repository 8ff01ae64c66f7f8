//! A download from its first request to its last byte.

use std::{collections::VecDeque, ops::Range, sync::Mutex};

use aws_lc_rs::digest;
use futures_util::{StreamExt, stream};

use super::{
    Download, Downloaded, Progress,
    fetch::{Answer, Halt, Worker, ask},
    partial::{Partial, hex},
    record::Version,
};
use crate::{ByteStream, Error, Result, Retry, engine::Call};

/// How much the first request asks for, before the length is known.
const FIRST: u64 = 8 * 1024 * 1024;

/// How much a range holds where several are fetched at once.
const STRETCH: u64 = 16 * 1024 * 1024;

/// How many stretches there are at most; in a file that is longer than a tebibyte they are longer.
const MOST: u64 = 64 * 1024;

/// Below so much there is one request at a time.
const LARGE: u64 = 32 * 1024 * 1024;

/// How often a file may change while it is fetched.
const CHANGES: usize = 5;

pub(super) async fn run(mut download: Download<'_>) -> Result<Downloaded> {
    let call = download.call.clone();
    let mut partial = Partial::open(&download.path, source(&call)?).await?;
    let mut resumed = partial.record.done.bytes();
    let retry = call.retry.as_ref().unwrap_or(&call.client.settings.retry);
    let mut job = Job {
        call: &call,
        retry,
        parallel: download.parallel,
        progress: download.progress.take(),
    };
    for change in 0.. {
        match job.fetch(&mut partial).await {
            Ok(()) => break,
            Err(Halt::Changed) if change < CHANGES => {
                tracing::debug!("the file on the server has changed; the download begins anew");
                resumed = 0;
                partial.start_again().await?;
            }
            Err(Halt::Changed) => {
                return Err(Error::Config(format!(
                    "the file for {} changes on the server faster than it can be fetched",
                    download.path.display()
                )));
            }
            Err(Halt::Failed(error)) => {
                partial.save().await?;
                return Err(error);
            }
        }
    }
    let sha256 = match download.sha256 {
        true => Some(partial.sha256().await?),
        false => None,
    };
    let bytes = partial.record.done.bytes();
    partial.finish(&download.path).await?;
    Ok(Downloaded {
        path: download.path,
        bytes,
        resumed,
        sha256,
    })
}

/// What the record calls the address.
fn source(call: &Call<'_>) -> Result<String> {
    let url = call.address()?;
    let place = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    let hash = digest::digest(&digest::SHA256, place.as_bytes());
    Ok(hex(hash.as_ref()))
}

/// What is the same for all attempts.
struct Job<'j, 'a> {
    call: &'j Call<'j>,
    retry: &'j Retry,
    parallel: usize,
    progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
}

impl Job<'_, '_> {
    /// Fetches all that is missing.
    async fn fetch(&mut self, partial: &mut Partial) -> Result<(), Halt> {
        let begun = match partial.record.version.length {
            Some(_) => None,
            None => match self.begin(partial).await? {
                Some(begun) => Some(begun),
                None => return Ok(()),
            },
        };
        let version = partial.record.version.clone();
        let length = version.length.unwrap_or_default();
        let mut missing: VecDeque<_> = partial.record.done.gaps(length).into();
        if let Some((stretch, _)) = &begun {
            // It is on its way.
            let rest = Some(stretch.end..length).filter(|rest| !rest.is_empty());
            missing = rest.into_iter().collect();
        }
        let bytes: u64 = missing.iter().map(|gap| gap.end - gap.start).sum();
        let workers = match bytes {
            LARGE.. if self.parallel > 1 => {
                missing = missing.into_iter().flat_map(cut).collect();
                self.parallel
            }
            _ => 1,
        };
        self.work(partial, &version, missing, begun, workers).await
    }

    /// Lets several fetch at once what is missing.
    async fn work(
        &mut self,
        partial: &mut Partial,
        version: &Version,
        missing: VecDeque<Range<u64>>,
        begun: Option<(Range<u64>, ByteStream)>,
        workers: usize,
    ) -> Result<(), Halt> {
        let todo = Mutex::new(missing);
        let mut begun = Some(begun);
        let pieces = (0..workers).map(|_| {
            let begun = begun.take().flatten();
            Worker::new(self.call, version, self.retry, &todo, begun)
                .pieces()
                .boxed()
        });
        let mut pieces = stream::select_all(pieces.collect::<Vec<_>>());
        while let Some(piece) = pieces.next().await {
            let (start, piece) = piece?;
            partial.write(start, &piece).await?;
            tell(&mut self.progress, partial);
        }
        Ok(())
    }

    /// Asks for the beginning of a file of which nothing is known. Gives that where the server knows ranges; otherwise
    /// fetches the whole.
    async fn begin(
        &mut self,
        partial: &mut Partial,
    ) -> Result<Option<(Range<u64>, ByteStream)>, Halt> {
        let first = match self.parallel {
            1 => 0..u64::MAX,
            _ => 0..FIRST,
        };
        let has_own_range = self
            .call
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("range"));
        let mut takes_ranges = self.call.endpoint.method.is_safe() && !has_own_range;
        let mut attempts = self.retry.begin();
        loop {
            let stretch = takes_ranges.then_some(&first);
            let failure = match ask(self.call, stretch, None).await {
                Ok(answer) if answer.is_stretch && takes_ranges => {
                    let Some(length) = answer.version.length else {
                        // A range of nobody knows what cannot be completed.
                        takes_ranges = false;
                        continue;
                    };
                    partial.record.version = answer.version;
                    return Ok(Some((0..first.end.min(length), answer.body)));
                }
                Ok(answer) => match self.whole(partial, answer).await {
                    Ok(()) => return Ok(None),
                    Err(error @ Error::File { .. }) => return Err(error.into()),
                    Err(error) => error,
                },
                // There is no first byte in an empty file.
                Err(Error::Status { status: 416, .. }) if takes_ranges => {
                    takes_ranges = false;
                    continue;
                }
                Err(error) => error,
            };
            match attempts.pause_after(&failure, self.call.only_reads()) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(failure.into()),
            }
        }
    }

    /// Takes a whole body, which cannot be resumed.
    async fn whole(&mut self, partial: &mut Partial, mut answer: Answer) -> Result<()> {
        partial.start_again().await?;
        let total = answer.body.length();
        let mut received = 0;
        while let Some(piece) = answer.body.try_next().await? {
            partial.write(received, &piece).await?;
            received += piece.len() as u64;
            if let Some(told) = &mut self.progress {
                told(Progress { received, total });
            }
        }
        Ok(())
    }
}

fn tell(progress: &mut Option<Box<dyn FnMut(Progress) + Send + '_>>, partial: &Partial) {
    if let Some(told) = progress {
        told(Progress {
            received: partial.record.done.bytes(),
            total: partial.record.version.length,
        });
    }
}

/// Cuts a gap into stretches, of which there are not too many to keep: a server may say that a file is of any length.
fn cut(gap: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let end = gap.end;
    let stretch = STRETCH.max((end - gap.start) / MOST);
    std::iter::successors(Some(gap.start), move |start| start.checked_add(stretch))
        .take_while(move |start| *start < end)
        .map(move |start| start..end.min(start.saturating_add(stretch)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_of_any_length_is_cut() {
        assert_eq!(
            cut(5..STRETCH + 7).collect::<Vec<_>>(),
            [5..STRETCH + 5, STRETCH + 5..STRETCH + 7]
        );
        let stretches: Vec<_> = cut(3..u64::MAX).collect();
        assert!(stretches.len() as u64 <= MOST + 1);
        assert_eq!(stretches.last().map(|last| last.end), Some(u64::MAX));
    }
}
