//! Statistics: made up, the same whenever they are asked for, and in step with each other.
//!
//! What went over the network in an hour is drawn from the seed for each account and device; longer spans are sums of their
//! hours, so that days add up to their week.

use std::sync::Arc;

use axum::{Router, extract::State as Of, http::StatusCode, routing::get};
use serde_json::{Value, json};

use super::router;
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::OWNER,
    dice::Dice,
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/statistics/bandwidth", get(bandwidth))
        .route("/statistics/resources", get(resources))
        .route("/statistics/media", get(media))
}

const HOUR: u64 = 3600;

/// A step of time, and how many of them are told of.
#[derive(Debug, Clone, Copy)]
struct Span {
    number: u64,
    seconds: u64,
    steps: u64,
}

const SPANS: &[Span] = &[
    Span {
        number: 1,
        seconds: 30 * 24 * HOUR,
        steps: 6,
    },
    Span {
        number: 2,
        seconds: 7 * 24 * HOUR,
        steps: 8,
    },
    Span {
        number: 3,
        seconds: 24 * HOUR,
        steps: 30,
    },
    Span {
        number: 4,
        seconds: HOUR,
        steps: 48,
    },
    Span {
        number: 6,
        seconds: 1,
        steps: 120,
    },
];

impl Span {
    fn of(request: &Received, default: u64) -> Result<Self, Refusal> {
        let wanted = match request.query("timespan") {
            Some(text) => text.parse().ok(),
            None => Some(default),
        };
        SPANS
            .iter()
            .find(|span| Some(span.number) == wanted)
            .copied()
            .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))
    }

    /// When each of its steps began, the oldest first.
    fn begins(self, now: u64) -> impl Iterator<Item = u64> {
        let last = now / self.seconds;
        (0..self.steps)
            .rev()
            .map(move |back| last.saturating_sub(back) * self.seconds)
    }
}

const LIVING_ROOM: u64 = 9001;

/// The devices that are in the statistics, besides those that ask.
const DEVICES: &[(u64, &str, &str)] = &[
    (LIVING_ROOM, "Living Room", "Android"),
    (9002, "Kitchen Tablet", "iOS"),
    (9003, "Study", "Chrome"),
];

/// The devices as the server lists them.
pub(super) fn devices() -> Vec<Value> {
    let device = |(id, name, platform): &(u64, &str, &str)| {
        json!({
            "id": id, "name": name, "platform": platform, "clientIdentifier": format!("mock-device-{id}"),
            "createdAt": 1_700_000_000,
        })
    };
    DEVICES.iter().map(device).collect()
}

/// What somebody did with a device in an hour: seconds watched, bytes sent.
fn hour(seed: u64, account: u64, device: u64, begin: u64) -> (u64, u64) {
    let mut dice = Dice::new(
        seed,
        "statistics",
        account ^ device.rotate_left(24) ^ (begin / HOUR).rotate_left(40),
    );
    // Mostly in the evening; the owner's living room at any time, so that there is always something to tell.
    let of_day = begin / HOUR % 24;
    let likely = match (account, device) {
        (OWNER, LIVING_ROOM) => 100,
        _ if (18..23).contains(&of_day) => 35,
        _ => 6,
    };
    if !dice.chance(likely) {
        return (0, 0);
    }
    let seconds = dice.between(300, HOUR);
    (seconds, seconds * dice.between(200_000, 1_500_000))
}

/// The same over a span that begins then: sums of hours, or the share of one.
fn over(seed: u64, account: u64, device: u64, begin: u64, span: Span) -> (u64, u64) {
    if span.seconds < HOUR {
        let (seconds, bytes) = hour(seed, account, device, begin);
        // Whoever looks at the figures is among them: their own requests are answered, too.
        let asking = match (account, DEVICES.first()) {
            (OWNER, Some(first)) if first.0 == device => 2_000,
            _ => 0,
        };
        let sent = (bytes / HOUR).max(asking);
        return (seconds.div_ceil(HOUR), sent * span.seconds);
    }
    (0..span.seconds / HOUR)
        .map(|number| hour(seed, account, device, begin + number * HOUR))
        .fold((0, 0), |sum, hour| (sum.0 + hour.0, sum.1 + hour.1))
}

/// Whether a number is what the request wants of a member: `at`, `at>`, `at<`.
fn is_wanted(request: &Received, name: &str, number: u64) -> bool {
    let bound = |suffix: &str| {
        let text = request.query(&format!("{name}{suffix}"))?;
        text.parse::<u64>().ok()
    };
    bound("").is_none_or(|bound| number == bound)
        && bound(">").is_none_or(|bound| number >= bound)
        && bound("<").is_none_or(|bound| number <= bound)
}

/// Everything that somebody did with a device in a span, as `shown` writes it.
fn rows(
    state: &State,
    request: &Received,
    span: Span,
    shown: impl Fn(u64, u64, u64, (u64, u64)) -> Option<Value>,
) -> Vec<Value> {
    let accounts = state.people.accounts_on_server();
    let mut rows = Vec::new();
    for begin in span.begins(state.seconds()) {
        for account in accounts
            .iter()
            .filter_map(|account| member(account, "id").as_u64())
        {
            for (device, ..) in DEVICES {
                let is_asked = is_wanted(request, "at", begin)
                    && is_wanted(request, "accountID", account)
                    && is_wanted(request, "deviceID", *device);
                if !is_asked {
                    continue;
                }
                let done = over(state.seed, account, *device, begin, span);
                if done.1 > 0 {
                    rows.extend(shown(begin, account, *device, done));
                }
            }
        }
    }
    rows
}

fn answer(state: &State, request: &Received, name: &str, rows: Vec<Value>) -> Answer {
    let mut answer = json!({
        "size": rows.len(),
        "Account": state.people.accounts_on_server(),
        "Device": devices(),
    });
    if !rows.is_empty() {
        set(&mut answer, name, rows.into());
    }
    Ok(container(state, request, answer))
}

/// `GET /statistics/bandwidth?timespan=`
async fn bandwidth(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let span = Span::of(&request, 6)?;
    let rows = rows(&state, &request, span, |at, account, device, (_, bytes)| {
        // The one in the study is somewhere else.
        let lan = device != 9003;
        let is_asked = is_wanted(&request, "bytes", bytes)
            && request
                .query("lan")
                .is_none_or(|wanted| matches!(wanted, "1" | "true") == lan);
        is_asked.then(|| {
            json!({
                "accountID": account, "deviceID": device, "timespan": span.number, "at": at, "lan": lan, "bytes": bytes,
            })
        })
    });
    answer(&state, &request, "StatisticsBandwidth", rows)
}

/// `GET /statistics/media?timespan=`
async fn media(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let span = Span::of(&request, 4)?;
    let rows = rows(
        &state,
        &request,
        span,
        |at, account, device, (seconds, _)| {
            let kind = if device == 9002 { 10 } else { 4 };
            let length = if kind == 10 { 240 } else { 2700 };
            (seconds > 0).then(|| {
                json!({
                    "accountID": account, "deviceID": device, "timespan": span.number, "at": at, "metadataType": kind,
                    "count": seconds.div_ceil(length), "duration": seconds,
                })
            })
        },
    );
    answer(&state, &request, "StatisticsMedia", rows)
}

/// `GET /statistics/resources?timespan=6`
async fn resources(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let span = Span::of(&request, 6)?;
    let rows: Vec<Value> = span
        .begins(state.seconds())
        .map(|at| {
            let mut dice = Dice::new(state.seed, "resources", at);
            let mut percent =
                |least: u64, most: u64| dice.between(least * 1000, most * 1000) as f64 / 1000.0;
            let (process, memory) = (percent(1, 20), percent(2, 6));
            json!({
                "timespan": span.number, "at": at, "processCpuUtilization": process,
                "hostCpuUtilization": process + percent(1, 30), "processMemoryUtilization": memory,
                "hostMemoryUtilization": memory + percent(30, 50),
            })
        })
        .collect();
    let answer = json!({"size": rows.len(), "StatisticsResources": rows});
    Ok(container(&state, &request, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_something_to_tell_of_every_hour() {
        for begin in (0..24).map(|number| 1_800_000_000 + number * HOUR) {
            let (seconds, bytes) = hour(7, OWNER, LIVING_ROOM, begin);
            assert!(seconds > 0 && bytes > 0, "{begin}");
        }
    }
}
