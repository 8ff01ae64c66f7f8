//! What is shared: libraries of a server with a person, and what that person may do.

use chrono::{DateTime, TimeZone as _, Utc};
use serde_json::{Map, Value, json};

use super::people::People;
use crate::{
    contents::{Account, OWNER, locked},
    dice::Dice,
    library::Section,
    state::State,
};

/// Libraries of one server, offered to one person.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    pub(crate) id: u64,
    /// Whose server it is.
    pub(crate) owner: u64,
    pub(crate) invited: u64,
    /// The numbers that plex.tv gives the libraries.
    pub(crate) libraries: Vec<u64>,
    pub(crate) invited_at: DateTime<Utc>,
    pub(crate) accepted_at: Option<DateTime<Utc>>,
}

impl Share {
    pub(crate) fn is_of(&self, owner: u64, invited: u64) -> bool {
        self.owner == owner && self.invited == invited
    }

    pub(super) fn from_the_start(people: &People, casimir: u64, halima: u64) -> Vec<Self> {
        let at = Utc
            .timestamp_opt(1_707_900_000, 0)
            .earliest()
            .unwrap_or_default();
        let share = |id, owner, invited, accepted_at| Self {
            id,
            owner,
            invited,
            libraries: vec![FIRST_LIBRARY + 1],
            invited_at: at,
            accepted_at,
        };
        vec![
            share(FIRST_SHARE + 1, people.owner, casimir, Some(at)),
            share(FIRST_SHARE + 2, halima, people.owner, None),
        ]
    }
}

const FIRST_SHARE: u64 = 60_000;
const FIRST_LIBRARY: u64 = 100_200;

/// What a person may do on the servers of another: the members of `sharingSettings`.
#[derive(Debug, Clone)]
pub(crate) struct Rights(Map<String, Value>);

const FLAGS: [&str; 4] = [
    "allowSync",
    "allowCameraUpload",
    "allowChannels",
    "allowSubtitleAdmin",
];
const FILTERS: [&str; 5] = [
    "filterAll",
    "filterMovies",
    "filterMusic",
    "filterPhotos",
    "filterTelevision",
];

impl Default for Rights {
    fn default() -> Self {
        Self::replaced(&Value::Null)
    }
}

impl Rights {
    /// The rights that a body names; those that it leaves out are not given.
    pub(crate) fn replaced(settings: &Value) -> Self {
        let mut members = Map::new();
        for flag in FLAGS {
            members.insert(flag.to_owned(), is_on(settings.get(flag)).into());
        }
        for filter in FILTERS {
            let text = settings.get(filter).and_then(Value::as_str);
            members.insert(filter.to_owned(), text.unwrap_or_default().into());
        }
        let tuners = settings.get("allowTuners").and_then(Value::as_u64);
        members.insert("allowTuners".to_owned(), tuners.unwrap_or(0).into());
        Self(members)
    }

    /// Changes the single rights that `value` knows.
    pub(crate) fn change(&mut self, value: impl Fn(&str) -> Option<String>) {
        for flag in FLAGS {
            if let Some(text) = value(flag) {
                self.0.insert(
                    flag.to_owned(),
                    matches!(text.as_str(), "1" | "true").into(),
                );
            }
        }
        for filter in FILTERS {
            if let Some(text) = value(filter) {
                self.0.insert(filter.to_owned(), text.into());
            }
        }
        if let Some(tuners) = value("allowTuners").and_then(|text| text.parse::<u64>().ok()) {
            self.0.insert("allowTuners".to_owned(), tuners.into());
        }
    }

    pub(crate) fn as_json(&self) -> Value {
        self.0.clone().into()
    }
}

/// Clients send flags as `true`, as 1 and as "1".
fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_u64() == Some(1),
        Some(Value::String(text)) => matches!(text.as_str(), "1" | "true"),
        _ => false,
    }
}

impl People {
    /// The shares that somebody offers or was offered.
    pub(crate) fn shares(&self, wanted: impl Fn(&Share) -> bool) -> Vec<Share> {
        let book = locked(&self.book);
        let shares = book.shares.iter().filter(|share| wanted(share));
        shares.cloned().collect()
    }

    /// Offers libraries to somebody. Members of the own home need not accept; an offer that is there already is none.
    pub(crate) fn share(
        &self,
        owner: u64,
        invited: u64,
        libraries: Vec<u64>,
        now: DateTime<Utc>,
    ) -> Option<Share> {
        let mut book = locked(&self.book);
        if owner == invited || book.shares.iter().any(|share| share.is_of(owner, invited)) {
            return None;
        }
        let same_home = [owner, invited]
            .iter()
            .all(|id| book.person(*id).is_some_and(|person| person.is_home));
        let share = Share {
            id: FIRST_SHARE + book.number(),
            owner,
            invited,
            libraries,
            invited_at: now,
            accepted_at: same_home.then_some(now),
        };
        book.shares.push(share.clone());
        Some(share)
    }

    /// Changes the shares that are wanted; gives the first of them.
    pub(crate) fn change_share(
        &self,
        wanted: impl Fn(&Share) -> bool,
        change: impl Fn(&mut Share),
    ) -> Option<Share> {
        let mut book = locked(&self.book);
        let share = book.shares.iter_mut().find(|share| wanted(share))?;
        change(share);
        Some(share.clone())
    }

    /// Ends the shares that are unwanted; whether there was one.
    pub(crate) fn end_shares(&self, unwanted: impl Fn(&Share) -> bool) -> bool {
        let mut book = locked(&self.book);
        let before = book.shares.len();
        book.shares.retain(|share| !unwanted(share));
        book.shares.len() < before
    }

    /// What a person may do on the servers of another.
    pub(crate) fn rights(&self, owner: u64, person: u64) -> Rights {
        let book = locked(&self.book);
        book.rights
            .get(&(owner, person))
            .cloned()
            .unwrap_or_default()
    }

    pub(crate) fn set_rights(&self, owner: u64, person: u64, rights: Rights) {
        locked(&self.book).rights.insert((owner, person), rights);
    }

    /// The identifier of somebody's server, for those who are not the owner of this one.
    pub(crate) fn machine_identifier(&self, owner: u64) -> String {
        Dice::new(self.seed, "server of", owner).hex(40)
    }
}

/// A server as plex.tv knows it: with its libraries under the numbers that sharing wants.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) machine_identifier: String,
    /// Number, key, title and type.
    pub(crate) libraries: Vec<(u64, String, String, String)>,
}

impl Published {
    pub(crate) fn libraries_as_json(&self, wanted: impl Fn(u64) -> bool) -> Vec<Value> {
        self.libraries
            .iter()
            .filter(|(id, ..)| wanted(*id))
            .map(|(id, key, title, kind)| json!({"id": id, "key": key.parse::<u64>().ok(), "title": title, "type": kind}))
            .collect()
    }

    pub(crate) fn has(&self, library: u64) -> bool {
        self.libraries.iter().any(|(id, ..)| *id == library)
    }
}

impl State {
    /// The sections that somebody sees: those that are shared with them. The owner sees all, and so does whoever of the home
    /// was given none in particular.
    pub(crate) fn sections_of(&self, viewer: Account) -> Vec<Section> {
        let sections = self.contents.library.sections();
        let mut shares = match viewer {
            OWNER => Vec::new(),
            guest => self.people.shares(|share| {
                share.is_of(self.people.owner, guest) && share.accepted_at.is_some()
            }),
        };
        let shared: Vec<_> = shares
            .iter_mut()
            .flat_map(|share| share.libraries.drain(..))
            .collect();
        let is_seen = |section: &&Section| {
            shared.is_empty() || shared.contains(&(FIRST_LIBRARY + u64::from(section.id)))
        };
        sections.iter().filter(is_seen).copied().collect()
    }

    /// Whether somebody sees a section.
    pub(crate) fn shows(&self, viewer: Account, section: &Section) -> bool {
        viewer == OWNER
            || self
                .sections_of(viewer)
                .iter()
                .any(|seen| seen.id == section.id)
    }

    /// The server of somebody: the mock server itself for its owner, one that nobody reaches for others.
    pub(crate) fn published(&self, owner: u64) -> Published {
        if owner == self.people.owner {
            let library = |section: &crate::library::Section| {
                (
                    FIRST_LIBRARY + u64::from(section.id),
                    section.id.to_string(),
                    section.title.to_owned(),
                    section.kind.name().to_owned(),
                )
            };
            return Published {
                number: 7001,
                name: self.server.name.clone(),
                machine_identifier: self.server.machine_identifier.clone(),
                libraries: self
                    .contents
                    .library
                    .sections()
                    .iter()
                    .map(library)
                    .collect(),
            };
        }
        let name = self.people.person(owner).map(|person| person.name);
        Published {
            number: 7000 + owner % 1000,
            name: format!("{}'s server", name.unwrap_or_default()),
            machine_identifier: self.people.machine_identifier(owner),
            libraries: vec![(
                FIRST_LIBRARY + 1,
                "1".to_owned(),
                "Films".to_owned(),
                "movie".to_owned(),
            )],
        }
    }
}
