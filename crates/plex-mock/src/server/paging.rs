//! Pages: which part of a list was asked for, and how the answer says which part it is.

use std::ops::Range;

use axum::{
    http::{HeaderName, StatusCode},
    response::Response,
};
use serde_json::Value;

use crate::{
    answer::{Refusal, refuse_in_html, set_header},
    requests::Received,
};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    start: Option<usize>,
    size: Option<usize>,
    limit: Option<usize>,
}

impl Page {
    /// Reads headers and query. What is no number is refused rather than guessed at.
    pub(crate) fn of(request: &Received) -> Result<Self, Refusal> {
        let number = |text: Option<&str>| {
            text.map(|text| {
                text.trim()
                    .parse()
                    .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))
            })
            .transpose()
        };
        Ok(Self {
            start: number(request.plex("X-Plex-Container-Start"))?,
            size: number(request.plex("X-Plex-Container-Size"))?,
            limit: number(request.query("limit"))?,
        })
    }

    /// The total, and the part of the list that the page is.
    pub(crate) fn cut(self, len: usize) -> (usize, Range<usize>) {
        let total = self.limit.map_or(len, |limit| limit.min(len));
        let start = self.start.unwrap_or(0).min(total);
        let end = self
            .size
            .map_or(total, |size| start.saturating_add(size).min(total));
        (total, start..end)
    }

    /// A list that was asked for as a whole does not speak of pages.
    fn is_asked_for(self) -> bool {
        self.start.is_some() || self.size.is_some()
    }

    /// Says in the container which part this is.
    pub(crate) fn mark(self, container: &mut Value, total: usize) {
        if let (true, Some(members)) = (self.is_asked_for(), container.as_object_mut()) {
            members.insert("offset".to_owned(), self.start.unwrap_or(0).into());
            members.insert("totalSize".to_owned(), total.into());
        }
    }

    /// Says in the headers which part this is.
    pub(crate) fn mark_headers(self, response: &mut Response, total: usize) {
        if self.is_asked_for() {
            let start = self.start.unwrap_or(0);
            set_header(
                response,
                HeaderName::from_static("x-plex-container-start"),
                &start.to_string(),
            );
            set_header(
                response,
                HeaderName::from_static("x-plex-container-total-size"),
                &total.to_string(),
            );
        }
    }
}
