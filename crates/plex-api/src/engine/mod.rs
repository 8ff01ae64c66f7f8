//! How a request travels, whatever it asks for: the one place that talks HTTP.
//!
//! A generated operation collects its values in a [`Call`]; [`send`] is the choke point through which every call goes;
//! [`operation`] gives the generated structs `.await`, `.send()` and, where they page, `.pages()` and `.items()`.

mod call;
mod credentials;
mod dns;
mod download;
mod operation;
mod paging;
mod parameter;
mod reply;
mod retry;
mod send;
mod tls;
mod upload;

pub(crate) use self::{
    call::{Accept, Auth, Call, Endpoint},
    credentials::{Credentials, TokenSource},
    dns::Resolver,
    operation::{container, operation},
    paging::{Container, Paging, count},
    parameter::{Bit, Csv, texts},
    reply::Switched,
    send::header_value,
    tls::{Http, with_tls},
};
pub use self::{
    download::ByteStream,
    paging::{Items, Page, Pages},
    retry::Retry,
    upload::Upload,
};
pub(crate) use reqwest::Method;
