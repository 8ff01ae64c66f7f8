//! The people that the mock plex.tv knows: the owner, the others of the home, and accounts elsewhere.

use std::{collections::BTreeMap, sync::Mutex};

use serde_json::{Value, json};

use super::shares::{Rights, Share};
use crate::{
    contents::{Account, OWNER, locked},
    dice::Dice,
    look::set,
};

/// The name of the owner.
pub(crate) const USER_NAME: &str = "mirabel";

/// Their mail address, by which the media server knows whose it is.
pub(crate) const USER_EMAIL: &str = "mirabel@example.org";

/// The code of everybody's second factor.
pub(crate) const VERIFICATION_CODE: &str = "123456";

/// All of them, and what they have to do with each other.
#[derive(Debug)]
pub(crate) struct People {
    pub(super) seed: u64,
    pub(crate) owner: u64,
    pub(super) book: Mutex<Book>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    pub(super) persons: Vec<Person>,
    pub(super) friendships: Vec<Friendship>,
    pub(super) shares: Vec<Share>,
    /// What each person may do on the servers of another: by owner and person.
    pub(super) rights: BTreeMap<(u64, u64), Rights>,
    so_far: u64,
}

/// Somebody.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: u64,
    /// The account's name; the title of a managed one.
    pub(crate) name: String,
    pub(crate) email: String,
    /// Whether the home's owner made it: such a one has no password.
    pub(crate) is_managed: bool,
    pub(crate) is_home: bool,
    pub(crate) pin: Option<String>,
}

/// Who asked whom to be friends.
#[derive(Debug, Clone)]
pub(super) struct Friendship {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) is_accepted: bool,
}

impl Friendship {
    fn has(&self, person: u64) -> bool {
        self.from == person || self.to == person
    }

    fn other(&self, person: u64) -> u64 {
        if self.from == person {
            self.to
        } else {
            self.from
        }
    }
}

impl Book {
    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u64 {
        self.so_far += 1;
        self.so_far
    }

    pub(super) fn person(&self, id: u64) -> Option<&Person> {
        self.persons.iter().find(|person| person.id == id)
    }

    /// The person of this name, mail address or number.
    pub(super) fn find(&self, identifier: &str) -> Option<&Person> {
        let wanted = identifier.trim().to_lowercase();
        self.persons.iter().find(|person| {
            person.name.to_lowercase() == wanted
                || (!person.is_managed && person.email == wanted)
                || person.id.to_string() == wanted
        })
    }

    fn friendship(&mut self, one: u64, other: u64) -> Option<&mut Friendship> {
        self.friendships
            .iter_mut()
            .find(|friendship| friendship.has(one) && friendship.has(other))
    }
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

    /// Brings back those who are there from the start: casimir is a friend with whom the first library is shared, halima
    /// offers her friendship and a library of hers.
    pub(crate) fn reset(&self) {
        let person = |number: u64, name: &str| Person {
            id: self.owner + if number == 0 { 0 } else { 1000 + number },
            name: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase()),
            is_managed: false,
            is_home: false,
            pin: None,
        };
        let (casimir, halima) = (person(3, "casimir"), person(4, "halima"));
        let friendship = |from, to, is_accepted| Friendship {
            from,
            to,
            is_accepted,
        };
        let mut book = Book {
            friendships: vec![
                friendship(self.owner, casimir.id, true),
                friendship(halima.id, self.owner, false),
            ],
            shares: Share::from_the_start(self, casimir.id, halima.id),
            so_far: 10,
            ..Book::default()
        };
        book.persons = vec![
            Person {
                is_home: true,
                ..person(0, USER_NAME)
            },
            Person {
                is_managed: true,
                is_home: true,
                pin: Some("1234".to_owned()),
                ..person(1, "Otto")
            },
            Person {
                is_managed: true,
                is_home: true,
                ..person(2, "Pia")
            },
            casimir,
            halima,
        ];
        *locked(&self.book) = book;
    }

    pub(crate) fn person(&self, id: u64) -> Option<Person> {
        locked(&self.book).person(id).cloned()
    }

    /// The person of this name, mail address or number.
    pub(crate) fn find(&self, identifier: &str) -> Option<Person> {
        locked(&self.book).find(identifier).cloned()
    }

    /// The person of this name or mail address; who has no account yet gets one.
    pub(crate) fn find_or_invite(&self, identifier: &str) -> Person {
        if let Some(person) = self.find(identifier) {
            return person;
        }
        let wanted = identifier.trim().to_lowercase();
        let (name, email) = match wanted.split_once('@') {
            Some((name, _)) => (name.to_owned(), wanted.clone()),
            None => (wanted.clone(), format!("{wanted}@example.org")),
        };
        self.add(name, email, false)
    }

    /// Who signs in with this name and password.
    pub(crate) fn with_password(&self, login: &str, password: &str) -> Option<Person> {
        self.find(login).filter(|person| {
            !person.is_managed && password == format!("{}'s password", person.name)
        })
    }

    pub(crate) fn home(&self) -> Vec<Person> {
        let book = locked(&self.book);
        let home = book.persons.iter().filter(|person| person.is_home);
        home.cloned().collect()
    }

    /// Somebody of the home, by number or by UUID.
    pub(crate) fn member(&self, name: &str) -> Option<Person> {
        self.home()
            .into_iter()
            .find(|member| member.id.to_string() == name || self.uuid(member.id) == name)
    }

    /// Adds somebody to the home whom its owner looks after.
    pub(crate) fn add_managed(&self, title: &str) -> Person {
        self.add(title.to_owned(), String::new(), true)
    }

    fn add(&self, name: String, email: String, is_managed: bool) -> Person {
        let mut book = locked(&self.book);
        let person = Person {
            id: self.owner + 1000 + book.number(),
            name,
            email,
            is_managed,
            is_home: is_managed,
            pin: None,
        };
        book.persons.push(person.clone());
        person
    }

    /// Takes an account that exists into the home.
    pub(crate) fn take_in(&self, id: u64) {
        let mut book = locked(&self.book);
        if let Some(person) = book.persons.iter_mut().find(|person| person.id == id) {
            person.is_home = true;
        }
    }

    /// Takes somebody with an account of their own out of the home. What is shared with them stays shared.
    pub(crate) fn leave_home(&self, id: u64) -> bool {
        let mut book = locked(&self.book);
        let mut persons = book.persons.iter_mut();
        let member = persons.find(|person| person.id == id && person.is_home && !person.is_managed);
        member.map(|member| member.is_home = false).is_some()
    }

    /// Removes somebody other than the owner from the home, and with them what was shared.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut book = locked(&self.book);
        if id == self.owner || !book.person(id).is_some_and(|person| person.is_home) {
            return false;
        }
        book.shares.retain(|share| share.invited != id);
        book.persons
            .retain(|person| person.id != id || !person.is_managed);
        if let Some(person) = book.persons.iter_mut().find(|person| person.id == id) {
            person.is_home = false;
        }
        true
    }

    /// Changes the PIN of somebody in the home.
    pub(crate) fn set_pin(&self, id: u64, pin: Option<String>) -> bool {
        let mut book = locked(&self.book);
        let member = book
            .persons
            .iter_mut()
            .find(|person| person.is_home && person.id == id);
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

    /// Those besides the owner who may use the media server: the home, and those who accepted a share.
    fn guests(&self) -> Vec<Person> {
        let book = locked(&self.book);
        let is_guest = |person: &Person| {
            let has_share =
                |share: &Share| share.is_of(self.owner, person.id) && share.accepted_at.is_some();
            person.id != self.owner && (person.is_home || book.shares.iter().any(has_share))
        };
        let guests = book.persons.iter().filter(|person| is_guest(person));
        guests.cloned().collect()
    }

    /// What the media server calls somebody: the owner is its account 1, the others keep their numbers.
    pub(crate) fn account_on_server(&self, token: &str) -> Option<Account> {
        self.guests()
            .into_iter()
            .map(|person| person.id)
            .find(|id| self.server_token(*id) == token)
    }

    /// The name of an account of the media server.
    pub(crate) fn name_on_server(&self, account: Account) -> String {
        let id = if account == OWNER {
            self.owner
        } else {
            account
        };
        self.person(id)
            .map_or_else(String::new, |person| person.name)
    }

    /// The accounts as the media server lists them.
    pub(crate) fn accounts_on_server(&self) -> Vec<Value> {
        let owner = self.person(self.owner);
        owner
            .into_iter()
            .chain(self.guests())
            .map(|person| {
                let id = if person.id == self.owner {
                    OWNER
                } else {
                    person.id
                };
                json!({
                    "id": id,
                    "key": format!("/accounts/{id}"),
                    "name": person.name,
                    "defaultAudioLanguage": "en",
                    "autoSelectAudio": true,
                    "defaultSubtitleLanguage": "en",
                    "subtitleMode": 0,
                    "thumb": "",
                })
            })
            .collect()
    }

    /// Somebody as friends and shares show them.
    pub(crate) fn as_friend(&self, plex_tv_url: &str, person: &Person) -> Value {
        let uuid = self.uuid(person.id);
        let unless_managed = |text: &str| (!person.is_managed).then(|| text.to_owned());
        json!({
            "id": person.id,
            "uuid": uuid,
            "title": person.name,
            "username": unless_managed(&person.name),
            "email": unless_managed(&person.email),
            "friendlyName": person.name,
            "thumb": format!("{plex_tv_url}/users/{uuid}/avatar?c=1709294400"),
            "restricted": person.is_managed,
            "restrictionProfile": null,
            "home": person.is_home,
        })
    }

    /// Somebody as the home shows them.
    pub(crate) fn as_member(&self, plex_tv_url: &str, person: &Person) -> Value {
        let mut member = self.as_friend(plex_tv_url, person);
        if let Some(members) = member.as_object_mut() {
            members.remove("home");
        }
        set(&mut member, "hasPassword", (!person.is_managed).into());
        set(&mut member, "admin", (person.id == self.owner).into());
        set(&mut member, "guest", false.into());
        set(&mut member, "protected", person.pin.is_some().into());
        member
    }

    /// Those with whom somebody has a friendship, and how it stands: `accepted`, `pending_sent`, `pending_received`.
    pub(crate) fn friends(&self, of: u64) -> Vec<(Person, &'static str)> {
        let book = locked(&self.book);
        book.friendships
            .iter()
            .filter(|friendship| friendship.has(of))
            .filter_map(|friendship| {
                let status = match (friendship.is_accepted, friendship.from == of) {
                    (true, _) => "accepted",
                    (false, true) => "pending_sent",
                    (false, false) => "pending_received",
                };
                Some((book.person(friendship.other(of))?.clone(), status))
            })
            .collect()
    }

    /// Asks somebody to be a friend; whoever was asked by them before says yes by that.
    pub(crate) fn befriend(&self, from: u64, to: u64) {
        let mut book = locked(&self.book);
        match book.friendship(from, to) {
            Some(friendship) if friendship.to == from => friendship.is_accepted = true,
            Some(_) => {}
            None => book.friendships.push(Friendship {
                from,
                to,
                is_accepted: false,
            }),
        }
    }

    /// Says yes to somebody who asked.
    pub(crate) fn accept(&self, of: u64, from: u64) -> bool {
        let mut book = locked(&self.book);
        match book.friendship(of, from) {
            Some(friendship) if friendship.to == of => {
                friendship.is_accepted = true;
                true
            }
            _ => false,
        }
    }

    /// Ends a friendship, or the wish for one.
    pub(crate) fn unfriend(&self, one: u64, other: u64) -> bool {
        let mut book = locked(&self.book);
        let before = book.friendships.len();
        book.friendships
            .retain(|friendship| !(friendship.has(one) && friendship.has(other)));
        book.friendships.len() < before
    }
}
