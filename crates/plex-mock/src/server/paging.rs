//! Pages: which part of a list was asked for, its lines, and how the answer says which part it is.

use std::ops::Range;

use axum::{
    http::{HeaderName, StatusCode},
    response::Response,
};
use serde_json::{Value, json};

use super::items::{IDENTIFIER, MEDIA_TAG_PREFIX, MEDIA_TAG_VERSION, leave_out};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html, set_header},
    contents::{Account, Contents},
    library::{Detail, Section},
    look::set,
    requests::Received,
    state::State,
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

/// Things as lines of a list.
pub(crate) fn lines(
    contents: &Contents,
    request: &Received,
    keys: &[u64],
    viewer: Account,
) -> Vec<Value> {
    let mut items: Vec<_> = keys
        .iter()
        .filter_map(|key| match contents.item(*key) {
            Some(item) => Some(contents.value(item, Detail::Listing, viewer)),
            None => contents.collection(*key, viewer),
        })
        .collect();
    for item in &mut items {
        if let (false, Some(members)) = (request.is_on("includeGuids"), item.as_object_mut()) {
            members.remove("Guid");
        }
        leave_out(request, item);
    }
    items
}

/// Answers with things from any section, each saying in which it lies.
pub(crate) fn mixed_list(
    state: &State,
    request: &Received,
    viewer: Account,
    keys: &[u64],
    about: Value,
) -> Answer {
    let page = Page::of(request)?;
    let (total, part) = page.cut(keys.len());
    let items: Vec<_> = keys
        .get(part)
        .unwrap_or_default()
        .iter()
        .filter_map(|key| state.contents.item(*key))
        .map(|item| {
            let value = state.contents.value(item, Detail::Listing, viewer);
            in_its_section(&item.section, value)
        })
        .collect();
    Ok(paged(state, request, page, total, items, about))
}

/// Answers with a page of items that are made already, and what else there is to say.
pub(crate) fn paged(
    state: &State,
    request: &Received,
    page: Page,
    total: usize,
    items: Vec<Value>,
    about: Value,
) -> Response {
    let mut answer = json!({
        "size": items.len(),
        "allowSync": true,
        "identifier": IDENTIFIER,
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
    });
    if let (Some(members), Value::Object(about)) = (answer.as_object_mut(), about) {
        members.extend(about);
    }
    // An empty list is no list.
    if !items.is_empty() {
        set(&mut answer, "Metadata", items.into());
    }
    page.mark(&mut answer, total);
    let mut response = container(state, request, answer);
    page.mark_headers(&mut response, total);
    response
}

pub(crate) fn in_its_section(section: &Section, mut item: Value) -> Value {
    set(&mut item, "librarySectionID", section.id.into());
    set(
        &mut item,
        "librarySectionKey",
        format!("/library/sections/{}", section.id).into(),
    );
    set(&mut item, "librarySectionTitle", section.title.into());
    item
}
