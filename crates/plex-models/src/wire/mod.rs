//! How values travel: adapters that read every shape a real server has been seen to send.
//!
//! A generated type is a plain struct beside a table (`wire::object!`) that names, for each field, its member on the wire and
//! the adapter that reads and writes it. An adapter never fails on a value it does not understand: it hands the value back
//! ([`Fit::Misfit`]), the field stays empty, and the value is kept in the object's [`Extra`] so that encoding returns it.
//!
//! | adapter | Rust | shapes it reads |
//! |---|---|---|
//! | [`Flag`] | `bool` | `true`, `1`, `"1"`, `"true"` and their opposites |
//! | [`Whole`] | `i64`, number ids, [`Milliseconds`], [`Seconds`] | `279`, `"279"`, `279.0`, `true` |
//! | [`Decimal`] | `f64` | `2.35`, `"2.35"`, `10` |
//! | [`Text`] | [`LeanString`], text ids, open enums, [`Token`] | `"home"`, `197429`, `true` |
//! | [`UnixSeconds`], [`Rfc3339`] | `DateTime<Utc>` | `1681318803`, `"1681318803"`, `"2023-04-12T17:00:03Z"` |
//! | [`Day`] | `NaiveDate` | `"2008-04-10"` |
//! | [`Open`] | [`Scalar`] | any scalar, unchanged |
//! | [`Object`] | a generated struct | an object, a list of one object |
//! | [`List`] | `Vec<T>` | a list, one item alone, a missing member |
//! | [`Boxed`] | `Box<T>` | what its inner adapter reads |
//! | [`Members`] | `BTreeMap<String, T>` | an object with names of its own |
//! | [`Raw`] | [`serde_json::Value`] | anything |

mod extra;
mod fit;
pub(crate) mod ids;
mod list;
mod nested;
mod object;
mod open_enum;
mod raw;
mod scalar;
mod scalars;
pub(crate) mod slot;
mod times;
mod token;
mod units;

#[doc(no_inline)]
pub use lean_string::LeanString;

#[cfg(feature = "answers")]
pub(crate) use self::times::in_words;
pub use self::{
    extra::Extra,
    fit::{Adapter, Fit},
    ids::*,
    list::List,
    nested::{Boxed, Members},
    object::{Fields, Model, Object},
    raw::Raw,
    scalar::Scalar,
    scalars::{Decimal, Flag, Integral, Open, Text, Textual, Whole},
    times::{Day, Rfc3339, UnixSeconds},
    token::Token,
    units::{Milliseconds, Seconds},
};
pub(crate) use self::{
    extra::push_member,
    fit::Through,
    object::{Key, fields, object, put_extra, read_object},
    open_enum::open_enum,
    raw::{collect_seq, misfits},
};
