//! Webhooks, sent to the addresses that the account has registered.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::{
    contents::{Account, OWNER, locked},
    dice::Dice,
    library::{Detail, Item, Kind},
    outgoing::Outgoing,
    pictures::{Format, picture},
    playback::Player,
    server::in_its_section,
    state::State,
};

/// What waits to be sent, in the order in which it happened.
#[derive(Debug)]
pub(crate) struct Outbox(mpsc::Sender<Outgoing>);

impl Outbox {
    /// The outbox, and what empties it for as long as it runs.
    pub(crate) fn new() -> (Self, impl Future<Output = ()>) {
        let (sender, mut waiting) = mpsc::channel::<Outgoing>(MOST);
        let sending = async move {
            while let Some(webhook) = waiting.recv().await {
                // Nobody is asked twice: the real one does not try again either.
                let _ = webhook.send().await;
            }
        };
        (Self(sender), sending)
    }
}

/// How many wait; of more the newest are lost.
const MOST: usize = 1000;

/// What a webhook is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    pub(crate) account: Option<Account>,
    pub(crate) player: Option<&'a Player>,
    pub(crate) item: Option<Item>,
}

impl State {
    /// Tells all registered addresses what happened.
    pub(crate) fn webhook(&self, event: &str, about: About<'_>) {
        let urls = locked(&self.webhooks).clone();
        if urls.is_empty() {
            return;
        }
        let number = self.numbers.next();
        let boundary = format!(
            "------------------------{}",
            Dice::new(self.seed, "webhook", number).hex(16)
        );
        let body = self.webhook_body(event, about, &boundary);
        for url in urls {
            let webhook = Outgoing::new(Method::POST, url)
                .header(
                    "user-agent",
                    format!("PlexMediaServer/{}", crate::server::VERSION),
                )
                .header(
                    "content-type",
                    format!("multipart/form-data; boundary={boundary}"),
                )
                .body(body.clone());
            let _ = self.outbox.0.try_send(webhook);
        }
    }

    fn webhook_body(&self, event: &str, about: About<'_>, boundary: &str) -> Vec<u8> {
        let payload = self.webhook_payload(event, about);
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"payload\"\r\nContent-Type: application/json\r\n\r\n\
             {payload}\r\n"
        )
        .into_bytes();
        let has_thumb = matches!(
            event,
            "media.play" | "media.rate" | "library.new" | "library.on.deck" | "playback.started"
        );
        if let (true, Some(item)) = (has_thumb, about.item)
            && let Some(thumb) = self.webhook_thumb(item)
        {
            body.extend_from_slice(
                format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"thumb\"; filename=\"thumb.jpg\"\r\n\
                     Content-Type: image/jpeg\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(&thumb);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        body
    }

    fn webhook_payload(&self, event: &str, about: About<'_>) -> Value {
        let account = about.account.unwrap_or(OWNER);
        let name = self.people.name_on_server(account);
        let mut payload = json!({
            "event": event,
            "user": account == OWNER,
            "owner": true,
            "Account": {
                "id": account,
                "thumb": format!("{}/users/{name}/avatar", self.plex_tv_url),
                "title": name,
            },
            "Server": {"title": self.server.name, "uuid": self.server.machine_identifier},
        });
        let Some(members) = payload.as_object_mut() else {
            return payload;
        };
        if let Some(player) = about.player {
            let player = json!({
                "local": true,
                "publicAddress": "203.0.113.20",
                "title": player.title,
                "uuid": player.identifier,
            });
            members.insert("Player".to_owned(), player);
        }
        if let Some(item) = about.item {
            let mut value = self.contents.value(item, Detail::Whole, account);
            // Files are nobody's business outside.
            if let Some(value) = value.as_object_mut() {
                value.remove("Media");
            }
            members.insert("Metadata".to_owned(), in_its_section(&item.section, value));
        }
        payload
    }

    fn webhook_thumb(&self, item: Item) -> Option<Vec<u8>> {
        let mut dice = Dice::new(self.seed, "webhook thumb", item.key);
        let mut color = || [0; 3].map(|_: u8| dice.between(30, 220) as u8);
        picture(Format::Jpeg, 240, 360, [color(), color()])
    }

    /// Tells what a report of a player means: `before` is the state that it was in with the same thing.
    pub(crate) fn webhooks_of_playback(
        &self,
        before: Option<&str>,
        now: &str,
        counts: bool,
        about: About<'_>,
    ) {
        let event = match (before, now) {
            (None, "playing" | "buffering") => Some("media.play"),
            (Some("paused"), "playing") => Some("media.resume"),
            (Some("playing" | "buffering"), "paused") => Some("media.pause"),
            (Some(_), "stopped") => Some("media.stop"),
            _ => None,
        };
        if let Some(event) = event {
            self.webhook(event, about);
        }
        // The owner also learns when somebody else begins.
        if event == Some("media.play") && about.account.is_some_and(|account| account != OWNER) {
            self.webhook("playback.started", about);
        }
        if counts {
            self.webhook("media.scrobble", about);
            self.webhook_of_next(about);
        }
    }

    /// After an episode the next one is on deck.
    fn webhook_of_next(&self, about: About<'_>) {
        let Some(item) = about.item.filter(|item| item.kind == Kind::Episode) else {
            return;
        };
        let show = std::iter::successors(Some(item), |item| {
            item.parent_key().and_then(|key| self.contents.item(key))
        })
        .last();
        let Some(show) = show else { return };
        let episodes = self.contents.leaves(show);
        let next = episodes
            .iter()
            .skip_while(|key| **key != item.key)
            .nth(1)
            .and_then(|key| self.contents.item(*key));
        if let Some(next) = next {
            let item = Some(next);
            self.webhook("library.on.deck", About { item, ..about });
        }
    }
}

/// Keeps what a new client is told to the addresses once.
#[derive(Debug, Default)]
pub(crate) struct Seen(std::sync::Mutex<std::collections::HashSet<String>>);

impl Seen {
    /// Whether this client has not been here before.
    pub(crate) fn is_new(&self, client: &str) -> bool {
        let mut seen = locked(&self.0);
        // A mock server that runs for days must not eat the machine.
        if seen.len() >= 100_000 {
            seen.clear();
        }
        seen.insert(client.to_owned())
    }

    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }
}

/// Tells of a client that the server has not met before.
pub(crate) fn meet(state: &Arc<State>, request: &crate::requests::Received) {
    let Some(identifier) = request.plex("X-Plex-Client-Identifier") else {
        return;
    };
    if state.seen.is_new(identifier)
        && let Ok(account) = state.check_server_token(request)
    {
        let player = Player {
            identifier: identifier.to_owned(),
            title: request
                .plex("X-Plex-Device-Name")
                .unwrap_or_default()
                .to_owned(),
            ..Player::default()
        };
        let about = About {
            account: Some(account),
            player: Some(&player),
            item: None,
        };
        state.webhook("device.new", about);
    }
}
