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

use super::call::Call;
use crate::Result;

/// The headers that ask for a page; a server that pages repeats them in its reply.
const START: &str = "X-Plex-Container-Start";
const SIZE: &str = "X-Plex-Container-Size";
const TOTAL: &str = "X-Plex-Container-Total-Size";

/// How many items of a page are read between two looks at the next.
const LOOK_AHEAD_EVERY: usize = 16;

/// An answer that is one page of a list.
pub(crate) trait Container: Model + Send + 'static {
    /// What the list consists of.
    type Item: Send + 'static;

    /// Where the page begins and how long the whole list is, as far as the answer says.
    fn position(&self) -> (Option<i64>, Option<i64>);

    /// The items of the page.
    fn into_items(self) -> Vec<Self::Item>;
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
    /// The items.
    pub items: Vec<T>,
    /// How many items of the list lie before this page.
    pub offset: u64,
    /// How many items the whole list has, where the server says so.
    pub total: Option<u64>,
}

/// The pages of a list. It is a [`Stream`]; [`try_next`](Self::try_next) needs no import.
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
        let paging = call.paging;
        let size = paging.size.unwrap_or(call.client.settings.page_size).max(1);
        let pages = stream::try_unfold(Some(paging.start), move |start| {
            let call = call.clone();
            async move {
                let Some(start) = start else { return Ok(None) };
                let page = fetch::<C>(call, start, size).await?;
                let next = page.offset + page.items.len() as u64;
                let more = !page.items.is_empty()
                    && page
                        .total
                        .map_or(page.items.len() as u64 >= size, |total| next < total);
                Ok(Some((page, more.then_some(next))))
            }
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

async fn fetch<C: Container>(mut call: Call<'_>, start: u64, size: u64) -> Result<Page<C::Item>> {
    call.set_header(START, start);
    call.set_header(SIZE, size);
    let response = call.reply().await?.object::<C>(Some("MediaContainer"))?;
    let (offset, total) = response.body().position();
    let offset = known(offset).or_else(|| header(response.headers(), START));
    let total = known(total).or_else(|| header(response.headers(), TOTAL));
    let mut items = response.into_body().into_items();
    // A server that says neither does not page: this is the whole list, wherever we wanted to begin.
    let (offset, total) = match (offset, total) {
        (None, None) => (0, Some(items.len() as u64)),
        (offset, total) => (offset.unwrap_or(start), total),
    };
    let seen = usize::try_from(start.saturating_sub(offset)).unwrap_or(usize::MAX);
    items.drain(..seen.min(items.len()));
    Ok(Page {
        items,
        offset: offset.max(start),
        total,
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
    let page = fetch::<C>(call, 0, 0).await?;
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
