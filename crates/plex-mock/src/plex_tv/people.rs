//! The people: the owner, the others of the home, and friends.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::{
    contents::{Account, OWNER, locked},
    dice::Dice,
};

/// The name of the owner.
pub(crate) const USER_NAME: &str = "mirabel";

/// The owner's password, and the code of their second factor.
pub(crate) const PASSWORD: &str = "mirabel's password";
pub(crate) const VERIFICATION_CODE: &str = "123456";

/// All of them.
#[derive(Debug)]
pub(crate) struct People {
    seed: u64,
    pub(crate) owner: u64,
    book: Mutex<Book>,
}

#[derive(Debug, Clone, Default)]
struct Book {
    home: Vec<Member>,
    friends: Vec<Friend>,
    so_far: u64,
}

/// Somebody in the home.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) is_managed: bool,
    pub(crate) pin: Option<String>,
}

#[derive(Debug, Clone)]
struct Friend {
    id: u64,
    name: String,
    is_accepted: bool,
}

impl People {
    pub(crate) fn new(seed: u64) -> Self {
        let owner = 4_000_000 + Dice::new(seed, "account id", 0).below(1_000_000);
        let people = Self {
            seed,
            owner,
            book: Mutex::default(),
        };
        people.reset();
        people
    }

    /// Brings back those who are there from the start.
    pub(crate) fn reset(&self) {
        let id = |number: u64| self.owner + 1000 + number;
        *locked(&self.book) = Book {
            home: vec![
                Member {
                    id: self.owner,
                    title: USER_NAME.to_owned(),
                    is_managed: false,
                    pin: None,
                },
                Member {
                    id: id(1),
                    title: "Otto".to_owned(),
                    is_managed: true,
                    pin: Some("1234".to_owned()),
                },
                Member {
                    id: id(2),
                    title: "Pia".to_owned(),
                    is_managed: true,
                    pin: None,
                },
            ],
            friends: vec![
                Friend {
                    id: id(3),
                    name: "casimir".to_owned(),
                    is_accepted: true,
                },
                Friend {
                    id: id(4),
                    name: "halima".to_owned(),
                    is_accepted: false,
                },
            ],
            so_far: 10,
        };
    }

    pub(crate) fn home(&self) -> Vec<Member> {
        locked(&self.book).home.clone()
    }

    /// Somebody of the home, by number or by UUID.
    pub(crate) fn member(&self, name: &str) -> Option<Member> {
        self.home()
            .into_iter()
            .find(|member| member.id.to_string() == name || self.uuid(member.id) == name)
    }

    /// Adds somebody to the home.
    pub(crate) fn add(&self, title: &str) -> Member {
        let mut book = locked(&self.book);
        book.so_far += 1;
        let member = Member {
            id: self.owner + 1000 + book.so_far,
            title: title.to_owned(),
            is_managed: true,
            pin: None,
        };
        book.home.push(member.clone());
        member
    }

    /// Removes somebody other than the owner from the home.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut book = locked(&self.book);
        let before = book.home.len();
        book.home
            .retain(|member| member.id != id || member.id == self.owner);
        book.home.len() < before
    }

    /// Changes the PIN of somebody.
    pub(crate) fn set_pin(&self, id: u64, pin: Option<String>) -> bool {
        let mut book = locked(&self.book);
        let member = book.home.iter_mut().find(|member| member.id == id);
        member.map(|member| member.pin = pin).is_some()
    }

    /// The identifier of somebody.
    pub(crate) fn uuid(&self, id: u64) -> String {
        if id == self.owner {
            return Dice::new(self.seed, "account", 0).hex(16);
        }
        Dice::new(self.seed, "person uuid", id).hex(16)
    }

    /// The token with which somebody comes to the media server.
    pub(crate) fn server_token(&self, id: u64) -> String {
        Dice::new(self.seed, "server token", id)
            .word(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 20)
    }

    /// What the media server calls somebody: the owner is its account 1, the others keep their numbers.
    pub(crate) fn account_on_server(&self, token: &str) -> Option<Account> {
        locked(&self.book)
            .home
            .iter()
            .map(|member| member.id)
            .find(|id| *id != self.owner && self.server_token(*id) == token)
    }

    /// The name of an account of the media server.
    pub(crate) fn name_on_server(&self, account: Account) -> String {
        let id = if account == OWNER {
            self.owner
        } else {
            account
        };
        self.home()
            .into_iter()
            .find(|member| member.id == id)
            .map_or_else(String::new, |member| member.title)
    }

    /// The accounts as the media server lists them.
    pub(crate) fn accounts_on_server(&self) -> Vec<Value> {
        self.home()
            .into_iter()
            .map(|member| {
                let id = if member.id == self.owner {
                    OWNER
                } else {
                    member.id
                };
                json!({
                    "id": id,
                    "key": format!("/accounts/{id}"),
                    "name": member.title,
                    "defaultAudioLanguage": "en",
                    "autoSelectAudio": true,
                    "defaultSubtitleLanguage": "",
                    "subtitleMode": 0,
                    "thumb": "",
                })
            })
            .collect()
    }

    /// Somebody of the home as plex.tv shows them.
    pub(crate) fn member_as_json(&self, plex_tv_url: &str, member: &Member) -> Value {
        let uuid = self.uuid(member.id);
        json!({
            "id": member.id,
            "uuid": uuid,
            "title": member.title,
            "username": if member.is_managed { Value::Null } else { member.title.as_str().into() },
            "email": if member.is_managed { Value::Null } else { "mirabel@example.org".into() },
            "friendlyName": member.title,
            "thumb": format!("{plex_tv_url}/users/{uuid}/avatar?c=1709294400"),
            "hasPassword": !member.is_managed,
            "restricted": member.is_managed,
            "updatedAt": 1_709_294_400,
            "restrictionProfile": null,
            "admin": member.id == self.owner,
            "guest": false,
            "protected": member.pin.is_some(),
        })
    }

    /// Friends: those who are, and those who still have to say yes.
    pub(crate) fn friends(&self, plex_tv_url: &str, accepted: bool) -> Vec<Value> {
        locked(&self.book)
            .friends
            .iter()
            .filter(|friend| friend.is_accepted == accepted)
            .map(|friend| self.friend_as_json(plex_tv_url, friend))
            .collect()
    }

    fn friend_as_json(&self, plex_tv_url: &str, friend: &Friend) -> Value {
        let uuid = self.uuid(friend.id);
        json!({
            "id": friend.id,
            "uuid": uuid,
            "title": friend.name,
            "username": friend.name,
            "email": format!("{}@example.org", friend.name),
            "restricted": false,
            "restrictionProfile": null,
            "friendlyName": friend.name,
            "friendshipCreatedAt": "2023-04-01T10:00:00Z",
            "thumb": format!("{plex_tv_url}/users/{uuid}/avatar?c=1709294400"),
            "home": false,
            "status": if friend.is_accepted { "accepted" } else { "pending_received" },
            "sharedServers": [],
            "sharedSources": [],
        })
    }

    /// Invites somebody to be a friend.
    pub(crate) fn invite(&self, plex_tv_url: &str, name: &str) -> Value {
        let mut book = locked(&self.book);
        book.so_far += 1;
        let friend = Friend {
            id: self.owner + 1000 + book.so_far,
            name: name.to_owned(),
            is_accepted: false,
        };
        book.friends.push(friend.clone());
        drop(book);
        self.friend_as_json(plex_tv_url, &friend)
    }

    /// Says yes to somebody.
    pub(crate) fn accept(&self, plex_tv_url: &str, id: u64) -> Option<Value> {
        let mut book = locked(&self.book);
        let friend = book.friends.iter_mut().find(|friend| friend.id == id)?;
        friend.is_accepted = true;
        let friend = friend.clone();
        drop(book);
        Some(self.friend_as_json(plex_tv_url, &friend))
    }

    /// Ends a friendship.
    pub(crate) fn unfriend(&self, id: u64) -> bool {
        let mut book = locked(&self.book);
        let before = book.friends.len();
        book.friends.retain(|friend| friend.id != id);
        book.friends.len() < before
    }
}
