use std::time::Duration;

use super::{At, Drip, Instead, Plan, RetryAfter};
use crate::requests::{Face, Received};

/// Something that goes wrong on a route, for tests of how a client takes it.
///
/// A fault names the requests that it is for, and what becomes of them: what is answered instead of the usual, how the
/// bytes leave, or both. One that says neither answers with status 500. It happens once unless [`times`](Self::times) or
/// [`always`](Self::always) says otherwise; until it is used up, it comes before the real answer. Of several that fit, the
/// one added first goes first.
///
/// ```
/// use plex_mock::{Cut, Face, Fault};
///
/// let busy = Fault::on("/api/v2/pins/*").method("GET").status(429).retry_after(2).times(3);
/// let gone = Fault::on("/library/sections").face(Face::Server).drop_connection().always();
/// let torn = Fault::on("/library/parts/**").cut_after(1000, Cut::Reset);
/// # let _ = (busy, gone, torn);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a mock server"]
pub struct Fault {
    path: String,
    method: Option<String>,
    face: Option<Face>,
    /// So many requests pass before it begins.
    spared: u32,
    left: Option<u32>,
    pub(super) plan: Plan,
}

/// How a connection ends that is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// It is closed, as by a program that ends.
    Close,
    /// It is reset, as by a machine that forgot it.
    Reset,
    /// It stays open, and nothing more comes.
    Stall,
}

/// Which requests, and how often.
impl Fault {
    /// A fault of every request to this path.
    ///
    /// In the path, `*` stands for any one segment (`/api/v2/pins/*`), `**` at its end for any number of them
    /// (`/library/parts/**`); a bare `*` is every path.
    pub fn on(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            method: None,
            face: None,
            spared: 0,
            left: Some(1),
            plan: Plan::default(),
        }
    }

    /// Only for this method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only on this mock server. Without it, on both.
    pub fn face(mut self, face: Face) -> Self {
        self.face = Some(face);
        self
    }

    /// Begins after so many requests that it would be for.
    pub fn after(mut self, requests: u32) -> Self {
        self.spared = requests;
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

    pub(super) fn is_left(&self) -> bool {
        self.left != Some(0)
    }

    pub(super) fn is_for(&self, request: &Received) -> bool {
        self.face.is_none_or(|face| face == request.face)
            && self
                .method
                .as_deref()
                .is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && path_fits(&self.path, &request.path)
    }

    /// What becomes of a request that is one too many in its second.
    pub(crate) fn too_many() -> Plan {
        Self::on("*").retry_after(1).plan
    }

    /// What becomes of a request that it is for, unless that is spared.
    pub(super) fn take(&mut self) -> Option<Plan> {
        if self.spared > 0 {
            self.spared -= 1;
            return None;
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
        Some(self.plan.clone())
    }
}

/// What is answered instead of the usual.
impl Fault {
    fn instead(mut self, answer: Instead) -> Self {
        self.plan.answer = Some(answer);
        self
    }

    /// Answers with this status, and an error body in the shape of the mock server that was asked.
    pub fn status(self, code: u16) -> Self {
        let retry_after = match self.plan.answer {
            Some(Instead::Status { retry_after, .. }) => retry_after,
            _ => None,
        };
        self.instead(Instead::Status { code, retry_after })
    }

    /// Adds `Retry-After` (in seconds) to the status. Without [`status`](Self::status), that is 429.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.wait(RetryAfter::Seconds(seconds))
    }

    /// Adds `Retry-After` as a date: so many seconds from now, by the mock server's clock.
    pub fn retry_after_date(self, seconds: u64) -> Self {
        self.wait(RetryAfter::Date(seconds))
    }

    fn wait(self, after: RetryAfter) -> Self {
        let code = match self.plan.answer {
            Some(Instead::Status { code, .. }) => code,
            _ => 429,
        };
        self.instead(Instead::Status {
            code,
            retry_after: Some(after),
        })
    }

    /// Sends the client to another place, with status 302.
    pub fn redirect(self, location: impl Into<String>) -> Self {
        self.instead(Instead::Redirect(location.into()))
    }

    /// Sends the client to where it is already, with status 302.
    pub fn redirect_loop(self) -> Self {
        self.instead(Instead::RedirectLoop)
    }

    /// Answers 200 with this body.
    pub fn body(self, content_type: impl Into<String>, body: impl Into<String>) -> Self {
        self.instead(Instead::Body {
            content_type: content_type.into(),
            body: body.into(),
        })
    }

    /// Answers 200 with a page, as a router does that wants a password first.
    pub fn html(self) -> Self {
        self.body(
            "text/html",
            "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>",
        )
    }

    /// Answers as usual but in XML, whatever is asked for.
    pub fn xml(self) -> Self {
        self.instead(Instead::Xml)
    }

    /// Answers as usual but with the whole of a file, as a server does that knows nothing of ranges.
    pub fn ignore_range(self) -> Self {
        self.instead(Instead::WholeFile)
    }

    /// Sends a JSON body of this many bytes, in pieces, without saying its length beforehand.
    pub fn huge_body(self, bytes: u64) -> Self {
        self.instead(Instead::Huge(bytes))
    }

    /// Sends a JSON body of this many bytes, packed a thousandfold by gzip.
    pub fn gzip_bomb(self, bytes: u64) -> Self {
        self.instead(Instead::GzipBomb(bytes))
    }

    /// Packs the usual body by gzip and sends half of that, under the length of the half.
    pub fn truncated_gzip(self) -> Self {
        self.instead(Instead::TruncatedGzip)
    }

    /// Answers every page of a list with its first items, and says that there are more.
    pub fn endless_list(self) -> Self {
        self.instead(Instead::Endless)
    }
}

/// How the bytes of the answer leave.
impl Fault {
    /// Answers only after a while.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.plan.delay = delay;
        self
    }

    fn cut(mut self, at: At, how: Cut) -> Self {
        self.plan.wire.cut = Some((at, how));
        self
    }

    /// Closes the connection without an answer. What was asked for is not done.
    pub fn drop_connection(self) -> Self {
        self.cut(At::Start, Cut::Close)
    }

    /// Never answers, and keeps the connection open: for tests of timeouts. What was asked for is not done.
    pub fn hang(self) -> Self {
        self.cut(At::Start, Cut::Stall)
    }

    /// Resets the connection without an answer. What was asked for is not done.
    pub fn reset_before(self) -> Self {
        self.cut(At::Start, Cut::Reset)
    }

    /// Does what was asked for, but resets the connection halfway through the header of the answer.
    pub fn reset_in_header(self) -> Self {
        self.cut(At::Header, Cut::Reset)
    }

    /// Does what was asked for, but resets the connection halfway through the body of the answer.
    pub fn reset_in_body(self) -> Self {
        self.cut(At::Body, Cut::Reset)
    }

    /// Sends half of the usual body under the length of the whole, then closes the connection.
    pub fn truncated_body(self) -> Self {
        self.cut(At::Body, Cut::Close)
    }

    /// Cuts the body after so many bytes; those of a range that was asked for count from its start.
    pub fn cut_after(self, bytes: u64, how: Cut) -> Self {
        self.cut(At::Byte(bytes), how)
    }

    /// Sends the answer drop by drop: so many bytes, then a pause.
    pub fn drip(mut self, bytes: usize, pause: Duration) -> Self {
        self.plan.wire.drip = Some(Drip { bytes, pause });
        self
    }

    /// Says a `Content-Length` that is so much more than the body has, or less, and closes the connection at its end.
    pub fn content_length_off_by(mut self, bytes: i64) -> Self {
        self.plan.wire.length_off_by = bytes;
        self
    }

    /// Sends a header of this many bytes before the others.
    pub fn huge_header(mut self, bytes: u64) -> Self {
        self.plan.wire.filler = bytes;
        self
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
            (None, None) | (Some("**"), _) => return true,
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::path_fits;

    #[test]
    fn stars_stand_for_segments() {
        assert!(path_fits("*", "/anything/at/all"));
        assert!(path_fits("/api/v2/pins/*", "/api/v2/pins/12"));
        assert!(!path_fits("/api/v2/pins/*", "/api/v2/pins"));
        assert!(!path_fits("/api/v2/pins/*", "/api/v2/pins/qr/AB"));
        assert!(path_fits("/library/sections", "/library/sections/"));
        assert!(path_fits(
            "/library/parts/**",
            "/library/parts/1/2/file.mkv"
        ));
        assert!(!path_fits("/library/parts/**", "/library/sections"));
    }
}
