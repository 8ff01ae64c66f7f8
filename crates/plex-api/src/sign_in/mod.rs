//! Signing in, in all its kinds, and staying signed in.
//!
//! A [PIN](link) is what apps should use; a [password](password) is for tools without a screen. With a [key of the
//! device](device_key) plex.tv gives out tokens that last a week, which [renewal] replaces in time.

mod device_key;
mod jwt;
mod keep_alive;
mod key_store;
mod link;
mod password;
mod renewal;
mod server_clock;
mod switch_user;
mod validity;

pub(crate) use self::renewal::credentials;
pub use self::{
    device_key::DeviceKey,
    keep_alive::KeepAlive,
    key_store::{FileKeyStore, KeyStore, MemoryKeyStore},
    link::{Link, LinkRequest},
    password::PasswordSignIn,
    switch_user::SwitchUser,
    validity::Validity,
};
