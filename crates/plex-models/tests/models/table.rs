//! Table tests of adapters: JSON as it comes, what the field holds then, and what it writes.

use std::fmt::Debug;

use plex_models::wire::{Adapter, Fit};
use serde_json::Value;
use serde_with::ser::SerializeAsWrap;

/// What an adapter should make of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expected<T> {
    /// The field holds this value and writes it as this JSON.
    Holds(T, &'static str),
    /// The field stays empty, and nothing is kept.
    Nothing,
    /// The field stays empty, and the value is kept as it came.
    Misfit,
}

pub(crate) use Expected::{Holds, Misfit, Nothing};

/// Checks an adapter row by row: the JSON that comes, what should become of it.
#[track_caller]
pub(crate) fn check<A: Adapter<T>, T: Debug + PartialEq>(rows: &[(&str, Expected<T>)]) {
    for (came, expected) in rows {
        let raw: Value = serde_json::from_str(came).unwrap();
        let from_text = A::deserialize_as(&mut serde_json::Deserializer::from_str(came)).unwrap();
        let from_value = A::deserialize_as(raw.clone()).unwrap();
        assert_eq!(from_text, from_value, "{came} from a text and from a value");
        match (expected, from_text) {
            (Holds(value, written), Fit::Value(found)) => {
                assert_eq!(&found, value, "{came}");
                assert_eq!(write::<A, T>(&found), *written, "{came} is written");
                let again =
                    A::deserialize_as(&mut serde_json::Deserializer::from_str(written)).unwrap();
                assert_eq!(again, Fit::Value(found), "{written} is read again");
            }
            (Misfit, Fit::Misfit(kept)) => assert_eq!(kept, raw, "{came}"),
            (Nothing, Fit::Null) => {}
            (expected, found) => panic!("{came} gives {found:?} instead of {expected:?}"),
        }
    }
}

fn write<A: Adapter<T>, T>(value: &T) -> String {
    serde_json::to_string(&SerializeAsWrap::<T, A>::new(value)).unwrap()
}
