//! A client for Plex Media Server and plex.tv.
//!
//! ```no_run
//! # async fn example(client_identifier: &str) -> plex_api::Result<()> {
//! use plex_api::{MediaType, Plex};
//!
//! let plex = Plex::builder("My App", client_identifier).build()?;
//! let link = plex.link().await?; // a PIN
//! println!("Enter {} at {}", link.code(), link.url());
//! let plex = link.wait().await?; // signed in, or Error::PinExpired
//! let server = plex.servers().await?.named("Home")?.connect().await?;
//! for section in server.library().sections().await? {
//!     println!("{}", section.title);
//!     let mut movies = server.library().items(section).media_type(MediaType::Movie).items();
//!     while let Some(movie) = movies.try_next().await? {
//!         println!("  {}", movie.title.unwrap_or_default());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The way down:
//!
//! 1. [`Plex`] is an account, [`Server`] a connected media server; sign-in ([`Link`]) and discovery ([`Servers`]) lead from
//!    one to the other.
//! 2. [`operations`] has a request for everything the OpenAPI document describes. Required values are arguments, optional
//!    ones are methods; awaiting a request gives what it is about, `.send()` the whole [`Response`].
//! 3. On top of them is what takes several: [edits](Server::edit) and [queries](query), [playback](Server::play) and
//!    [conversion](Server::stream), [downloads](Server::download), [notifications](Server::notifications) and [`Webhook`]s,
//!    [players](Player), [sharing](Plex::share).
//! 4. Below all lies one engine: identity headers, tokens that go to no other host, [`Retry`], limits, [`Error`]s.
//!
//! Scripts need no async: see the module `blocking`, which is a feature. The guides, one page for each thing that people do,
//! are in `docs/guides` of the repository, and whole programs in `examples`.
//!
//! The data types are those of the crate `plex-models`, which are re-exported here.

mod awaited;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
pub mod collection;
mod connect;
pub mod download;
pub mod edit;
mod engine;
mod error;
mod gdm;
mod generated;
pub mod item;
mod notifications;
pub mod optimize;
mod people;
pub mod pictures;
pub mod play_queue;
pub mod playback;
mod players;
pub mod playlist;
mod plex;
#[cfg(feature = "qr")]
mod qr;
pub mod query;
mod response;
mod secret_url;
mod server;
mod servers;
mod sign_in;
mod source;
pub mod subtitles;
mod task;
pub mod transcode;
#[cfg(feature = "webhooks")]
mod webhook_body;
#[cfg(test)]
mod wire_tests;

pub use plex_models::{self as models, *};

#[cfg(feature = "qr")]
pub use self::qr::QrCode;
#[cfg(feature = "webhooks")]
pub use self::webhook_body::{Thumb, Webhook, WebhookError};
pub use self::{
    builder::PlexBuilder,
    engine::{Answered, ByteStream, Items, Outgoing, Page, Pages, RateLimit, Retry, Upload},
    error::{At, BoxError, Error, Failure, RedirectProblem, Refusal, Result, TimeLimit, Tried},
    gdm::{Found, Search},
    generated::hosts::Host,
    notifications::{Event, EventStreamReader, Listener, Notifications, Transport},
    people::{Invitation, Invitations, Share, UpdateShare},
    players::{PlayRequest, Player, Subscription, Watch, Way, read_timelines},
    plex::Plex,
    query::Query,
    response::Response,
    secret_url::SecretUrl,
    server::Server,
    servers::{AvailableServer, Servers},
    sign_in::{
        DeviceKey, FileKeyStore, KeepAlive, KeyStore, Link, LinkRequest, MemoryKeyStore,
        PasswordSignIn, SwitchUser, Validity,
    },
    source::Source,
};

/// The operations, by group. The groups are reached from [`Plex`] and [`Server`].
pub mod operations {
    pub use crate::generated::*;
}

/// The examples of the README compile too, and those of the guides.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
mod guides {
    macro_rules! guides {
        ($($name:ident $page:literal),* $(,)?) => {$(
            #[doc = include_str!(concat!("../../../docs/guides/", $page, ".md"))]
            mod $name {}
        )*};
    }

    guides! {
        sign_in "sign-in",
        find_a_server "find-a-server",
        browse "browse",
        query "query",
        edit "edit",
        play "play",
        download "download",
        events "events",
        errors_and_retries "errors-and-retries",
        testing "testing",
    }

    #[cfg(feature = "blocking")]
    guides! { scripts "scripts" }

    #[cfg(feature = "webhooks")]
    guides! { webhooks "webhooks" }
}
