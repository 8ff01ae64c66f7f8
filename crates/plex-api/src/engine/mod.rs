//! How a request travels, whatever it asks for: the one place that talks HTTP.
//!
//! A generated operation collects its values in a [`Call`]; [`send`] is the choke point through which every call goes;
//! [`operation`] gives the generated structs `.await`, `.send()` and, where they page, `.pages()` and `.items()`.

mod addresses;
mod call;
mod credentials;
mod dns;
mod download;
mod graphql;
mod hooks;
mod limits;
mod listed;
mod moment;
mod operation;
mod outlook;
mod paging;
mod parameter;
mod patience;
mod reply;
mod request;
mod retry;
mod seen;
mod send;
mod tls;
mod transport;
mod unpack;
mod upload;

pub(crate) use self::{
    addresses::{Addresses, Base, Candidate, Known, Probe},
    call::{Accept, Auth, Call, Endpoint, Limits},
    credentials::{Credentials, TokenSource},
    dns::Resolver,
    graphql::graphql,
    hooks::Hooks,
    limits::Gate,
    listed::listed,
    moment::moment_in,
    operation::{container, operation},
    outlook::Outlook,
    paging::{Container, Paging, count},
    parameter::{Bit, Csv, texts},
    reply::Switched,
    request::header_value,
    retry::Attempts,
    tls::{Http, Tls, Trust, certificate_problem, fingerprint},
    transport::Transport,
};
pub use self::{
    download::ByteStream,
    hooks::{Answered, Outgoing},
    limits::RateLimit,
    paging::{Items, Page, Pages},
    retry::Retry,
    upload::Upload,
};
pub(crate) use reqwest::Method;
