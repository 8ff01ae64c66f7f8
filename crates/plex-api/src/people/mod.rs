//! What people do with an account, each in one call: share libraries, answer invitations, keep a watchlist.

mod invites;
mod share;
mod watchlist;

pub use self::{
    invites::{Invitation, Invitations},
    share::{Share, UpdateShare},
};
