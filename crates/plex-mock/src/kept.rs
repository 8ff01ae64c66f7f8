//! Answers that are kept, so that a question that comes again word for word costs no more than sending the bytes.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    http::{HeaderMap, Method, StatusCode, request::Parts},
    response::Response,
};
use http_body_util::BodyExt as _;

use crate::{control, requests::Face};

/// The answers, by what was asked; none where the mock server always looks anew.
#[derive(Debug, Default)]
pub(crate) struct Kept(Option<Mutex<HashMap<Question, Whole>>>);

/// Everything that a request says: line and headers.
pub(crate) type Question = Vec<u8>;

#[derive(Debug, Clone)]
struct Whole {
    headers: HeaderMap,
    body: Bytes,
}

impl Kept {
    pub(crate) fn new(keep: bool) -> Self {
        Self(keep.then(Mutex::default))
    }

    /// What is asked, if the answer to it can be kept. All are forgotten when somebody does more than ask.
    pub(crate) fn question(&self, face: Face, request: &Parts) -> Option<Question> {
        let kept = self.0.as_ref()?;
        if request.method != Method::GET {
            kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
            return None;
        }
        if control::is_for(request.uri.path()) {
            return None;
        }
        let mut question = format!("{face:?} {}", request.uri).into_bytes();
        for (name, value) in &request.headers {
            for part in [b"\n", name.as_str().as_bytes(), b":", value.as_bytes()] {
                question.extend_from_slice(part);
            }
        }
        Some(question)
    }

    /// The answer that was kept.
    pub(crate) fn answer(&self, question: &Question) -> Option<Response> {
        let kept = self.0.as_ref()?;
        let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(question).cloned().map(Whole::into_response)
    }

    /// Keeps an answer if it is a whole one, and gives it back.
    pub(crate) async fn keep(&self, question: Question, response: Response) -> Response {
        let is_whole =
            response.status() == StatusCode::OK && response.body().size_hint().exact().is_some();
        let Some(kept) = self.0.as_ref().filter(|_| is_whole) else {
            return response;
        };
        let (parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            return Response::from_parts(parts, Body::empty());
        };
        let whole = Whole {
            headers: parts.headers,
            body: body.to_bytes(),
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(question, whole.clone());
        whole.into_response()
    }
}

impl Whole {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}
