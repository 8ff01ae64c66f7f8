//! Lists.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserializer, Serializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
    ser::SerializeSeq,
};
use serde_json::Value;
use serde_with::{DeserializeAs, SerializeAs, ser::SerializeAsWrap};

use super::{Adapter, Fit, fit::again, misfits, raw};

/// Adapter for lists whose items go through `A`. One item alone is a list of one; items that are null are left out.
///
/// When an item fits no shape the whole list is a misfit, so that it keeps its order.
#[derive(Debug, Clone, Copy)]
pub struct List<A>(PhantomData<A>);

impl<'de, A: Adapter<T>, T> DeserializeAs<'de, Fit<Vec<T>>> for List<A> {
    #[inline]
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Fit<Vec<T>>, D::Error> {
        deserializer.deserialize_any(ListVisitor::<A, T>(PhantomData))
    }
}

impl<A: Adapter<T>, T> SerializeAs<Vec<T>> for List<A> {
    fn serialize_as<S: Serializer>(list: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(list.len()))?;
        for item in list {
            seq.serialize_element(&SerializeAsWrap::<T, A>::new(item))?;
        }
        seq.end()
    }
}

impl<A: Adapter<T>, T> Adapter<Vec<T>> for List<A> {
    fn forget_extra(list: &mut Vec<T>) {
        list.iter_mut().for_each(A::forget_extra);
    }
}

/// A value that was read, raw again.
pub(super) fn unread<A: SerializeAs<T>, T>(value: &T) -> Value {
    // Writing a value that was read cannot fail: the adapters only write what JSON can hold.
    serde_json::to_value(SerializeAsWrap::<T, A>::new(value)).unwrap_or_default()
}

/// Reads one item to the end of a list.
struct Onto<'l, A, T>(&'l mut Vec<T>, PhantomData<A>);

impl<'de, A: Adapter<T>, T> DeserializeSeed<'de> for Onto<'_, A, T> {
    type Value = Fit<()>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<()>, D::Error> {
        A::push_onto(self.0, deserializer)
    }
}

struct ListVisitor<A, T>(PhantomData<(A, T)>);

impl<A: Adapter<T>, T> ListVisitor<A, T> {
    /// One scalar where a list belongs.
    fn single(item: Value) -> Fit<Vec<T>> {
        let mut list = Vec::new();
        match again(&item, Onto::<A, T>(&mut list, PhantomData)) {
            Fit::Value(()) => Fit::Value(list),
            Fit::Null => Fit::Null,
            Fit::Misfit(raw) => Fit::Misfit(raw),
        }
    }
}

impl<'de, A: Adapter<T>, T> Visitor<'de> for ListVisitor<A, T> {
    type Value = Fit<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element_seed(Onto::<A, T>(&mut list, PhantomData))? {
            if let Fit::Misfit(item) = item {
                let mut raw: Vec<_> = list.iter().map(unread::<A, T>).collect();
                raw.push(item);
                return raw::collect_seq(raw, seq).map(Fit::Misfit);
            }
        }
        // There are many lists and most are short: room that stays empty is much of what an answer would take.
        list.shrink_to_fit();
        Ok(Fit::Value(list))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
        let mut list = Vec::new();
        Ok(
            match A::push_onto(&mut list, MapAccessDeserializer::new(map))? {
                Fit::Value(()) => Fit::Value(list),
                Fit::Null => Fit::Null,
                Fit::Misfit(raw) => Fit::Misfit(raw),
            },
        )
    }

    misfits!(Self::single);

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Fit::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Fit::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}
