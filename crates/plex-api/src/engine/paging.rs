//! Lists that come in pages.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use plex_models::wire::Model;
use reqwest::header::HeaderMap;

use super::{
    call::Call,
    listed::listed,
    seen::{Listed, Seen},
};
use crate::{Error, Result};

/// The headers that ask for a page; a server that pages repeats them in its reply.
const START: &str = "X-Plex-Container-Start";
const SIZE: &str = "X-Plex-Container-Size";
const TOTAL: &str = "X-Plex-Container-Total-Size";

/// How many items of a page are read between two looks at the next.
const LOOK_AHEAD_EVERY: usize = 16;

/// How many pages in a row may bring nothing new.
const STALE: usize = 3;

/// An answer that is one page of a list.
pub(crate) trait Container: Model + Send + 'static {
    /// Which member the list is.
    const MEMBER: &'static str;

    /// What the list consists of.
    type Item: Listed + Model + Send + 'static;

    /// Where the page begins and how long the whole list is, as far as the answer says.
    fn position(&self) -> (Option<i64>, Option<i64>);

    /// The items of the page.
    fn items(&mut self) -> &mut Vec<Self::Item>;
}

/// Which pages to ask for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paging {
    pub(crate) start: u64,
    /// The client's setting where it is none.
    pub(crate) size: Option<u64>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, but for those that were on a page before.
    pub items: Vec<T>,
    /// How many items of the list lie before this page.
    pub offset: u64,
    /// How many items the whole list has, where the server says so.
    pub total: Option<u64>,
}

/// The pages of a list. It is a [`Stream`]; [`try_next`](Self::try_next) needs no import.
///
/// A list that changes while it is read gives no item twice, and of what moves up where others went, none is missed. Of a
/// list of more than a quarter of a million items, that holds for the last quarter of a million.
pub struct Pages<'a, T>(BoxStream<'a, Result<Page<T>>>);

/// The items of a list, page after page. While one page is read the next is on its way. It is a [`Stream`]; [`try_next`](Self::try_next) needs no import.
pub struct Items<'a, T> {
    pages: Pages<'a, T>,
    page: VecDeque<T>,
    /// What comes after `page`, where it is there already; none within is the end.
    ahead: Option<Option<Result<Page<T>>>>,
}

impl<'a, T: Send + 'static> Pages<'a, T> {
    pub(crate) fn new<C: Container<Item = T>>(call: Call<'a>) -> Self {
        let reader = Reader::new(call);
        let pages = stream::try_unfold(reader, |mut reader| async move {
            Ok(reader.next::<C>().await?.map(|page| (page, reader)))
        });
        Self(pages.boxed())
    }

    /// The next page; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as awaiting the request. The stream ends after an error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.0.try_next().await
    }

    /// The items of the pages.
    #[must_use]
    pub fn into_items(self) -> Items<'a, T> {
        Items {
            pages: self,
            page: VecDeque::new(),
            ahead: None,
        }
    }
}

impl<T> Items<'_, T> {
    /// The next item; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as awaiting the request. The stream ends after an error.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.next().await.transpose()
    }
}

/// Reads a list page by page, wherever the server begins its pages and however long they are.
struct Reader<'a> {
    call: Call<'a>,
    size: u64,
    /// Where the next page begins; none at the end.
    next: Option<u64>,
    /// How long the list was when it was asked last.
    total: Option<u64>,
    seen: Seen,
    /// What the page before began with.
    first: Option<u64>,
    /// How many pages in a row brought nothing new.
    stale: usize,
}

impl<'a> Reader<'a> {
    fn new(call: Call<'a>) -> Self {
        let paging = call.paging;
        Self {
            size: paging.size.unwrap_or(call.client.settings.page_size).max(1),
            next: Some(paging.start),
            call,
            total: None,
            seen: Seen::default(),
            first: None,
            stale: 0,
        }
    }

    /// The next page that brings something new.
    async fn next<C: Container>(&mut self) -> Result<Option<Page<C::Item>>> {
        while let Some(start) = self.next {
            let fetched = fetch::<C>(self.call.clone(), start, self.size).await?;
            let mut page = fetched.page;
            let before = std::mem::replace(&mut self.total, page.total);
            let (gone, came) = match (before, page.total) {
                (Some(before), Some(now)) => (before.saturating_sub(now), now > before),
                _ => (0, false),
            };
            if gone > 0 && start > self.call.paging.start {
                // What follows has moved up: we would miss as many as are gone.
                self.next = Some(start.saturating_sub(gone).max(self.call.paging.start));
                continue;
            }
            let read = page.items.len() as u64;
            if read == 0 {
                self.next = None;
                let ought_to_be_more = page.total.is_some_and(|total| start < total);
                if fetched.from_before > 0 && ought_to_be_more {
                    return Err(self.endless(start));
                }
                break;
            }
            let next = page.offset.saturating_add(read);
            self.next = page.total.is_none_or(|total| next < total).then_some(next);
            let first = page.items.first().and_then(|item| self.seen.identity(item));
            let first_before = std::mem::replace(&mut self.first, first);
            page.items.retain(|item| {
                let identity = self.seen.identity(item);
                self.seen.is_new(identity)
            });
            if !page.items.is_empty() {
                self.stale = 0;
                return Ok(Some(page));
            }
            self.stale += 1;
            if (first == first_before && !came) || self.stale >= STALE {
                return Err(self.endless(start));
            }
        }
        Ok(None)
    }

    fn endless(&mut self, offset: u64) -> Error {
        self.next = None;
        match self.call.at() {
            Ok(at) => Error::Endless { at, offset },
            Err(error) => error,
        }
    }
}

/// A page, and how many items came with it that lie before where it was to begin.
struct Fetched<T> {
    page: Page<T>,
    from_before: usize,
}

async fn fetch<C: Container>(
    mut call: Call<'_>,
    start: u64,
    size: u64,
) -> Result<Fetched<C::Item>> {
    call.set_header(START, start);
    call.set_header(SIZE, size);
    let response = listed::<C>(&call, "MediaContainer").await?;
    let (offset, total) = response.body().position();
    let offset = known(offset).or_else(|| header(response.headers(), START));
    let total = known(total).or_else(|| header(response.headers(), TOTAL));
    let mut items = std::mem::take(response.into_body().items());
    // A server that says neither does not page: this is the whole list, wherever we wanted to begin.
    let (offset, total) = match (offset, total) {
        (None, None) => (0, Some(items.len() as u64)),
        (offset, total) => (offset.unwrap_or(start), total),
    };
    let from_before = usize::try_from(start.saturating_sub(offset))
        .unwrap_or(usize::MAX)
        .min(items.len());
    items.drain(..from_before);
    Ok(Fetched {
        page: Page {
            items,
            offset: offset.max(start),
            total,
        },
        from_before,
    })
}

fn known(number: Option<i64>) -> Option<u64> {
    number.and_then(|number| u64::try_from(number).ok())
}

fn header(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

impl<T> Stream for Pages<'_, T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> Unpin for Items<'_, T> {}

impl<T> Stream for Items<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            // Asking each time would cost more than it gains.
            if self.ahead.is_none()
                && self.page.len().is_multiple_of(LOOK_AHEAD_EVERY)
                && let Poll::Ready(next) = self.pages.poll_next_unpin(context)
            {
                self.ahead = Some(next);
            }
            if let Some(item) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.ahead.take() {
                Some(Some(Ok(page))) => self.page = page.items.into(),
                Some(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Some(None) => {
                    self.ahead = Some(None);
                    return Poll::Ready(None);
                }
                None => return Poll::Pending,
            }
        }
    }
}

/// The list's length, from an answer without items.
pub(crate) async fn count<C: Container>(call: Call<'_>) -> Result<u64> {
    let page = fetch::<C>(call, 0, 0).await?.page;
    Ok(page.total.unwrap_or(page.items.len() as u64))
}

impl<T> std::fmt::Debug for Pages<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pages")
    }
}

impl<T> std::fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("at_hand", &self.page.len())
            .finish_non_exhaustive()
    }
}
