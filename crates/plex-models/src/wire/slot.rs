//! How a field of each kind takes a value, gives it back, and lets go of what no field names.
//!
//! One module per word that a row of [`object!`](super::object) begins with. A member that is there twice, where the
//! document knows one, goes to [`Extra`] as the list of both: neither is better than the other, and none is dropped.

use serde::{de::MapAccess, ser::SerializeMap};
use serde_json::Value;
use serde_with::ser::SerializeAsWrap;

use super::{Adapter, Extra, Fit, Through, list::unread};

/// A field that may be absent: `Option<T>`.
pub(crate) mod optional {
    use super::{Adapter, Extra, Fit, MapAccess, SerializeAsWrap, SerializeMap, Through, both};

    /// `elsewhere` tells whether an earlier value of the member went to `extra`.
    #[inline]
    pub(crate) fn put<A: Adapter<T>, T>(
        slot: &mut Option<T>,
        elsewhere: &mut bool,
        extra: &mut Extra,
        name: &str,
        fit: Fit<T>,
    ) {
        match fit {
            Fit::Value(value) if slot.is_none() && !*elsewhere => *slot = Some(value),
            Fit::Null => {}
            fit => {
                *elsewhere = true;
                both::<A, T>(slot.take(), extra, name, fit);
            }
        }
    }

    /// Reads the member's value. Not inlined into the table's one large function, whose stack frame would hold room for
    /// the values of all fields at once.
    #[inline(never)]
    pub(crate) fn read<'de, A: Adapter<T>, T, M: MapAccess<'de>>(
        slot: &mut Option<T>,
        seen: &mut bool,
        extra: &mut Extra,
        name: &str,
        members: &mut M,
    ) -> Result<(), M::Error> {
        put::<A, T>(
            slot,
            seen,
            extra,
            name,
            members.next_value_seed(Through::<A, T>::new())?,
        );
        Ok(())
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
    use super::{Adapter, Extra, Fit, MapAccess, SerializeAsWrap, SerializeMap, Through, both};

    /// `seen` tells whether the member was there before.
    #[inline]
    pub(crate) fn put<A: Adapter<T>, T: Default>(
        slot: &mut T,
        seen: &mut bool,
        extra: &mut Extra,
        name: &str,
        fit: Fit<T>,
    ) {
        match fit {
            Fit::Value(value) if !*seen => *slot = value,
            Fit::Null => return,
            fit => {
                let first = (*seen && !extra.contains(name)).then(|| std::mem::take(slot));
                both::<A, T>(first, extra, name, fit);
            }
        }
        *seen = true;
    }

    /// Reads the member's value. Not inlined into the table's one large function, whose stack frame would hold room for
    /// the values of all fields at once.
    #[inline(never)]
    pub(crate) fn read<'de, A: Adapter<T>, T: Default, M: MapAccess<'de>>(
        slot: &mut T,
        seen: &mut bool,
        extra: &mut Extra,
        name: &str,
        members: &mut M,
    ) -> Result<(), M::Error> {
        put::<A, T>(
            slot,
            seen,
            extra,
            name,
            members.next_value_seed(Through::<A, T>::new())?,
        );
        Ok(())
    }

    #[inline]
    pub(crate) fn write<A: Adapter<T>, T: Default + PartialEq, M: SerializeMap>(
        map: &mut M,
        name: &str,
        slot: &T,
        extra: &Extra,
    ) -> Result<(), M::Error> {
        if extra.contains(name) && !is_written(slot) {
            return Ok(());
        }
        map.serialize_entry(name, &SerializeAsWrap::<T, A>::new(slot))
    }

    /// An empty field gives way to what `extra` has by its name.
    pub(crate) fn is_written<T: Default + PartialEq>(slot: &T) -> bool {
        *slot != T::default()
    }

    pub(crate) fn forget_extra<A: Adapter<T>, T>(slot: &mut T) {
        A::forget_extra(slot);
    }
}

/// A list, empty where the answer has none: `Vec<T>`.
pub(crate) mod list {
    use super::{Adapter, Extra, Fit, MapAccess, SerializeAsWrap, SerializeMap, Through, items};

    /// `elsewhere` tells whether the items so far are in `extra`.
    #[inline]
    pub(crate) fn put<A: Adapter<Vec<T>>, T>(
        slot: &mut Vec<T>,
        elsewhere: &mut bool,
        extra: &mut Extra,
        name: &str,
        fit: Fit<Vec<T>>,
    ) {
        match fit {
            Fit::Value(list) if slot.is_empty() && !*elsewhere => *slot = list,
            // XML repeats the element, so a list may arrive item by item.
            Fit::Value(mut list) if !*elsewhere => slot.append(&mut list),
            Fit::Null => {}
            fit => {
                *elsewhere = true;
                items::<A, T>(std::mem::take(slot), extra, name, fit);
            }
        }
    }

    /// Reads the member's value. Not inlined into the table's one large function, whose stack frame would hold room for
    /// the values of all fields at once.
    #[inline(never)]
    pub(crate) fn read<'de, A: Adapter<Vec<T>>, T, M: MapAccess<'de>>(
        slot: &mut Vec<T>,
        seen: &mut bool,
        extra: &mut Extra,
        name: &str,
        members: &mut M,
    ) -> Result<(), M::Error> {
        put::<A, T>(
            slot,
            seen,
            extra,
            name,
            members.next_value_seed(Through::<A, Vec<T>>::new())?,
        );
        Ok(())
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

/// Moves what a field holds, and what came after it, to `extra`.
#[cold]
fn both<A: Adapter<T>, T>(first: Option<T>, extra: &mut Extra, name: &str, fit: Fit<T>) {
    if let Some(first) = first {
        extra.push(name, unread::<A, T>(&first));
    }
    match fit {
        Fit::Value(value) => extra.push(name, unread::<A, T>(&value)),
        Fit::Misfit(raw) => extra.push(name, raw),
        Fit::Null => {}
    }
}

/// Moves the items of a list, and what came after them, to `extra`: one misfit there keeps the whole list out of its
/// field.
#[cold]
fn items<A: Adapter<Vec<T>>, T>(before: Vec<T>, extra: &mut Extra, name: &str, fit: Fit<Vec<T>>) {
    let mut push = |list: &Vec<T>| {
        if let Value::Array(list) = unread::<A, Vec<T>>(list) {
            list.into_iter().for_each(|item| extra.push(name, item));
        }
    };
    push(&before);
    match fit {
        Fit::Value(list) => push(&list),
        Fit::Misfit(raw) => extra.push(name, raw),
        Fit::Null => {}
    }
}
