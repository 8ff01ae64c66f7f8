//! What goes wrong on request.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::Value;

use crate::requests::{Face, Received};

/// Something that goes wrong on a route, for tests of how a client takes it.
///
/// A fault names the requests that it is for, and what becomes of them. It happens once unless [`times`](Self::times)
/// or [`always`](Self::always) says otherwise; until it is used up, it comes before the real answer. Of several that fit,
/// the one added first goes first.
///
/// ```
/// use plex_mock::{Face, Fault};
///
/// let busy = Fault::on("/api/v2/pins/*").method("GET").status(429).retry_after(2).times(3);
/// let gone = Fault::on("/library/sections").face(Face::Server).drop_connection().always();
/// # let _ = (busy, gone);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a stand-in"]
pub struct Fault {
    path: String,
    method: Option<String>,
    face: Option<Face>,
    left: Option<u32>,
    kind: Kind,
}

/// What becomes of the request.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Status { code: u16, retry_after: Option<u64> },
    Delay(Duration),
    Drop,
    Hang,
    Truncate,
    Huge(u64),
    Redirect(String),
    Body { content_type: String, body: String },
}

impl Fault {
    /// A fault of every request to this path: status 500, until another kind is chosen.
    ///
    /// In the path, `*` stands for any one segment (`/api/v2/pins/*`); a bare `*` is every path.
    pub fn on(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            method: None,
            face: None,
            left: Some(1),
            kind: Kind::Status {
                code: 500,
                retry_after: None,
            },
        }
    }

    /// Only for this method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only on this stand-in. Without it, on both.
    pub fn face(mut self, face: Face) -> Self {
        self.face = Some(face);
        self
    }

    /// Answers with this status, and an error body in the shape of the stand-in that was asked.
    pub fn status(mut self, code: u16) -> Self {
        self.kind = Kind::Status {
            code,
            retry_after: None,
        };
        self
    }

    /// Adds `Retry-After` (in seconds) to the status. Without [`status`](Self::status) before it, the status is 429.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        let code = match self.kind {
            Kind::Status { code, .. } if code != 500 => code,
            _ => 429,
        };
        self.kind = Kind::Status {
            code,
            retry_after: Some(seconds),
        };
        self
    }

    /// Closes the connection without an answer.
    pub fn drop_connection(mut self) -> Self {
        self.kind = Kind::Drop;
        self
    }

    /// Never answers, and keeps the connection open: for tests of timeouts.
    pub fn hang(mut self) -> Self {
        self.kind = Kind::Hang;
        self
    }

    /// Answers as usual, but only after a while.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.kind = Kind::Delay(delay);
        self
    }

    /// Sends half of the usual body under the length of the whole, then closes the connection.
    pub fn truncated_body(mut self) -> Self {
        self.kind = Kind::Truncate;
        self
    }

    /// Sends a JSON body of this many bytes, in pieces, without saying its length beforehand.
    pub fn huge_body(mut self, bytes: u64) -> Self {
        self.kind = Kind::Huge(bytes);
        self
    }

    /// Sends the client to another place, with status 302.
    pub fn redirect(mut self, location: impl Into<String>) -> Self {
        self.kind = Kind::Redirect(location.into());
        self
    }

    /// Answers 200 with this body.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        self.kind = Kind::Body {
            content_type: content_type.into(),
            body: body.into(),
        };
        self
    }

    /// Happens this many times, then no more.
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// Happens until [`clear_faults`](crate::PlexMock::clear_faults).
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Reads a fault that is described as JSON: `path`, and of `method`, `face`, `times` (`"always"` for no end), `status`,
    /// `retryAfter`, `delayMillis`, `drop`, `hang`, `truncate`, `hugeBody`, `redirect`, `contentType` and `body` those that
    /// are wanted. What is unknown is an error, so that no test rests on a fault that does not happen.
    pub(crate) fn read(described: &Value) -> Result<Self, String> {
        let members = described
            .as_object()
            .ok_or("a fault is described by an object")?;
        let path = members
            .get("path")
            .and_then(Value::as_str)
            .ok_or("path is missing")?;
        let mut fault = Self::on(path);
        let content_type = members
            .get("contentType")
            .and_then(Value::as_str)
            .unwrap_or("application/json");
        for (name, value) in members {
            let wrong = || format!("{name} cannot be {value}");
            let text = || value.as_str().ok_or_else(wrong);
            let number = || value.as_u64().ok_or_else(wrong);
            let is_on = || value.as_bool().ok_or_else(wrong);
            fault = match name.as_str() {
                "path" | "contentType" => fault,
                "method" => fault.method(text()?),
                "face" => fault.face(match text()? {
                    "server" => Face::Server,
                    "plex_tv" => Face::PlexTv,
                    _ => return Err(wrong()),
                }),
                "times" if value == "always" => fault.always(),
                "times" => fault.times(u32::try_from(number()?).map_err(|_| wrong())?),
                "status" => {
                    let code = u16::try_from(number()?).map_err(|_| wrong())?;
                    let code = axum::http::StatusCode::from_u16(code).map_err(|_| wrong())?;
                    let after = match fault.kind {
                        Kind::Status { retry_after, .. } => retry_after,
                        _ => None,
                    };
                    let fault = fault.status(code.as_u16());
                    match after {
                        Some(seconds) => Self {
                            kind: Kind::Status {
                                code: code.as_u16(),
                                retry_after: Some(seconds),
                            },
                            ..fault
                        },
                        None => fault,
                    }
                }
                "retryAfter" => fault.retry_after(number()?),
                "delayMillis" => fault.delay(Duration::from_millis(number()?)),
                "drop" if is_on()? => fault.drop_connection(),
                "hang" if is_on()? => fault.hang(),
                "truncate" if is_on()? => fault.truncated_body(),
                "drop" | "hang" | "truncate" => fault,
                "hugeBody" => fault.huge_body(number()?),
                "redirect" => fault.redirect(text()?),
                "body" => match value {
                    Value::String(body) => fault.body(content_type, body.as_str()),
                    body => fault.body(content_type, body.to_string()),
                },
                _ => return Err(format!("{name} is nothing that a fault can have")),
            };
        }
        Ok(fault)
    }

    fn is_for(&self, request: &Received) -> bool {
        self.face.is_none_or(|face| face == request.face)
            && self
                .method
                .as_deref()
                .is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && path_fits(&self.path, &request.path)
    }
}

fn path_fits(pattern: &str, path: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let mut wanted = pattern.trim_end_matches('/').split('/');
    let mut given = path.trim_end_matches('/').split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

/// The faults that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// What goes wrong with this request, if anything does; counts it.
    pub(crate) fn take(&self, request: &Received) -> Option<Kind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.retain(|fault| fault.left != Some(0));
        let fault = faults.iter_mut().find(|fault| fault.is_for(request))?;
        fault.left = fault.left.map(|left| left.saturating_sub(1));
        Some(fault.kind.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::path_fits;

    #[test]
    fn stars_stand_for_one_segment() {
        assert!(path_fits("*", "/anything/at/all"));
        assert!(path_fits("/api/v2/pins/*", "/api/v2/pins/12"));
        assert!(!path_fits("/api/v2/pins/*", "/api/v2/pins"));
        assert!(!path_fits("/api/v2/pins/*", "/api/v2/pins/qr/AB"));
        assert!(path_fits("/library/sections", "/library/sections/"));
    }
}
