//! What becomes of every kind of call when the network, or the server, does every kind of harm.
//!
//! Each cell of the matrix runs by itself, against a mock server of its own and over real sockets. What is expected of it is
//! written down in `matrix`; `docs/reliability.md` is what the run gives.

mod calls;
mod faults;
mod marker;
mod matrix;
mod outcome;
mod page;
mod scene;
mod secrets;
