//! The client against the stand-in, over real sockets.

mod common;
mod errors;
mod library;
mod servers;
mod sign_in;
