//! Faults as other languages describe them: one JSON object.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::{Cut, Fault};
use crate::requests::Face;

/// All that a fault can have. What is unknown is an error, so that no test rests on a fault that does not happen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Described {
    path: String,
    method: Option<String>,
    face: Option<DescribedFace>,
    #[serde(default)]
    after: u32,
    times: Option<Times>,

    status: Option<u16>,
    retry_after: Option<u64>,
    retry_after_date: Option<u64>,
    redirect: Option<String>,
    #[serde(default)]
    redirect_loop: bool,
    #[serde(default = "json")]
    content_type: String,
    body: Option<Value>,
    #[serde(default)]
    html: bool,
    #[serde(default)]
    xml: bool,
    #[serde(default)]
    ignore_range: bool,
    huge_body: Option<u64>,
    gzip_bomb: Option<u64>,
    #[serde(default)]
    truncated_gzip: bool,
    #[serde(default)]
    endless_list: bool,

    delay_millis: Option<u64>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    hang: bool,
    #[serde(default)]
    truncate: bool,
    reset: Option<Place>,
    cut_after: Option<u64>,
    #[serde(default = "close")]
    cut: DescribedCut,
    drip: Option<DescribedDrip>,
    #[serde(default)]
    content_length_off_by: i64,
    huge_header: Option<u64>,
}

fn json() -> String {
    "application/json".to_owned()
}

const fn close() -> DescribedCut {
    DescribedCut::Close
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DescribedFace {
    Server,
    PlexTv,
    Player,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Times {
    Number(u32),
    Word(Always),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Always {
    Always,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Before,
    Header,
    Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum DescribedCut {
    Close,
    Reset,
    Stall,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DescribedDrip {
    bytes: usize,
    every_millis: u64,
}

impl Fault {
    /// Reads a fault that is described as JSON: `{"path":"/library/sections","status":429,"times":3}`. The README lists the
    /// members.
    ///
    /// # Errors
    ///
    /// When the text is no such object, with what is wrong about it.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let described: Described = serde_json::from_str(text).map_err(|error| error.to_string())?;
        described.read()
    }
}

impl Described {
    fn read(self) -> Result<Fault, String> {
        let mut fault = Fault::on(self.path).after(self.after);
        if let Some(method) = self.method {
            fault = fault.method(method);
        }
        if let Some(face) = self.face {
            fault = fault.face(match face {
                DescribedFace::Server => Face::Server,
                DescribedFace::PlexTv => Face::PlexTv,
                DescribedFace::Player => Face::Player,
            });
        }
        fault = match self.times {
            Some(Times::Number(times)) => fault.times(times),
            Some(Times::Word(Always::Always)) => fault.always(),
            None => fault,
        };

        if let Some(code) = self.status {
            if axum::http::StatusCode::from_u16(code).is_err() {
                return Err(format!("status cannot be {code}"));
            }
            fault = fault.status(code);
        }
        fault = some(fault, self.retry_after, Fault::retry_after);
        fault = some(fault, self.retry_after_date, Fault::retry_after_date);
        fault = some(fault, self.redirect, Fault::redirect);
        fault = on(fault, self.redirect_loop, Fault::redirect_loop);
        if let Some(body) = self.body {
            let text = match body {
                Value::String(text) => text,
                other => other.to_string(),
            };
            fault = fault.body(self.content_type, text);
        }
        fault = on(fault, self.html, Fault::html);
        fault = on(fault, self.xml, Fault::xml);
        fault = on(fault, self.ignore_range, Fault::ignore_range);
        fault = some(fault, self.huge_body, Fault::huge_body);
        fault = some(fault, self.gzip_bomb, Fault::gzip_bomb);
        fault = on(fault, self.truncated_gzip, Fault::truncated_gzip);
        fault = on(fault, self.endless_list, Fault::endless_list);

        fault = some(
            fault,
            self.delay_millis.map(Duration::from_millis),
            Fault::delay,
        );
        fault = on(fault, self.drop, Fault::drop_connection);
        fault = on(fault, self.hang, Fault::hang);
        fault = on(fault, self.truncate, Fault::truncated_body);
        fault = match self.reset {
            Some(Place::Before) => fault.reset_before(),
            Some(Place::Header) => fault.reset_in_header(),
            Some(Place::Body) => fault.reset_in_body(),
            None => fault,
        };
        if let Some(bytes) = self.cut_after {
            let how = match self.cut {
                DescribedCut::Close => Cut::Close,
                DescribedCut::Reset => Cut::Reset,
                DescribedCut::Stall => Cut::Stall,
            };
            fault = fault.cut_after(bytes, how);
        }
        if let Some(drip) = self.drip {
            fault = fault.drip(drip.bytes, Duration::from_millis(drip.every_millis));
        }
        fault = some(fault, self.huge_header, Fault::huge_header);
        Ok(fault.content_length_off_by(self.content_length_off_by))
    }
}

fn some<T>(fault: Fault, value: Option<T>, set: impl FnOnce(Fault, T) -> Fault) -> Fault {
    match value {
        Some(value) => set(fault, value),
        None => fault,
    }
}

fn on(fault: Fault, is_on: bool, set: impl FnOnce(Fault) -> Fault) -> Fault {
    if is_on { set(fault) } else { fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_an_error() {
        for text in [
            r#"{"status":500}"#,
            r#"{"path":"/x","staus":500}"#,
            r#"{"path":"/x","status":9}"#,
            r#"{"path":"/x","face":"sonos"}"#,
            r#"{"path":"/x","times":"often"}"#,
            r#"["/x"]"#,
            "",
        ] {
            assert!(Fault::from_json(text).is_err(), "{text}");
        }
        assert!(Fault::from_json(r#"{"path":"/x","times":"always"}"#).is_ok());
    }
}
