//! How a field of each kind takes a value, gives it back, and lets go of what no field names.
//!
//! One module per word that a row of [`object!`](super::object) begins with.

use serde::ser::SerializeMap;
use serde_with::ser::SerializeAsWrap;

use super::{Adapter, Extra, Fit, list::unread};

/// A field that may be absent: `Option<T>`.
pub(crate) mod optional {
    use super::{Adapter, Extra, Fit, SerializeAsWrap, SerializeMap, unread};

    #[inline]
    pub(crate) fn put<A: Adapter<T>, T>(
        slot: &mut Option<T>,
        extra: &mut Extra,
        name: &str,
        fit: Fit<T>,
    ) {
        match (fit, slot.take()) {
            (Fit::Null, before) => *slot = before,
            (Fit::Value(value), None) => *slot = Some(value),
            (Fit::Misfit(raw), None) => extra.push(name, raw),
            // Named twice where the document knows one: neither is dropped.
            (Fit::Value(again), Some(first)) => {
                for raw in unread::<A, T>(&[first, again]) {
                    extra.push(name, raw);
                }
            }
            (Fit::Misfit(again), Some(first)) => {
                for raw in unread::<A, T>(&[first]) {
                    extra.push(name, raw);
                }
                extra.push(name, again);
            }
        }
    }

    #[inline]
    pub(crate) fn write<A: Adapter<T>, T, M: SerializeMap>(
        map: &mut M,
        name: &str,
        slot: &Option<T>,
        _extra: &Extra,
    ) -> Result<(), M::Error> {
        match slot {
            Some(value) => map.serialize_entry(name, &SerializeAsWrap::<T, A>::new(value)),
            None => Ok(()),
        }
    }

    pub(crate) fn is_written<T>(slot: &Option<T>) -> bool {
        slot.is_some()
    }

    pub(crate) fn forget_extra<A: Adapter<T>, T>(slot: &mut Option<T>) {
        slot.iter_mut().for_each(A::forget_extra);
    }
}

/// A field that every answer has, and that is empty by its type's default where one lacks it: `T`.
pub(crate) mod required {
    use super::{Adapter, Extra, Fit, SerializeAsWrap, SerializeMap};

    #[inline]
    #[allow(clippy::extra_unused_type_parameters)] // called like the other kinds' put
    pub(crate) fn put<A: Adapter<T>, T>(slot: &mut T, extra: &mut Extra, name: &str, fit: Fit<T>) {
        match fit {
            Fit::Value(value) => *slot = value,
            Fit::Null => {}
            Fit::Misfit(raw) => extra.push(name, raw),
        }
    }

    #[inline]
    pub(crate) fn write<A: Adapter<T>, T, M: SerializeMap>(
        map: &mut M,
        name: &str,
        slot: &T,
        extra: &Extra,
    ) -> Result<(), M::Error> {
        if extra.contains(name) {
            return Ok(());
        }
        map.serialize_entry(name, &SerializeAsWrap::<T, A>::new(slot))
    }

    pub(crate) fn is_written<T>(_slot: &T) -> bool {
        false // where extra names it, extra is what is written
    }

    pub(crate) fn forget_extra<A: Adapter<T>, T>(slot: &mut T) {
        A::forget_extra(slot);
    }
}

/// A list, empty where the answer has none: `Vec<T>`.
pub(crate) mod list {
    use serde_json::Value;

    use super::{Adapter, Extra, Fit, SerializeAsWrap, SerializeMap};

    #[inline]
    pub(crate) fn put<A: Adapter<Vec<T>>, T>(
        slot: &mut Vec<T>,
        extra: &mut Extra,
        name: &str,
        fit: Fit<Vec<T>>,
    ) {
        match fit {
            // XML repeats the element, so a list may arrive item by item.
            Fit::Value(items) if slot.is_empty() => *slot = items,
            Fit::Value(items) => slot.extend(items),
            Fit::Null => {}
            Fit::Misfit(raw) => {
                let before = std::mem::take(slot);
                if let Ok(Value::Array(before)) =
                    serde_json::to_value(SerializeAsWrap::<Vec<T>, A>::new(&before))
                {
                    before.into_iter().for_each(|item| extra.push(name, item));
                }
                extra.push(name, raw);
            }
        }
    }

    #[inline]
    pub(crate) fn write<A: Adapter<Vec<T>>, T, M: SerializeMap>(
        map: &mut M,
        name: &str,
        slot: &Vec<T>,
        _extra: &Extra,
    ) -> Result<(), M::Error> {
        if slot.is_empty() {
            return Ok(());
        }
        map.serialize_entry(name, &SerializeAsWrap::<Vec<T>, A>::new(slot))
    }

    pub(crate) fn is_written<T>(slot: &[T]) -> bool {
        !slot.is_empty()
    }

    pub(crate) fn forget_extra<A: Adapter<Vec<T>>, T>(slot: &mut Vec<T>) {
        A::forget_extra(slot);
    }
}
