//! Values inside a box, and values under names of their own.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserializer, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use serde_with::{DeserializeAs, SerializeAs, ser::SerializeAsWrap};

use super::{Adapter, Fit, Key, fit::Through, list::unread, misfits, push_member, raw};

/// Adapter for a value in a box: one that is large and mostly absent, or that has values of its own type below it.
#[derive(Debug, Clone, Copy)]
pub struct Boxed<A>(PhantomData<A>);

impl<'de, A: DeserializeAs<'de, Fit<T>>, T> DeserializeAs<'de, Fit<Box<T>>> for Boxed<A> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Box<T>>, D::Error> {
        Ok(match A::deserialize_as(deserializer)? {
            Fit::Value(value) => Fit::Value(Box::new(value)),
            Fit::Null => Fit::Null,
            Fit::Misfit(raw) => Fit::Misfit(raw),
        })
    }
}

impl<A: SerializeAs<T>, T> SerializeAs<Box<T>> for Boxed<A> {
    fn serialize_as<S: Serializer>(value: &Box<T>, serializer: S) -> Result<S::Ok, S::Error> {
        A::serialize_as(value, serializer)
    }
}

impl<A: Adapter<T>, T> Adapter<Box<T>> for Boxed<A> {
    fn forget_extra(value: &mut Box<T>) {
        A::forget_extra(value);
    }
}

/// Adapter for an object whose members all have the same type, under names that are data.
///
/// When a member fits no shape the whole object is a misfit.
#[derive(Debug, Clone, Copy)]
pub struct Members<A>(PhantomData<A>);

impl<'de, A: Adapter<T>, T> DeserializeAs<'de, Fit<BTreeMap<String, T>>> for Members<A> {
    fn deserialize_as<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Fit<BTreeMap<String, T>>, D::Error> {
        deserializer.deserialize_any(MembersVisitor::<A, T>(PhantomData))
    }
}

impl<A: Adapter<T>, T> SerializeAs<BTreeMap<String, T>> for Members<A> {
    fn serialize_as<S: Serializer>(
        members: &BTreeMap<String, T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(members.len()))?;
        for (name, value) in members {
            map.serialize_entry(name, &SerializeAsWrap::<T, A>::new(value))?;
        }
        map.end()
    }
}

impl<A: Adapter<T>, T> Adapter<BTreeMap<String, T>> for Members<A> {
    fn forget_extra(members: &mut BTreeMap<String, T>) {
        members.values_mut().for_each(A::forget_extra);
    }
}

struct MembersVisitor<A, T>(PhantomData<(A, T)>);

impl<'de, A: Adapter<T>, T> Visitor<'de> for MembersVisitor<A, T> {
    type Value = Fit<BTreeMap<String, T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = BTreeMap::new();
        let mut misfits = serde_json::Map::new();
        while let Some(name) = map.next_key_seed(Key::default())? {
            match map.next_value_seed(Through::<A, T>::new())? {
                Fit::Value(value) if !members.contains_key(name.as_ref()) => {
                    members.insert(name.into_owned(), value);
                }
                Fit::Value(value) => push_member(&mut misfits, &name, unread::<A, T>(&value)),
                Fit::Null => {}
                Fit::Misfit(raw) => push_member(&mut misfits, &name, raw),
            }
        }
        if misfits.is_empty() {
            return Ok(Fit::Value(members));
        }
        for (name, value) in &members {
            push_member(&mut misfits, name, unread::<A, T>(value));
        }
        Ok(Fit::Misfit(misfits.into()))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Self::Value, S::Error> {
        raw::collect_seq(Vec::new(), seq).map(Fit::Misfit)
    }

    misfits!(Fit::Misfit);

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Fit::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Fit::Null)
    }
}
